"""True older rows, kept from before a change and put back whole: every seal in them is right, and only old.

What the protocol binds to something newer is refused. What it cannot tell from the row of then opens for whoever still
has what opened it then, and the log names the row: those stand in docs/threat-model.md in their own words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary

from signaal.actions import (
    cases,
    consents,
    conversations,
    drafts,
    inbox,
    links,
    passkeys,
    passphrases,
    recovery,
    resets,
    rotating_work,
    sessions,
    unlocking,
    verify,
)
from signaal.actions.context import operator
from signaal.store.tables import SCHEMA
from signaal.terms import Bundle, NotFound, Refused, SignaalError
from signaal.vault import totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from tests.actions import test_passkeys as devices
from tests.actions import test_unlocking as screens
from tests.actions.referred import FAMILY, refer
from tests.actions.rotations import started
from tests.actions.test_recovery import back, lose_everything
from tests.support.papers import fresh, paper_of
from tests.support.world import ADDRESS, World, unbase32

TRIED = {
    "records.sealed": ("the_bytes_of_an_older_card", "an_older_card_as_a_whole"),
    "grants.sealed_key": ("a_grant_of_before_a_rotation", "a_grant_of_a_yes_that_was_taken_back"),
    "users.sealed_secret": ("the_seal_of_an_older_passphrase", "an_older_passphrase_as_a_whole"),
    "users.totp_sealed": ("an_older_second_factor",),
    "memberships.sealed_team_secret": ("the_secret_of_before_a_rotation",),
    "recovery_papers.sealed_team_secret": ("a_paper_that_was_used", "a_paper_of_before_a_rotation"),
    "recovery_papers.sealed_code": ("the_code_of_a_paper_that_was_typed_back",),
    "rotations.sealed_previous": ("the_earlier_secret_after_a_rotation",),
    "sessions.sealed_secret": ("a_session_that_was_locked",),
    "session_pins.sealed_secret": ("a_pin_that_was_dropped",),
    "passkeys.sealed_secret": ("a_passkey_that_was_removed",),
    "drafts.sealed": ("an_older_draft",),
    "outbox.sealed_link": ("a_link_that_was_used",),
}
"""Every sealed column, with the tests below that put an older value of it back."""


def test_every_sealed_column_is_put_back() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in SCHEMA.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and "sealed" in column.name
    }
    assert sealed == set(TRIED)
    named = {f"test_{name}" for names in TRIED.values() for name in names}
    assert not {name for name in named if not any(mine.startswith(name) for mine in globals())}


class Copy:
    """A table as it was: what an old copy of the database has."""

    def __init__(self, world: World, table: str) -> None:
        self.table, self.path = table, world.tools.store.url.database or ""
        self.rows = self._now()

    def _now(self) -> dict[object, dict[str, object]]:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return {row[0]: dict(row) for row in connection.execute(f"SELECT * FROM {self.table}")}

    def put_back(self, *columns: str) -> int:
        """Every row that changed or went, whole or in these columns only; how many there were."""
        now, number = self._now(), 0
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for key, old in self.rows.items():
                row = old if not columns else {**now.get(key, old), **{name: old[name] for name in columns}}
                if now.get(key) == row:
                    continue
                marks = ", ".join("?" * len(row))
                connection.execute(f"REPLACE INTO {self.table} VALUES ({marks})", tuple(row.values()))
                number += 1
        assert number, "nothing had changed: this test tries nothing"
        return number


def named(world: World, table: str) -> bool:
    """The check of the log says that a row of this table is not what signaal stored."""
    places = {problem.place or "" for problem in verify.verify(operator(world.tools)).problems}
    return any(place.startswith(f"{table}/") for place in places)


@contextmanager
def refused(*errors: type[SignaalError]) -> Iterator[None]:
    with pytest.raises(errors or (DoesNotOpen,)):
        yield


# --- what teams know ------------------------------------------------------------------------------------------


def moved_house(world: World) -> tuple[str, Copy]:
    """A card whose address was corrected, and its records of before."""
    code = refer(world).case
    old = Copy(world, "records")
    contact = replace(FAMILY, address="Nieuwe Dijk 2")
    conversations.record(world.ctx("nurse"), code, None, contact, new_id())
    return code, old


def address(world: World, code: str) -> str:
    contact = cases.read(world.ctx("nurse"), code).contact
    assert contact is not None
    return contact.address


def test_the_bytes_of_an_older_card_do_not_open_as_the_present_one(world: World) -> None:
    code, old = moved_house(world)
    with closing(sqlite3.connect(old.path)) as connection, connection:
        new = {row for (row,) in connection.execute("SELECT id FROM records")} - set(old.rows)
        before = [r for r in old.rows.values() if r["kind"] == "contact"]
        for row_id in new:
            connection.execute(
                "UPDATE records SET sealed = ? WHERE id = ? AND kind = 'contact'",
                (before[0]["sealed"], row_id),
            )
    with refused():
        address(world, code)
    assert named(world, "records")


def test_an_older_card_as_a_whole_is_read_and_the_log_names_it(world: World) -> None:
    """Accepted: the newest record that is there is the newest; who takes it away is found by the log."""
    code, old = moved_house(world)
    assert address(world, code) == "Nieuwe Dijk 2"
    with closing(sqlite3.connect(old.path)) as connection, connection:
        marks = ", ".join("?" * len(old.rows))
        connection.execute(
            f"DELETE FROM records WHERE kind = 'contact' AND id NOT IN ({marks})", tuple(old.rows)
        )
    old.put_back()
    assert address(world, code) == FAMILY.address
    assert named(world, "records")


def turned(world: World) -> None:
    started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    assert rotating_work.go_on(world.ctx("jgz_lead"), world.teams["jgz_team"]).done


def test_a_grant_of_before_a_rotation_opens_nothing(world: World) -> None:
    code = refer(world).case
    old = Copy(world, "grants")
    turned(world)
    old.put_back()
    with refused():
        cases.read(world.ctx("nurse"), code)
    assert named(world, "grants")


def test_a_grant_of_a_yes_that_was_taken_back_opens_nothing_by_itself_and_is_named(world: World) -> None:
    """The grant alone opens nothing: the package is over. With all rows of then it is read again, and each is named."""
    sent = refer(world, Bundle.EVERYTHING)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    old = [Copy(world, table) for table in ("grants", "referrals", "consents", "records")]
    yes = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), sent.case, yes, new_id())
    old[0].put_back()
    assert inbox.read(world.ctx("responder"), sent.reference).contact.phone == ""
    for copy in old[1:]:
        if copy.rows != copy._now():
            copy.put_back()
    assert inbox.read(world.ctx("responder"), sent.reference).contact.phone == FAMILY.phone
    assert named(world, "grants")
    assert named(world, "referrals")


def test_the_secret_of_before_a_rotation_is_refused(world: World) -> None:
    old = Copy(world, "memberships")
    turned(world)
    old.put_back("sealed_team_secret", "roster_line", "team_key_version")
    for name in ("nurse", "jgz_lead"):
        with refused():
            world.ctx(name).keys.team(world.teams["jgz_team"])
    assert named(world, "memberships")


def test_the_earlier_secret_after_a_rotation_is_named(world: World) -> None:
    """Accepted: it opens for members of now alone, and what it opens is the team's own."""
    started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    old = Copy(world, "rotations")
    assert rotating_work.go_on(world.ctx("jgz_lead"), world.teams["jgz_team"]).done
    old.put_back("sealed_previous")
    assert named(world, "rotations")


# --- the paper ------------------------------------------------------------------------------------------------


def test_a_paper_that_was_used_works_no_second_time_though_its_row_says_so(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    old = Copy(world, "recovery_papers")
    lose_everything(world, "jgz_lead")
    back(world, "jgz_lead", code)
    old.put_back()
    lose_everything(world, "jgz_lead")
    with refused(DoesNotOpen):
        back(world, "jgz_lead", code)
    assert named(world, "recovery_papers")


def test_a_paper_of_before_a_rotation_brings_nobody_back(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    old = Copy(world, "recovery_papers")
    turned(world)
    lose_everything(world, "jgz_lead")
    old.put_back()
    with refused(DoesNotOpen):
        back(world, "jgz_lead", code)
    assert named(world, "recovery_papers")


def test_the_code_of_a_paper_that_was_typed_back_is_shown_to_its_maker_at_most(world: World) -> None:
    """Accepted for the maker, who held the print in their hands; nobody else opens it."""
    ctx = fresh(world, "jgz_lead")
    paper_id = recovery.make(ctx, world.teams["jgz_team"])
    code = "-".join(recovery.show(ctx, paper_id).groups)
    old = Copy(world, "recovery_papers")
    recovery.confirm(ctx, paper_id, code)
    with refused(NotFound, SignaalError):
        recovery.show(world.ctx("jgz_lead"), paper_id)
    old.put_back()
    with refused(NotFound, SignaalError):
        recovery.show(fresh(world, "jgz_lead2"), paper_id)
    assert "-".join(recovery.show(fresh(world, "jgz_lead"), paper_id).groups) == code
    assert named(world, "recovery_papers")


# --- ways in: an old one opens for whoever still has it, and is named -------------------------------------------


def changed_passphrase(world: World) -> tuple[str, Copy]:
    world.clock.advance(minutes=1)
    old_words, old = world.people["nurse"].passphrase, Copy(world, "users")
    new = passphrases.proposal()
    passphrases.change(fresh(world, "nurse"), old_words, new)
    world.people["nurse"].passphrase = new
    world.clock.advance(minutes=1)
    return old_words, old


def test_the_seal_of_an_older_passphrase_opens_with_no_passphrase(world: World) -> None:
    _, old = changed_passphrase(world)
    old.put_back("sealed_secret")
    with refused(Refused):
        world.log_in("nurse")
    assert named(world, "users")


def test_an_older_passphrase_as_a_whole_counts_again_and_is_named(world: World) -> None:
    old_words, old = changed_passphrase(world)
    old.put_back("salt", "kdf", "verifier", "sealed_secret")
    with refused(Refused):
        world.log_in("nurse")
    world.people["nurse"].passphrase = old_words
    world.clock.advance(minutes=1)
    assert world.log_in("nurse")
    assert named(world, "users")


def test_an_older_second_factor_counts_again_and_is_named(world: World) -> None:
    person, old = world.people["nurse"], Copy(world, "users")
    world.clock.advance(minutes=1)
    ctx = fresh(world, "nurse")
    shown = passphrases.new_authenticator(ctx)
    code = totp.code_at(Secret(unbase32(shown.totp_secret)), totp.step_at(world.clock.now()))
    passphrases.change_authenticator(ctx, code, shown.setup)
    world.clock.advance(minutes=5)
    with refused(Refused):
        sessions.log_in(world.tools, "nurse", person.passphrase, world.totp_code("nurse"), ADDRESS, new_id())
    old.put_back("totp_sealed")
    world.clock.advance(minutes=5)
    assert world.log_in("nurse")
    assert named(world, "users")


def test_a_session_that_was_locked_opens_with_its_own_cookie_alone(world: World) -> None:
    token = world.log_in("nurse")
    other = world.log_in("nurse2")
    ctx = sessions.open(world.tools, token, new_id(), ADDRESS)
    assert ctx is not None
    old = Copy(world, "sessions")
    sessions.lock(ctx)
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is None
    old.put_back()
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is not None
    there = sessions.open(world.tools, other, new_id(), ADDRESS)
    assert there is not None
    assert there.user_id == world.people["nurse2"].user_id
    world.clock.advance(hours=8)
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is None


def test_a_pin_that_was_dropped_opens_with_its_own_cookie_alone(world: World) -> None:
    token = screens.with_pin(world)
    old = Copy(world, "session_pins")
    unlocking.drop_pin(screens.visit(world, token))
    world.clock.advance(minutes=16)
    assert screens.come(world, token) is None
    assert screens.refused(world, token) == "entering.unlock.gone"
    old.put_back()
    assert screens.unlock(world, token)
    assert screens.refused(world, token) == "entering.unlock.gone", "the old cookie is over"


def test_a_passkey_that_was_removed_counts_again_and_is_named(world: World) -> None:
    device = devices.register(world)
    old = Copy(world, "passkeys")
    passkeys.drop(devices.fresh(world, "nurse"), devices.rows(world)[0].id)
    devices.refused(world, device.answer(devices.ask(world)))
    old.put_back()
    assert devices.enter(world, device.answer(devices.ask(world))).token
    assert named(world, "passkeys")


# --- what is forgotten anyway ---------------------------------------------------------------------------------


def test_an_older_draft_opens_for_its_writer_alone(world: World) -> None:
    draft = drafts.keep(world.ctx("nurse"), "signaller.notice", {"remark": ["Eerst"]})
    old = Copy(world, "drafts")
    assert drafts.keep(world.ctx("nurse"), "signaller.notice", {"remark": ["Later"]}, draft) == draft
    old.put_back()
    assert drafts.open(world.ctx("nurse"), draft)["remark"] == ["Eerst"]
    with refused(NotFound):
        drafts.open(world.ctx("nurse2"), draft)


def test_a_link_that_was_used_leads_nowhere_when_its_mail_is_put_back(world: World) -> None:
    token = links.send_reset(world.admin_of("nurse"), world.people["nurse"].user_id)
    old = Copy(world, "outbox")
    world.reset("nurse", token)
    with closing(sqlite3.connect(old.path)) as connection, connection:
        connection.execute("UPDATE outbox SET sealed_link = NULL")
    if any(row["sealed_link"] for row in old.rows.values()):
        old.put_back("sealed_link")
    with refused(NotFound):
        resets.page(world.tools, token)
