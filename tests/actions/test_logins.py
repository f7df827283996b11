"""Getting in: one answer for everything that is wrong, codes that work once, back-off that ends."""

from __future__ import annotations

from typing import Any

import pytest

from signaal.actions import failures, sessions
from signaal.actions.context import system
from signaal.actions.slowing import Brake, for_login
from signaal.audit.events import Event
from signaal.store.tables_people import UserRow
from signaal.terms import Refused, Say
from signaal.vault import totp
from signaal.vault.argon import Busy
from signaal.vault.passwords import Passwords
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.support.world import ADDRESS, World

ELSEWHERE = "198.51.100.9"


def try_in(world: World, login: str, passphrase: str, code: str, address: str = ADDRESS) -> Say:
    """A login that must fail: what is said about it."""
    with pytest.raises(Refused) as stopped:
        sessions.log_in(world.tools, login, passphrase, code, address, new_id())
    assert list(stopped.value.problems) == ["login"]
    return stopped.value.problems["login"]


@pytest.mark.asvs("6.3.1", "6.3.8")
def test_everything_that_is_wrong_gets_the_same_answer(world: World) -> None:
    good = world.people["nurse"]
    with world.tools.store.unit() as unit:
        unit.get(UserRow, world.people["nurse2"].user_id).state = "disabled"
        unit.audited = True
        unit.written()
    disabled = world.people["nurse2"]
    answers = [
        try_in(world, "nobody", good.passphrase, world.totp_code("nurse")),
        try_in(world, good.login, "not the passphrase", world.totp_code("nurse")),
        try_in(world, good.login, good.passphrase, "000000"),
        try_in(world, disabled.login, disabled.passphrase, world.totp_code("nurse2")),
        try_in(world, "", "", ""),
    ]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.asvs("6.3.8")
def test_every_try_costs_one_derivation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[object] = []
    argon = world.tools.passwords.argon
    real = argon.derive

    def counted(*args: Any, **options: Any) -> Any:
        derived.append(args[0])
        return real(*args, **options)

    monkeypatch.setattr(argon, "derive", counted)
    person = world.people["nurse"]
    try_in(world, "nobody", "abc", "123456")
    assert len(derived) == 1
    try_in(world, person.login, "abc", "123456")
    assert len(derived) == 2
    world.log_in("nurse")
    assert len(derived) == 3


def test_the_login_name_is_tidied(world: World) -> None:
    person = world.people["nurse"]
    code = world.totp_code("nurse")
    found = sessions.log_in(
        world.tools, f"  {person.login.upper()} ", person.passphrase, code, None, new_id()
    )
    assert found.language == "nl"
    assert found.home == "/vandaag"


@pytest.mark.asvs("6.5.1")
def test_a_code_works_once(world: World) -> None:
    person = world.people["nurse"]
    code = world.totp_code("nurse")
    sessions.log_in(world.tools, person.login, person.passphrase, code, ADDRESS, new_id())
    try_in(world, person.login, person.passphrase, code)


def test_an_older_code_does_not_work_after_a_newer_one(world: World) -> None:
    person = world.people["nurse"]
    assert person.secret is not None
    world.clock.advance(minutes=5)
    now = totp.step_at(world.clock.now())
    newer, older = totp.code_at(person.secret, now + 1), totp.code_at(person.secret, now)
    sessions.log_in(world.tools, person.login, person.passphrase, newer, ADDRESS, new_id())
    try_in(world, person.login, person.passphrase, older)


@pytest.mark.asvs("6.3.1")
def test_guessing_is_slowed_and_the_owner_gets_in_after_the_wait(world: World) -> None:
    person, code = world.people["nurse"], world.totp_code("nurse")
    for _ in range(15):
        try_in(world, person.login, "guess", "000000")
        world.clock.advance(seconds=1)
    try_in(world, person.login, person.passphrase, code)
    world.clock.advance(minutes=15)
    assert world.log_in("nurse")
    throttled = logged(world.tools, Event.SESSION_THROTTLED)
    assert throttled
    assert {line["target"] for line in throttled} == {person.user_id}
    assert all(line["organisation"] == world.organisations["jgz"] for line in throttled)


@pytest.mark.asvs("6.3.1")
def test_a_stranger_elsewhere_makes_the_owner_wait_a_minute_and_no_longer(world: World) -> None:
    person = world.people["nurse"]
    for _ in range(200):
        try_in(world, person.login, "guess", "000000", ELSEWHERE)
        world.clock.advance(minutes=10)
    world.clock.advance(minutes=1)
    assert world.log_in("nurse")


def test_a_spray_over_many_names_is_slowed_at_its_address_only(world: World) -> None:
    person, code = world.people["nurse"], world.totp_code("nurse")
    for number in range(40):
        try_in(world, f"nobody{number}", "guess", "000000", ELSEWHERE)
    try_in(world, person.login, person.passphrase, code, ELSEWHERE)
    assert world.log_in("nurse")


def test_nobody_waits_forever(world: World) -> None:
    for brake in for_login("nurse", ADDRESS):
        assert brake.wait(10**6) == brake.longest
        assert isinstance(brake, Brake)


def test_a_name_is_not_readable_in_what_slows_it() -> None:
    assert not any("nurse" in brake.key or ADDRESS in brake.key for brake in for_login("nurse", ADDRESS))


def test_failed_logins_become_one_event_per_minute_and_account(world: World) -> None:
    person = world.people["nurse"]
    for _ in range(3):
        try_in(world, person.login, "guess", "000000")
        try_in(world, "nobody", "guess", "000000")
    assert failures.flush_failed(system(world.tools)) == 0
    world.clock.advance(minutes=1)
    assert failures.flush_failed(system(world.tools)) == 2
    assert failures.flush_failed(system(world.tools)) == 0
    lines = logged(world.tools, Event.SESSION_FAILED_LOGINS)
    found = {line.get("target"): (line["number"], line.get("organisation")) for line in lines}
    assert found == {None: (3, None), person.user_id: (3, world.organisations["jgz"])}


def test_a_login_leaves_an_event_without_name_or_whole_address(world: World) -> None:
    world.log_in("nurse")
    line = logged(world.tools, Event.SESSION_LOGIN)[-1]
    assert line["user"] == world.people["nurse"].user_id
    assert line["role"] == "signaller"
    assert line["address"] == "192.0.2.0"


def test_a_replaced_public_key_lets_nobody_in(world: World) -> None:
    person, other = world.people["nurse"], world.people["nurse2"]
    with world.tools.store.unit() as unit:
        mine, theirs = unit.get(UserRow, person.user_id), unit.get(UserRow, other.user_id)
        mine.kem_public, mine.sign_public = theirs.kem_public, theirs.sign_public
        unit.audited = True
        unit.written()
    try_in(world, person.login, person.passphrase, world.totp_code("nurse"))


def test_too_many_at_once_is_said_as_busy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(Passwords, "open", busy)
    person = world.people["nurse"]
    with pytest.raises(Busy):
        sessions.log_in(world.tools, person.login, person.passphrase, "000000", ADDRESS, new_id())
