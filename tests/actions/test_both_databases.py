"""What must hold on SQLite and on PostgreSQL alike: the whole way in, and two tries at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from signaal.actions import cards, cases, checkpoints, log, reviewing, reviews, sessions
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import system
from signaal.actions.endings import Watch
from signaal.actions.failures import flush_failed
from signaal.audit.events import Event
from signaal.terms import Refused, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.support.world import ADDRESS, World


def test_everybody_comes_in_and_the_log_can_be_believed(anew: World) -> None:
    for name in anew.people:
        assert anew.ctx(name).user_id == anew.people[name].user_id
    checkpoints.checkpoint(system(anew.tools))
    assert log.check(anew.ctx("jgz_officer")).ok


@pytest.mark.asvs("6.5.1")
def test_one_code_spent_by_two_at_once_opens_one_session(anew: World) -> None:
    person, code = anew.people["nurse"], anew.totp_code("nurse")
    before = len(logged(anew.tools, Event.SESSION_LOGIN))

    def come(_: int) -> bool:
        try:
            sessions.log_in(anew.tools, person.login, person.passphrase, code, ADDRESS, new_id())
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]
    assert len(logged(anew.tools, Event.SESSION_LOGIN)) == before + 1


def test_failures_at_the_same_moment_are_all_counted(anew: World) -> None:
    def fail(number: int) -> None:
        with pytest.raises(Refused):
            sessions.log_in(anew.tools, "nobody", "x", "0", f"192.0.2.{number}", new_id())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fail, range(8)))
    anew.clock.advance(minutes=1)
    flush_failed(system(anew.tools))
    assert logged(anew.tools, Event.SESSION_FAILED_LOGINS)[-1]["number"] == 8


def test_two_schedulers_put_each_thing_on_the_list_once(anew: World) -> None:
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
    code = cards.submit(anew.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch())).pseudonym or ""
    cases.read(anew.ctx("nurse2"), code)
    for _ in range(8):
        anew.clock.advance(days=1)
        anew.log_in("jgz_lead")
        checkpoints.checkpoint(system(anew.tools))
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda _: reviewing.find(system(anew.tools)), range(3)))
    desk = reviews.desk(anew.ctx("jgz_officer"))
    assert [item.source for item in desk.waiting].count("unexplained") == 1
    assert [week.name for week in desk.weeks] == ["2026-W47"]
    assert len(desk.waiting) == 1 + desk.weeks[0].drawn
    for item in desk.waiting:
        reviews.decide(anew.ctx("jgz_officer"), item.id, "in_order", new_id())
    reviews.close(anew.ctx("jgz_officer"), "2026-W47", new_id())
    assert log.check(anew.ctx("jgz_officer")).ok
