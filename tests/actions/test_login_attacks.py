"""The login from outside: how often a guess is really looked at, and what every kind of account costs to try."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from signaal.actions import directory, sessions
from signaal.actions.context import operator
from signaal.store.tables_people import UserRow
from signaal.terms import Refused
from signaal.vault.pseudonyms import new_id, new_token
from tests.support.world import World

Count = Callable[[], int]


@pytest.fixture
def derived(world: World, monkeypatch: pytest.MonkeyPatch) -> Count:
    """How many derivations there were so far."""
    argon, seen = world.tools.passwords.argon, [0]
    real = argon.derive

    def counted(*given, **named):
        seen[0] += 1
        return real(*given, **named)

    monkeypatch.setattr(argon, "derive", counted)
    return lambda: seen[0]


def guess(world: World, login: str, address: str, phrase: str = "welkom01") -> None:
    with pytest.raises(Refused):
        sessions.log_in(world.tools, login, phrase, "000000", address, new_id())


def changed(world: World, name: str, **values: object) -> str:
    with world.tools.store.unit() as unit:
        row = unit.get(UserRow, world.people[name].user_id)
        for column, value in values.items():
            setattr(row, column, value)
        unit.audited = True
        unit.written()
    return world.people[name].login


@pytest.mark.asvs("6.3.8")
def test_every_kind_of_account_costs_one_derivation_and_so_does_none(world: World, derived: Count) -> None:
    """Known, unknown, closed, invited, without a second factor, damaged: the work tells them not apart."""
    world.invite(operator(world.tools), "annie", "jgz", "jgz_team", "signaller", False, "jgz_nurse")
    directory.disable(world.ctx("jgz_admin"), world.people["nurse2"].user_id)
    names = [
        "nobody", world.people["nurse"].login, world.people["annie"].login, world.people["nurse2"].login,
        changed(world, "teacher", totp_sealed=None), changed(world, "teacher2", sealed_secret=b"\x01" + bytes(60)),
        changed(world, "responder", verifier=None), changed(world, "responder2", kem_public=None),
    ]  # fmt: skip
    for number, name in enumerate(names):
        before = derived()
        guess(world, name, f"198.51.100.{number}")
        assert derived() - before == 1, name


def test_one_login_is_one_derivation(world: World, derived: Count) -> None:
    before = derived()
    token = world.log_in("nurse")
    assert derived() - before == 1
    assert sessions.open(world.tools, token, new_id(), None) is not None
    assert sessions.why_closed(world.tools, new_token()) is None
    assert derived() - before == 1, "a request takes none"


@pytest.mark.asvs("6.3.1")
def test_a_spray_from_many_places_at_one_account_is_looked_at_less_than_twice_a_minute(
    world: World, derived: Count
) -> None:
    login, before = world.people["nurse"].login, derived()
    for second in range(600):
        guess(world, login, f"2001:db8:{second:x}::1")
        world.clock.advance(seconds=1)
    assert derived() - before <= 10 + 5 + 10, "ten at once, some while it slows, then one a minute"
    world.clock.advance(minutes=1)
    assert world.log_in("nurse"), "the owner waits a minute and no longer"


@pytest.mark.asvs("6.3.1")
def test_one_phrase_over_many_names_from_one_place_is_looked_at_less_and_less(
    world: World, derived: Count
) -> None:
    before = derived()
    for second in range(600):
        guess(world, f"naam{second}", "198.51.100.9")
        world.clock.advance(seconds=1)
    assert derived() - before <= 30 + 10, "thirty at once, then one every five minutes"
    assert world.log_in("nurse"), "elsewhere nobody notices"
