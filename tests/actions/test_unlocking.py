"""A PIN opens a screen again that locked by itself: there, for a while, five tries; and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signaal.actions import closed, members, sessions, unlocking, upkeep
from signaal.actions.confirming import ConfirmFirst
from signaal.actions.context import Ctx, system
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import session_pins
from signaal.store import sessions as session_rows
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.tables_unlocking import SessionPinRow
from signaal.terms import NotFound, Refused
from signaal.vault.argon import Busy
from signaal.vault.pseudonyms import new_id, new_token, token_hash
from tests.actions.events import logged
from tests.support.world import ADDRESS, World

PIN = "274915"
WRONG = "274916"


def come(world: World, token: str) -> Ctx | None:
    return sessions.open(world.tools, token, new_id(), ADDRESS)


def visit(world: World, token: str) -> Ctx:
    found = come(world, token)
    assert found is not None
    return found


def with_pin(world: World, name: str = "nurse") -> str:
    """Somebody logged in who chose a PIN; their token."""
    token = world.log_in(name)
    unlocking.set_pin(visit(world, token), token, PIN)
    return token


def locked(world: World, name: str = "nurse") -> str:
    """The same, a quarter of an hour later."""
    token = with_pin(world, name)
    world.clock.advance(minutes=16)
    assert come(world, token) is None
    return token


def unlock(world: World, token: str, pin: str = PIN) -> str:
    return unlocking.unlock(world.tools, token, pin, ADDRESS, new_id()).token


def refused(world: World, token: str, pin: str = PIN) -> str:
    """The key of what is said at `pin`."""
    with pytest.raises(Refused) as stopped:
        unlock(world, token, pin)
    return stopped.value.problems["pin"].key


def row_of(world: World, token: str) -> SessionRow:
    with world.tools.store.reading() as reader:
        found = session_rows.find_by_token(reader, token_hash(token))
    assert found is not None
    return found


def pin_of(world: World, session_id: str) -> SessionPinRow | None:
    with world.tools.store.reading() as reader:
        return session_pins.find(reader, session_id)


def change(world: World, kind: type[Any], key: str, **values: object) -> None:
    """A direct write, as by somebody who has the database."""
    with world.tools.store.unit() as unit:
        row = unit.get(kind, key)
        for name, value in values.items():
            setattr(row, name, value)
        unit.audited = True
        unit.written()


@pytest.mark.asvs("7.3.1", "7.2.4")
def test_a_screen_that_locked_by_itself_opens_with_the_pin_and_a_new_token(world: World) -> None:
    token = locked(world)
    assert row_of(world, token).sealed_secret is None, "while it is locked, the token alone opens nothing"
    assert unlocking.can_unlock(world.tools, token)
    fresh = unlock(world, token)
    assert fresh != token
    assert come(world, token) is None, "the old token is nobody's any more"
    ctx = visit(world, fresh)
    assert ctx.user_id == world.people["nurse"].user_id
    assert ctx.keys.team(world.teams["jgz_team"]).id == world.teams["jgz_team"]
    assert logged(world.tools, Event.SESSION_UNLOCKED)[-1]["outcome"] == Outcome.OK.value


def test_it_opens_again_and_again_under_each_new_token(world: World) -> None:
    token = locked(world)
    for _ in range(3):
        token = unlock(world, token)
        assert come(world, token) is not None
        world.clock.advance(minutes=16)
        assert come(world, token) is None


def test_one_opening_is_one_derivation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    token = locked(world)
    derived: list[object] = []
    argon = world.tools.passwords.argon
    real = argon.derive

    def counted(*args: Any, **options: Any) -> Any:
        derived.append(args[0])
        return real(*args, **options)

    monkeypatch.setattr(argon, "derive", counted)
    refused(world, token, WRONG)
    assert len(derived) == 1
    unlock(world, token)
    assert len(derived) == 2
    refused(world, new_token())
    assert len(derived) == 2, "a token that nobody knows costs nothing: it cannot be guessed"


@pytest.mark.asvs("7.3.2")
def test_eight_hours_after_the_login_it_opens_nothing_however_often_it_was_opened(world: World) -> None:
    token = locked(world)
    for _ in range(28):
        token = unlock(world, token)
        world.clock.advance(minutes=16)
    assert unlocking.can_unlock(world.tools, token)
    world.clock.advance(minutes=16)
    assert not unlocking.can_unlock(world.tools, token)
    assert refused(world, token) == "entering.unlock.gone"
    session = row_of(world, token).id
    assert come(world, token) is None
    assert pin_of(world, session) is None, "at the end what is sealed under it is deleted"


@pytest.mark.parametrize("when", ["open", "locked"])
def test_hiding_leaves_only_a_full_login(world: World, when: str) -> None:
    token = with_pin(world)
    session = row_of(world, token).id
    if when == "open":
        sessions.lock(visit(world, token))
    else:
        world.clock.advance(minutes=16)
        assert come(world, token) is None
        closed.hide(world.tools, token)
        closed.hide(world.tools, token)
    assert row_of(world, token).sealed_secret is None
    assert pin_of(world, session) is None
    assert refused(world, token) == "entering.unlock.gone"
    assert logged(world.tools, Event.SESSION_LOCKED)[-1]["reason"] == "hidden"
    closed.hide(world.tools, new_token())


def test_logging_out_and_losing_a_place_delete_it(world: World) -> None:
    out, lost = with_pin(world, "nurse"), with_pin(world, "nurse2")
    ids = [row_of(world, token).id for token in (out, lost)]
    sessions.log_out(visit(world, out))
    members.end_member(world.ctx("jgz_lead"), world.people["nurse2"].membership_id)
    assert [pin_of(world, found) for found in ids] == [None, None]
    assert {refused(world, token) for token in (out, lost)} == {"entering.unlock.gone"}


@pytest.mark.asvs("6.3.1")
def test_five_wrong_tries_end_the_session_and_say_so_to_its_owner(world: World) -> None:
    token = locked(world)
    said = [refused(world, token, WRONG) for _ in range(5)]
    assert said == ["entering.pin.wrong"] * 4 + ["entering.pin.ended"]
    assert refused(world, token) == "entering.unlock.gone"
    row = row_of(world, token)
    assert (row.ended_reason, row.sealed_secret, pin_of(world, row.id)) == ("pin_tries", None, None)
    told = sessions.why_closed(world.tools, token)
    assert told is not None
    assert told.key == "account.closed.pin_tries"
    denied = [line for line in logged(world.tools, Event.SESSION_UNLOCKED) if line["outcome"] == "denied"]
    assert [line["number"] for line in denied] == [4, 3, 2, 1, 0]
    assert logged(world.tools, Event.SESSION_ENDED)[-1]["reason"] == "pin_tries"


def test_the_right_pin_gives_all_five_tries_back(world: World) -> None:
    token = locked(world)
    for _ in range(4):
        refused(world, token, WRONG)
    token = unlock(world, token)
    world.clock.advance(minutes=16)
    come(world, token)
    assert [refused(world, token, WRONG) for _ in range(4)] == ["entering.pin.wrong"] * 4
    assert unlock(world, token)


def test_a_try_that_could_not_be_looked_at_is_given_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = locked(world)

    def busy(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(world.tools.passwords.argon, "derive", busy)
        for _ in range(6):
            with pytest.raises(Busy):
                unlock(world, token)
    assert unlock(world, token)


def test_an_open_screen_needs_no_pin_and_takes_none(world: World) -> None:
    token = with_pin(world)
    assert refused(world, token) == "entering.unlock.gone"
    assert not unlocking.can_unlock(world.tools, token)


@pytest.mark.asvs("7.5.1")
def test_choosing_one_needs_the_second_factor_and_the_own_cookie(world: World) -> None:
    token = world.log_in("nurse")
    ctx = visit(world, token)
    with pytest.raises(ConfirmFirst):
        unlocking.set_pin(replace(ctx, now=ctx.now + timedelta(minutes=6)), token, PIN)
    with pytest.raises(NotFound):
        unlocking.set_pin(ctx, new_token(), PIN)
    with pytest.raises(NotFound):
        unlocking.set_pin(ctx, world.log_in("nurse2"), PIN)
    assert unlocking.until(ctx) == (False, ctx.now + timedelta(hours=8))
    unlocking.set_pin(ctx, token, PIN)
    assert unlocking.until(ctx)[0]
    unlocking.set_pin(ctx, token, "918 273")
    unlocking.drop_pin(ctx)
    unlocking.drop_pin(ctx)
    assert not unlocking.until(ctx)[0]
    reasons = [line["reason"] for line in logged(world.tools, Event.ACCOUNT_CREDENTIALS)]
    assert reasons == ["pin_set", "pin_set", "pin_removed"]


def test_the_pin_chosen_last_is_the_one(world: World) -> None:
    token = with_pin(world)
    unlocking.set_pin(visit(world, token), token, "918273")
    world.clock.advance(minutes=16)
    assert come(world, token) is None
    assert refused(world, token, PIN) == "entering.pin.wrong"
    assert unlock(world, token, " 918 273 ")


def test_opening_with_a_pin_is_no_second_factor(world: World) -> None:
    fresh = unlock(world, locked(world))
    with pytest.raises(ConfirmFirst):
        unlocking.set_pin(visit(world, fresh), fresh, PIN)


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "1234567", "12345a", "１２３４５６", "000000", "123456", "654321", "121212", "274274"],
)
def test_what_everybody_guesses_first_is_refused(world: World, pin: str) -> None:
    token = world.log_in("nurse")
    with pytest.raises(Refused) as stopped:
        unlocking.set_pin(visit(world, token), token, pin)
    assert list(stopped.value.problems) == ["pin"]


def test_nobody_comes_back_to_a_screen_and_it_locks_all_the_same(world: World) -> None:
    token = with_pin(world)
    world.clock.advance(minutes=16)
    upkeep.tidy(system(world.tools))
    assert row_of(world, token).sealed_secret is None
    assert logged(world.tools, Event.SESSION_LOCKED)[-1]["reason"] == "idle"
    assert unlock(world, token)
    world.clock.advance(hours=9)
    session = row_of(world, world.log_in("nurse2")).id
    upkeep.tidy(system(world.tools))
    assert [row.id for row in all_pins(world)] == []
    assert pin_of(world, session) is None


def all_pins(world: World) -> list[SessionPinRow]:
    from sqlalchemy import select

    with world.tools.store.reading() as reader:
        return list(reader.session.scalars(select(SessionPinRow)))


# --- attacks -----------------------------------------------------------------------------------------------------


def test_a_stolen_pin_row_and_the_right_pin_open_nothing_without_the_cookie(world: World) -> None:
    """The thief has the database, the key file and even the PIN: the other half is in the browser."""
    token = locked(world)
    kept = pin_of(world, row_of(world, token).id)
    assert kept is not None
    stolen = [kept.sealed_secret.hex(), kept.salt.hex(), row_of(world, token).token_hash.hex(), kept.id]
    for guess in (*stolen, new_token(), ""):
        assert refused(world, guess) == "entering.unlock.gone"
    mine = new_token()
    change(world, SessionRow, kept.id, token_hash=token_hash(mine))
    assert refused(world, mine) == "entering.pin.wrong"


def test_a_pin_row_put_under_another_session_opens_nothing(world: World) -> None:
    mine, theirs = locked(world, "nurse"), with_pin(world, "nurse2")
    world.clock.advance(minutes=16)
    come(world, theirs)
    one, two = pin_of(world, row_of(world, mine).id), pin_of(world, row_of(world, theirs).id)
    assert one is not None
    assert two is not None
    change(world, SessionPinRow, two.id, salt=one.salt, sealed_secret=one.sealed_secret)
    assert refused(world, theirs) == "entering.pin.wrong"
    change(world, SessionRow, row_of(world, mine).id, user_id=world.people["nurse2"].user_id)
    assert refused(world, mine) == "entering.pin.wrong"


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1], lambda raw: raw[:29], lambda raw: b"", lambda raw: raw + b"\x00",
        lambda raw: bytes([2]) + raw[1:], lambda raw: raw[:30] + bytes([raw[30] ^ 1]) + raw[31:],
    ],
)  # fmt: skip
def test_a_damaged_seal_is_a_wrong_pin_and_nothing_more(
    world: World, damage: Callable[[bytes], bytes]
) -> None:
    token = locked(world)
    kept = pin_of(world, row_of(world, token).id)
    assert kept is not None
    change(world, SessionPinRow, kept.id, sealed_secret=damage(kept.sealed_secret))
    assert refused(world, token) == "entering.pin.wrong"


@pytest.mark.parametrize(
    "change_of",
    [{"kdf": {"m": 10**9, "t": 1, "p": 1}}, {"kdf": {}}, {"kdf": {"m": "8", "t": 1, "p": 1}}, {"salt": b""}],
)
def test_a_row_cannot_ask_for_another_derivation(world: World, change_of: dict[str, object]) -> None:
    token = locked(world)
    change(world, SessionPinRow, row_of(world, token).id, **change_of)
    assert refused(world, token) == "entering.pin.wrong"


def test_a_public_key_put_in_between_lets_nobody_in(world: World) -> None:
    token = locked(world)
    other = world.people["nurse2"].user_id
    with world.tools.store.reading() as reader:
        kem = reader.get(UserRow, other).kem_public
    change(world, UserRow, world.people["nurse"].user_id, kem_public=kem)
    assert refused(world, token) == "entering.pin.wrong"


def test_what_ended_or_was_hidden_while_the_pin_was_looked_at_stays_shut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = locked(world)
    argon = world.tools.passwords.argon
    real = argon.derive

    def meanwhile(*args: Any, **options: Any) -> Any:
        closed.hide(world.tools, token)
        return real(*args, **options)

    monkeypatch.setattr(argon, "derive", meanwhile)
    assert refused(world, token) == "entering.unlock.gone"
    assert row_of(world, token).sealed_secret is None


def test_the_same_pin_typed_twice_at_once_opens_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    token = locked(world)
    argon = world.tools.passwords.argon
    opened: list[object] = []
    real = argon.derive

    def meanwhile(*args: Any, **options: Any) -> Any:
        if not opened:
            opened.append(None)
            opened[0] = unlock(world, token)
        return real(*args, **options)

    monkeypatch.setattr(argon, "derive", meanwhile)
    assert refused(world, token) == "entering.unlock.gone"
    assert come(world, str(opened[0])) is not None
