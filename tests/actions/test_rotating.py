"""A team gets its next secret: four eyes, everybody goes on reading, and what is left behind opens nothing new."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import select

from signaal.actions import (
    cases,
    comparing,
    consents,
    earlier,
    inbox,
    members,
    officer_codes,
    rotating,
    rotating_grants,
    rotating_start,
    rotating_work,
    searching,
    verify,
)
from signaal.actions.context import operator
from signaal.store import grants, papers, rotations, teams
from signaal.store.engine import Store
from signaal.store.tables_cases import CaseRow, GrantRow
from signaal.store.tables_finding import IndexTokenRow
from signaal.store.tables_recovery import RotationRow
from signaal.store.units import Unit
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.grants import Grant, open_grant
from signaal.vault.keys import TeamKeys
from signaal.vault.memberships import open_team_secret
from signaal.vault.object_keys import KeyScope
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from tests.actions.referred import refer
from tests.actions.rotations import Household, asked, seat, started, turned
from tests.support.papers import fresh, paper_of
from tests.support.world import World


def meddle(world: World, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as connection, connection:
        connection.execute(statement, values)


def rows(world: World, kind):
    with world.tools.store.reading() as reader:
        return list(reader.session.scalars(select(kind)))


def test_everybody_goes_on_reading_before_during_and_after(world: World) -> None:
    home = Household.of(world)
    home.opens(world)
    for team, lead, second in (
        ("jgz_team", "jgz_lead", "jgz_lead2"),
        ("social_team", "social_lead", "social_lead2"),
        ("school_team", "school_lead", "school_lead2"),
        ("jgz_team", "jgz_lead2", "jgz_lead"),
    ):
        started(world, team, lead, second)
        home.opens(world)
        done = rotating_work.go_on(world.ctx(lead), world.teams[team])
        assert done.done
        assert (done.turned, done.left_behind) == (done.total, 0)
        assert done.total > 0
        home.opens(world)
        home.jgz.append(refer(world, Bundle.EVERYTHING))
        inbox.accept(world.ctx("responder"), home.jgz[-1].reference, new_id())
        inbox.note(world.ctx("responder2"), home.jgz[-1].reference, "Bellen na zes uur", new_id())
        home.opens(world)
    for name in world.people:
        world.log_in(name)  # pins move on
    home.opens(world)
    assert verify.verify(operator(world.tools)).ok
    assert all(row.sealed_previous is None for row in rows(world, RotationRow))


def test_work_of_the_middle_of_a_rotation_is_under_the_new_secret(world: World) -> None:
    started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    sent = refer(world, Bundle.EVERYTHING)
    with world.tools.store.reading() as reader:
        case = cases_row(reader, sent.case)
        grant = grants.current(reader, "case", case.id, world.teams["jgz_team"])
        assert grant is not None
        assert grant.holder_version == 2


def cases_row(reader, code: str) -> CaseRow:
    return reader.session.scalars(select(CaseRow).where(CaseRow.pseudonym == code)).one()


def secret_of(world: World, name: str, team: str) -> TeamKeys:
    return world.ctx(name).keys.team(world.teams[team])


def opened_by(world: World, keys: TeamKeys) -> int:
    """How many grants of now somebody opens who kept these keys, whatever the row says of versions."""
    count = 0
    with world.tools.store.reading() as reader:
        held = [row for row in rows(world, GrantRow) if row.holder_id == keys.id and row.ended_at is None]
        known = rotations.scopes(reader, {(row.object_kind, row.object_id) for row in held})
        for row in held:
            key_id, commitment, _ = known[row.object_kind, row.object_id]
            scope = KeyScope(row.object_kind, row.object_id, key_id, commitment)
            for version in (1, 2):
                try:
                    open_grant(
                        TeamKeys(keys.secret, keys.id, version),
                        scope,
                        Grant(row.method, row.sealed_key, row.signature),
                    )
                except DoesNotOpen:
                    continue
                count += 1
    return count


def test_after_the_end_the_old_sealed_secret_of_who_left_opens_nothing(world: World) -> None:
    home = Household.of(world)
    kept_row = seat(world, "nurse2")
    person, kept = world.ctx("nurse2").keys.user, secret_of(world, "nurse2", "jgz_team")
    trusted = world.ctx("nurse2").keys.pinned(kept.id)
    assert opened_by(world, kept) > 0
    members.end_member(world.ctx("jgz_lead"), world.people["nurse2"].membership_id)
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    assert seat(world, "nurse2").sealed_team_secret is None
    # what they copied still opens the old secret, and that opens nothing there is now
    again = open_team_secret(person, kept_row.id, trusted, kept_row.sealed_team_secret)
    assert again.secret == kept.secret
    assert opened_by(world, kept) == 0
    assert opened_by(world, secret_of(world, "nurse", "jgz_team")) > 0
    assert home.jgz


def test_the_secret_of_before_is_kept_while_it_is_needed_and_gone_after(world: World) -> None:
    Household.of(world)
    before = secret_of(world, "nurse", "jgz_team")
    started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    ctx = world.ctx("nurse")
    with world.tools.store.reading() as reader:
        assert earlier.keys_of(reader, ctx, before.id, 1).secret == before.secret
    rotating_work.go_on(world.ctx("jgz_lead"), before.id)
    ctx = world.ctx("nurse")
    with world.tools.store.reading() as reader, pytest.raises(DoesNotOpen):
        earlier.keys_of(reader, ctx, before.id, 1)


def test_it_goes_in_batches_and_shows_how_far(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating_grants, "BATCH", 3)
    home = Household.of(world, 4)
    started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    seen = []
    for _ in range(40):
        found = rotating_work.go_on(world.ctx("jgz_lead"), world.teams["jgz_team"], most=3)
        seen.append(found.turned)
        home.opens(world)
        if found.done:
            break
    assert found.done
    assert found.turned == found.total
    assert len(seen) > 3
    with pytest.raises(Conflict):
        rotating_work.go_on(world.ctx("jgz_lead"), world.teams["jgz_team"])


def test_names_are_found_after_it_by_the_new_index_alone(world: World) -> None:
    Household.of(world)
    before = {row.case_id: row.token for row in rows(world, IndexTokenRow)}
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    team = world.teams["jgz_team"]
    after = [row for row in rows(world, IndexTokenRow) if row.team_id == team]
    assert after
    assert {row.key_version for row in after} == {2}
    assert all(before.get(row.case_id) != row.token for row in after)
    assert searching is not None


class Power(Exception):
    """The machine stops."""


@contextmanager
def stopping(monkeypatch: pytest.MonkeyPatch, at: int, *, after_commit: bool) -> Iterator[list[int]]:
    """The `at`-th unit from now ends in a power cut: just before its commit, or just after it."""
    real, count = Store.unit, [0]

    @contextmanager
    def unit(self: Store) -> Iterator[Unit]:
        count[0] += 1
        mine = count[0]
        with real(self) as found:
            yield found
            if mine == at and not after_commit:
                raise Power
        if mine == at and after_commit:
            raise Power

    with monkeypatch.context() as patched:
        patched.setattr(Store, "unit", unit)
        yield count


@pytest.mark.parametrize("after_commit", [False, True], ids=["before the commit", "after the commit"])
def test_a_power_cut_at_any_commit_loses_nothing_and_it_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, after_commit: bool
) -> None:
    monkeypatch.setattr(rotating_grants, "BATCH", 2)
    monkeypatch.setattr(rotating_work, "INDEXED_AT_ONCE", 1)
    home = Household.of(world)
    paper_of(world, "jgz_lead", "jgz_team")
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    team_id, cuts = world.teams["jgz_team"], 0
    while state(world, rotation_id) != "done":
        # the very first commit, then always the one after the first that gets through: each is cut once
        at = 1 if after_commit or not cuts else 2
        ctx = fresh(world, "jgz_lead")
        with stopping(monkeypatch, at, after_commit=after_commit) as count:
            try:
                if state(world, rotation_id) == "approved":
                    rotating_start.start(ctx, rotation_id)
                    ctx = world.ctx("jgz_lead")
                if state(world, rotation_id) == "running":
                    rotating_work.go_on(ctx, team_id)
            except Power:
                cuts += 1
                assert count[0] == at
        home.opens(world)
    assert cuts >= 5
    with world.tools.store.reading() as reader:
        assert teams.get(reader, team_id).key_version == 2
        assert rotations.count_unturned(reader, team_id, 2) == 0
    assert verify.verify(operator(world.tools)).ok


def state(world: World, rotation_id: str) -> str:
    with world.tools.store.reading() as reader:
        return reader.get(RotationRow, rotation_id).state


def test_who_waits_at_the_door_is_admitted_under_the_new_secret(world: World) -> None:
    """The waiting colleague pinned the key of before; the code follows the signature, on both sides."""
    sent = refer(world)
    world.invite(operator(world.tools), "heir", "jgz", "jgz_team", "signaller", False, "jgz_nurse")
    world.activate("heir")
    before = world.code_of("heir")
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    assert world.code_of("heir") != before
    world.admit("jgz_lead2", "heir")
    assert cases.read(world.ctx("heir"), sent.case).contact is not None


def test_teams_that_compared_their_keys_stay_compared(world: World) -> None:
    refer(world)
    own, other = world.teams["jgz_team"], world.teams["social_team"]
    read = comparing.read(world.ctx("social_lead"), other, own)
    comparing.compare(world.ctx("jgz_lead"), own, other, read.code, new_id())
    turned(world, "social_team", "social_lead", "social_lead2")
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")

    def state() -> str:
        _, lines = comparing.page(world.ctx("jgz_lead"), own)
        return next(line.state for line in lines if line.team_id == other)

    assert state() == "compared"
    refer(world)
    assert state() == "compared"
    read = comparing.read(world.ctx("social_lead"), other, own)
    comparing.compare(world.ctx("jgz_lead"), own, other, read.code, new_id())
    assert state() == "compared"


# --- four eyes -----------------------------------------------------------------------------------------------


def test_nobody_agrees_with_their_own_question(world: World) -> None:
    rotation_id = rotating.ask(fresh(world, "jgz_lead"), world.teams["jgz_team"])
    with pytest.raises(Conflict):
        rotating.approve(world.ctx("jgz_lead"), rotation_id)
    with pytest.raises(Conflict):
        rotating_start.start(world.ctx("jgz_lead"), rotation_id)
    with pytest.raises(Conflict):
        rotating.ask(world.ctx("jgz_lead2"), world.teams["jgz_team"])
    rotating.approve(fresh(world, "jgz_lead2"), rotation_id)
    with pytest.raises(Conflict):
        rotating.approve(world.ctx("jgz_lead2"), rotation_id)


def test_only_leads_of_the_team_begin_and_the_officer_agrees_where_no_second_lead_is(world: World) -> None:
    team = world.teams["jgz_team"]
    for name in ("nurse", "jgz_admin", "jgz_officer", "coordinator", "jgz_supervisor"):
        with pytest.raises(NotAllowed):
            rotating.ask(world.ctx(name), team)
    with pytest.raises(NotFound):
        rotating.ask(world.ctx("social_lead"), team)
    rotation_id = rotating.ask(fresh(world, "jgz_lead"), team)
    with pytest.raises(NotFound):
        rotating.approve(world.ctx("town_officer"), rotation_id)
    with pytest.raises(Conflict):  # there is a second lead
        rotating.approve(fresh(world, "jgz_officer"), rotation_id)
    members.end_member(world.ctx("jgz_lead"), world.people["jgz_lead2"].membership_id)
    rotating.approve(fresh(world, "jgz_officer"), rotation_id)
    code = officer_codes.to_read_out(world.ctx("jgz_officer"), rotation_id)
    rotating_start.start(fresh(world, "jgz_lead"), rotation_id, code or "")
    assert rotating_work.go_on(world.ctx("jgz_lead"), team).done


def test_what_was_asked_can_be_left(world: World) -> None:
    team = world.teams["jgz_team"]
    rotation_id = rotating.ask(fresh(world, "jgz_lead"), team)
    rotating.cancel(world.ctx("jgz_lead2"), rotation_id)
    with pytest.raises(Conflict):
        rotating.approve(fresh(world, "jgz_lead2"), rotation_id)
    rotation_id = started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    with pytest.raises(Conflict):
        rotating.cancel(world.ctx("jgz_lead"), rotation_id)


def test_it_asks_for_the_second_factor_of_now(world: World) -> None:
    from signaal.actions.confirming import ConfirmFirst

    world.log_in("jgz_lead")
    world.clock.advance(minutes=6)
    with pytest.raises(ConfirmFirst):
        rotating.ask(world.ctx("jgz_lead"), world.teams["jgz_team"])


# --- attacks -------------------------------------------------------------------------------------------------


def test_a_rotation_started_by_an_admin_in_the_database_is_refused(world: World) -> None:
    """Rows that say that a lead asked and another agreed: no mark, no signature, no rotation."""
    team, lead = world.teams["jgz_team"], world.people["jgz_lead"].user_id
    moment = "2026-11-21T10:00:00.000000Z"
    meddle(
        world,
        "INSERT INTO rotations (id, team_id, from_version, state, asked_by, asked_at, asked_mark, approved_by,"
        " approved_at, approval, total, turned, left_behind) VALUES (?,?,1,'approved',?,?,?,?,?,?,0,0,0)",
        "a" * 32, team, lead, moment, b"\x01" + bytes(32), world.people["jgz_lead2"].user_id, moment,
        b"\x01" + bytes(32),
    )  # fmt: skip
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "jgz_lead2"), "a" * 32)
    meddle(world, "UPDATE rotations SET state = 'asked'")
    with pytest.raises(DoesNotOpen):
        rotating.approve(fresh(world, "jgz_lead2"), "a" * 32)
    report = verify.verify(operator(world.tools))
    assert any(problem.place == f"rotations/{'a' * 32}" for problem in report.problems)


def test_an_approval_that_an_admin_wrote_is_refused(world: World) -> None:
    rotation_id = rotating.ask(fresh(world, "jgz_lead"), world.teams["jgz_team"])
    for approver, approval, refusal in (
        (world.people["jgz_lead2"].user_id, b"\x01" + bytes(32), DoesNotOpen),
        (world.people["jgz_officer"].user_id, bytes(64), Refused),
        (world.people["jgz_lead"].user_id, b"\x01" + bytes(32), DoesNotOpen),
        ("f" * 32, bytes(64), DoesNotOpen),
    ):
        meddle(
            world,
            "UPDATE rotations SET state = 'approved', approved_by = ?, approval = ?",
            approver,
            approval,
        )
        with pytest.raises(refusal):
            rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    with world.tools.store.reading() as reader:
        assert teams.get(reader, world.teams["jgz_team"]).key_version == 1


def planted(world: World, team: str, signature: bytes | None) -> TeamKeys:
    """An admin writes a key of their own into the database, as the team's next version."""
    keys = TeamKeys(Secret.random(), world.teams[team], 2)
    meddle(
        world,
        "INSERT INTO team_keys (id, team_id, version, kem_public, sign_public, fingerprint, previous_signature,"
        " created_at) VALUES (?,?,2,?,?,?,?,?)",
        new_id(), keys.id, keys.public.kem, keys.public.sign, keys.public.fingerprint, signature,
        "2026-11-21T10:00:00.000000Z",
    )  # fmt: skip
    meddle(world, "UPDATE teams SET key_version = 2 WHERE id = ?", keys.id)
    return keys


@pytest.mark.parametrize("signature", [None, bytes(64)], ids=["none", "made up"])
def test_a_forged_succession_is_refused_by_members_and_by_who_sends(
    world: World, signature: bytes | None
) -> None:
    refer(world)
    planted(world, "social_team", signature)
    for attempt in (
        lambda: world.ctx("responder").keys.team(world.teams["social_team"]),
        lambda: refer(world),
    ):
        with pytest.raises(DoesNotOpen) as refused:
            attempt()
        assert refused.value.say.key == "vault.not_vouched_for"
    report = verify.verify(operator(world.tools))
    assert not report.ok
    assert any(problem.code.value == "key_unpublished" for problem in report.problems)


def test_a_rollback_to_the_older_version_is_refused(world: World) -> None:
    sent = refer(world)
    old = {name: seat(world, name) for name in ("nurse", "jgz_lead")}
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    world.log_in("nurse")  # from here on this pin is on the new key
    meddle(world, "UPDATE teams SET key_version = 1 WHERE id = ?", world.teams["jgz_team"])
    for row in old.values():
        meddle(
            world,
            "UPDATE memberships SET sealed_team_secret = ?, roster_line = ?, team_key_version = 1 WHERE id = ?",
            row.sealed_team_secret, row.roster_line, row.id,
        )  # fmt: skip
    with pytest.raises(DoesNotOpen):
        cases.read(world.ctx("nurse"), sent.case)
    with pytest.raises(DoesNotOpen):
        cases.read(world.ctx("jgz_lead"), sent.case)
    assert not verify.verify(operator(world.tools)).ok


def test_a_sender_that_pinned_the_new_key_does_not_go_back(world: World) -> None:
    refer(world)
    turned(world, "social_team", "social_lead", "social_lead2")
    refer(world)  # the pin moves on
    meddle(world, "UPDATE teams SET key_version = 1 WHERE id = ?", world.teams["social_team"])
    with pytest.raises(DoesNotOpen):
        refer(world)


def test_a_members_key_that_was_replaced_before_the_rotation_stops_it(world: World) -> None:
    """Else the new secret would be sealed to whoever owns the database."""
    impostor = TeamKeys.new(new_id()).public
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    meddle(
        world,
        "UPDATE users SET kem_public = ?, sign_public = ?, fingerprint = ? WHERE id = ?",
        impostor.kem, impostor.sign, impostor.fingerprint, world.people["nurse"].user_id,
    )  # fmt: skip
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    with world.tools.store.reading() as reader:
        assert teams.get(reader, world.teams["jgz_team"]).key_version == 1
    assert state(world, rotation_id) == "approved", "nothing has changed"


def test_an_edited_role_stops_it(world: World) -> None:
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    meddle(world, "UPDATE memberships SET lead = 1 WHERE id = ?", world.people["nurse"].membership_id)
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "jgz_lead"), rotation_id)


def test_a_replaced_recovery_public_key_stops_it(world: World) -> None:
    from signaal.vault.recovery import RecoveryKeys
    from signaal.vault.recovery_text import new_code

    paper_of(world, "jgz_lead", "jgz_team")
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    with world.tools.store.reading() as reader:
        paper = papers.active(reader, world.teams["jgz_team"])
        assert paper is not None
    mine = RecoveryKeys(new_code(), paper.team_id, paper.id)
    meddle(world, "UPDATE recovery_papers SET public = ? WHERE id = ?", mine.public, paper.id)
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    assert not verify.verify(operator(world.tools)).ok


def test_who_left_cannot_sign_a_package_with_the_old_key(world: World) -> None:
    """A removed member with the database and the secret of before: forged grants are refused at the receiver."""
    from signaal.vault.grants import grant_to_holder
    from signaal.vault.object_keys import ObjectKey

    sent = refer(world, Bundle.EVERYTHING)
    kept = secret_of(world, "nurse2", "jgz_team")
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    with world.tools.store.reading() as reader:
        key_row = teams.current_key(reader, world.teams["social_team"])
        row = next(
            r for r in rows(world, GrantRow)
            if r.holder_id == world.teams["social_team"] and r.object_kind == "referral"
        )  # fmt: skip
        scope = rotations.scopes(reader, {("referral", row.object_id)})["referral", row.object_id]
    assert key_row is not None
    receiver = world.ctx("responder").keys.team(world.teams["social_team"])
    key = ObjectKey(Secret.random(), "referral", row.object_id, scope[0])
    forged = grant_to_holder(key, receiver.holder, kept)
    meddle(
        world,
        "UPDATE grants SET sealed_key = ?, signature = ?, signer_version = 1 WHERE id = ?",
        forged.sealed_key, forged.signature, row.id,
    )  # fmt: skip
    meddle(world, "UPDATE referrals SET key_commitment = ? WHERE id = ?", key.scope.commitment, row.object_id)
    with pytest.raises(DoesNotOpen):
        inbox.read(world.ctx("responder"), sent.reference)


def test_what_does_not_open_is_left_behind_and_counted(world: World) -> None:
    """One grant whose bytes are broken does not keep the others from their new key."""
    home = Household.of(world)
    team = world.teams["jgz_team"]
    with world.tools.store.reading() as reader:
        broken = grants.of_holder(reader, team, "consent")[0]
    meddle(world, "UPDATE grants SET sealed_key = ? WHERE id = ?", bytes(61), broken.id)
    found = turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    assert found.done
    assert (found.left_behind, found.turned) == (1, found.total - 1)
    assert [row.sealed_previous is not None for row in rows(world, RotationRow)] == [True]
    assert rotations_left(world) == 1
    assert len(home.jgz) == 2


def test_a_key_that_is_taken_back_while_a_batch_is_turned_stays_deleted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A yes that is withdrawn between the sealing and the storing: the receiver's key must not be written again."""
    sent = refer(world, Bundle.EVERYTHING)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    yes = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    nurse, turner = world.ctx("nurse"), "social_lead"
    store = rotating_grants._store

    def meanwhile(*given):
        monkeypatch.setattr(rotating_grants, "_store", store)
        consents.withdraw(nurse, sent.case, yes, new_id())
        return store(*given)

    started(world, "social_team", turner, "social_lead2")
    monkeypatch.setattr(rotating_grants, "_store", meanwhile)
    rotating_work.go_on(world.ctx(turner), world.teams["social_team"])
    ended = [row for row in rows(world, GrantRow) if row.ended_at is not None]
    assert ended
    assert not [row.id for row in ended if row.sealed_key is not None]


def rotations_left(world: World) -> int:
    return sum(row.left_behind for row in rows(world, RotationRow))


def test_a_form_that_was_open_while_it_turned_is_asked_again(world: World) -> None:
    """The keys of a request are read at its beginning: nothing is stored under a secret that is gone."""
    from signaal.actions import cards
    from signaal.actions.carddrafts import CardDraft
    from signaal.actions.endings import Watch
    from tests.actions.referred import noticed

    ctx = world.ctx("nurse")
    ctx.keys.team(world.teams["jgz_team"])
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    with pytest.raises(Conflict):
        cards.submit(ctx, CardDraft(new_id(), noticed(haste=False), ending=Watch()))
    cards.submit(world.ctx("nurse"), CardDraft(new_id(), noticed(haste=False), ending=Watch()))
