"""Both ways in, and the way back with a PIN, on SQLite and on PostgreSQL; and several workers at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from signaal.actions import cards, cases, log, passkey_logins, passkeys, sessions, unlocking
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import Ctx, Tools
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.store import session_pins
from signaal.store import sessions as session_rows
from signaal.store.engine import open_store
from signaal.terms import Refused, Setting
from signaal.vault.pseudonyms import new_id, token_hash
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.support.authenticator import Authenticator
from tests.support.world import ADDRESS, World

PIN = "274915"
BROWSER = "b" * 43


@pytest.fixture
def workers(anew: World) -> Iterator[list[Tools]]:
    """Four processes' worth of tools over the same database."""
    url = anew.tools.store.url.render_as_string(hide_password=False)
    made = [replace(anew.tools, store=open_store(url)) for _ in range(4)]
    yield made
    for tools in made:
        tools.store.close()


def visit(tools: Tools, token: str) -> Ctx:
    found = sessions.open(tools, token, new_id(), ADDRESS)
    assert found is not None
    return found


def by_passphrase(world: World) -> str:
    return world.log_in("nurse")


def by_passkey(world: World) -> str:
    ctx, device = visit(world.tools, world.log_in("nurse")), Authenticator()
    passkeys.add(ctx, "Telefoon", device.make(passkeys.ask_to_add(ctx)))
    answer = device.answer(passkey_logins.ask_to_enter(world.tools, BROWSER))
    return passkey_logins.enter(world.tools, BROWSER, answer, ADDRESS, new_id()).token


@pytest.mark.parametrize("way", [by_passphrase, by_passkey])
def test_in_to_a_card_locked_back_with_a_pin_and_the_log_fits(anew: World, way) -> None:
    token = way(anew)
    draft = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark="Boomvalkzin")
    first = cards.submit(visit(anew.tools, token), CardDraft(new_id(), signal=draft, ending=Watch()))
    unlocking.set_pin(visit(anew.tools, token), token, PIN)
    anew.clock.advance(minutes=16)
    assert sessions.open(anew.tools, token, new_id(), ADDRESS) is None
    token = unlocking.unlock(anew.tools, token, PIN, ADDRESS, new_id()).token
    assert cases.read(visit(anew.tools, token), first.pseudonym or "").signals[0].remark == "Boomvalkzin"
    assert log.check(anew.ctx("jgz_officer")).ok


@pytest.mark.asvs("6.3.1")
def test_five_tries_are_five_however_many_workers_look_at_them(anew: World, workers: list[Tools]) -> None:
    token = by_passphrase(anew)
    unlocking.set_pin(visit(anew.tools, token), token, PIN)
    anew.clock.advance(minutes=16)
    assert sessions.open(anew.tools, token, new_id(), ADDRESS) is None
    derived: list[object] = []
    argon = anew.tools.passwords.argon
    real = argon.derive

    def counted(*args, **options):
        derived.append(args[0])
        return real(*args, **options)

    argon.derive = counted  # type: ignore[method-assign]  # how often a PIN is really looked at

    def guess(number: int) -> str:
        with pytest.raises(Refused) as stopped:
            unlocking.unlock(workers[number % 4], token, f"{number:06}", ADDRESS, new_id())
        return stopped.value.problems["pin"].key

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(guess, range(24)))
    assert len(derived) == 5, "each look took a try beforehand"
    assert said.count("entering.pin.wrong") == 4
    assert said.count("entering.pin.ended") == 1
    assert said.count("entering.unlock.gone") == 19
    assert len(logged(anew.tools, Event.SESSION_ENDED)) == 1
    with anew.tools.store.reading() as reader:
        row = session_rows.find_by_token(reader, token_hash(token))
        assert row is not None
        assert row.ended_reason == "pin_tries"
        assert session_pins.find(reader, row.id) is None


def test_one_answer_of_a_passkey_opens_one_session(anew: World, workers: list[Tools]) -> None:
    ctx, device = visit(anew.tools, by_passphrase(anew)), Authenticator()
    passkeys.add(ctx, "Telefoon", device.make(passkeys.ask_to_add(ctx)))
    answer = device.answer(passkey_logins.ask_to_enter(anew.tools, BROWSER))

    def come(number: int) -> bool:
        try:
            passkey_logins.enter(workers[number % 4], BROWSER, answer, ADDRESS, new_id())
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]


def test_one_step_of_a_counter_opens_one_session(anew: World, workers: list[Tools]) -> None:
    """A copied authenticator and the real one, at the same moment: two questions, one count."""
    ctx, device = visit(anew.tools, by_passphrase(anew)), Authenticator()
    passkeys.add(ctx, "Telefoon", device.make(passkeys.ask_to_add(ctx)))
    answers = []
    for number in range(4):
        device.keys[0].count = 6
        browser = str(number) * 43
        answers.append((browser, device.answer(passkey_logins.ask_to_enter(anew.tools, browser))))

    def come(number: int) -> bool:
        browser, answer = answers[number]
        try:
            passkey_logins.enter(workers[number], browser, answer, ADDRESS, new_id())
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]
    assert len(logged(anew.tools, Event.VAULT_REFUSED)) == 3
