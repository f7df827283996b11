"""Another passphrase, authenticator or codes: soon after the second factor, and nobody stays in elsewhere."""

from __future__ import annotations

import pytest

from signaal.actions import cards, cases, confirming, passphrases, sessions
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.store import outbox
from signaal.store.tables_people import UserRow
from signaal.terms import Refused, Setting
from signaal.vault import totp
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.support.world import ADDRESS, World, unbase32


def fresh(world: World, name: str) -> None:
    """Logged in just now: that counts as step-up."""
    world.clock.advance(minutes=1)
    world.log_in(name)


def messages(world: World, name: str) -> list[str]:
    with world.tools.store.reading() as reader:
        rows = outbox.unseen(reader, world.people[name].user_id, world.clock.now())
        return [row.message for row in rows]


def test_another_passphrase_keeps_the_keys_and_ends_every_other_session(world: World) -> None:
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
    own = cards.submit(world.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch())).pseudonym or ""
    person = world.people["nurse"]
    elsewhere = world.log_in("nurse")
    fresh(world, "nurse")
    new = "vlieger molen strand kerker appel"
    passphrases.change(world.ctx("nurse"), person.passphrase, new)
    assert sessions.open(world.tools, elsewhere, new_id(), ADDRESS) is None
    why = sessions.why_closed(world.tools, elsewhere)
    assert why is not None
    assert why.key == "account.closed.credentials"
    cases.read(world.ctx("nurse"), own)  # this session goes on
    world.clock.advance(minutes=1)
    with pytest.raises(Refused):
        sessions.log_in(world.tools, "nurse", person.passphrase, world.totp_code("nurse"), ADDRESS, new_id())
    person.passphrase = new
    fresh(world, "nurse")
    cases.read(world.ctx("nurse"), own)  # opens
    assert logged(world.tools, Event.ACCOUNT_CREDENTIALS)[-1]["reason"] == "passphrase"
    assert "credentials_changed" in messages(world, "nurse")


def test_a_wrong_old_passphrase_changes_nothing_and_is_slowed(world: World) -> None:
    person = world.people["nurse"]
    fresh(world, "nurse")
    for _ in range(3):
        with pytest.raises(Refused) as stopped:
            passphrases.change(world.ctx("nurse"), "verkeerd", "vlieger molen strand kerker appel")
        assert stopped.value.problems["old"].key == "account.change.wrong"
    with pytest.raises(Refused):
        passphrases.change(world.ctx("nurse"), person.passphrase, "vlieger molen strand kerker appel")
    with pytest.raises(Refused) as weak:
        passphrases.change(world.ctx("nurse"), person.passphrase, "welkom2026")
    assert "new" in weak.value.problems


@pytest.mark.asvs("7.5.3")
def test_every_change_asks_for_the_second_factor_of_the_last_five_minutes(world: World) -> None:
    fresh(world, "nurse")
    ctx = world.ctx("nurse")
    world.clock.advance(minutes=6)
    ctx = world.ctx("nurse")
    for deed in (
        lambda: passphrases.change(
            ctx, world.people["nurse"].passphrase, "vlieger molen strand kerker appel"
        ),
        lambda: passphrases.renew_codes(ctx),
        lambda: passphrases.new_authenticator(ctx),
        lambda: passphrases.change_authenticator(ctx, "000000", ""),
    ):
        with pytest.raises(confirming.ConfirmFirst):
            deed()
    code = world.totp_code("nurse")
    confirming.confirm(world.ctx("nurse"), code)
    assert len(passphrases.renew_codes(world.ctx("nurse"))) == 10


def test_new_codes_stop_the_old_and_each_works_once_to_log_in(world: World) -> None:
    person = world.people["nurse"]
    old = person.codes[0]
    fresh(world, "nurse")
    codes = passphrases.renew_codes(world.ctx("nurse"))
    assert passphrases.ways(world.ctx("nurse")).codes_left == 10
    with pytest.raises(Refused):
        sessions.log_in(world.tools, "nurse", person.passphrase, old, ADDRESS, new_id())
    sessions.log_in(world.tools, "nurse", person.passphrase, f" {codes[4].lower()} ", ADDRESS, new_id())
    with pytest.raises(Refused):
        sessions.log_in(world.tools, "nurse", person.passphrase, codes[4], ADDRESS, new_id())
    assert passphrases.ways(world.ctx("nurse")).codes_left == 9
    assert "recovery_code_used" in messages(world, "nurse")
    used = logged(world.tools, Event.ACCOUNT_RECOVERY_CODE)
    assert [(line["reason"], line["number"]) for line in used] == [("renewed", 10), ("used", 9)]


def test_a_code_for_a_lost_phone_is_no_passphrase(world: World) -> None:
    person = world.people["nurse"]
    with pytest.raises(Refused):
        sessions.log_in(world.tools, "nurse", person.codes[0], person.codes[1], ADDRESS, new_id())
    with pytest.raises(Refused):
        sessions.log_in(
            world.tools, "nurse2", world.people["nurse2"].passphrase, person.codes[1], ADDRESS, new_id()
        )
    assert passphrases.ways(world.ctx("nurse")).codes_left == 10, "a wrong passphrase spends nothing"


def test_codes_are_kept_as_marks_only(world: World) -> None:
    person = world.people["nurse"]
    with world.tools.store.reading() as reader:
        row = reader.get(UserRow, person.user_id)
    assert len(person.codes) == len(row.recovery) == 10
    assert not set(person.codes) & set(row.recovery)
    assert all(len(mark) == 64 for mark in row.recovery)


def test_another_authenticator_replaces_the_lost_one(world: World) -> None:
    person = world.people["nurse"]
    elsewhere = world.log_in("nurse")
    world.clock.advance(minutes=1)
    token = sessions.log_in(world.tools, "nurse", person.passphrase, person.codes[0], ADDRESS, new_id()).token
    person.token = token
    shown = passphrases.new_authenticator(world.ctx("nurse"))
    again = passphrases.new_authenticator(world.ctx("nurse"), shown.setup)
    assert again.totp_secret == shown.totp_secret
    secret = Secret(unbase32(shown.totp_secret))
    with pytest.raises(Refused) as stopped:
        passphrases.change_authenticator(world.ctx("nurse"), "000000", shown.setup)
    assert stopped.value.problems["code"].key == "account.activate.wrong_code"
    code = totp.code_at(secret, totp.step_at(world.clock.now()))
    passphrases.change_authenticator(world.ctx("nurse"), code, shown.setup)
    assert sessions.open(world.tools, elsewhere, new_id(), ADDRESS) is None
    world.clock.advance(minutes=2)
    with pytest.raises(Refused):
        sessions.log_in(world.tools, "nurse", person.passphrase, world.totp_code("nurse"), ADDRESS, new_id())
    person.secret = secret
    person.last_step += 1
    fresh(world, "nurse")
    world.ctx("nurse").keys.team(world.teams["jgz_team"])  # opens
