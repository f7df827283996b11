"""Which records did this account, or this session, open between two moments? From the log, of one organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from signaal.actions import cases, members, opened, sessions
from signaal.actions.confirming import LASTS, ConfirmFirst
from signaal.audit.events import Event
from signaal.terms import NotAllowed, Refused
from tests.actions.events import logged
from tests.support.region import Region

A_DAY = timedelta(days=1)


def period(region: Region) -> tuple[datetime, datetime]:
    now = region.world.clock.now()
    return now - A_DAY, now + A_DAY


def ask(region: Region, officer: str, about: str, **more: Any) -> opened.Trace:
    user = region.world.people[about].user_id
    return opened.trace(region.world.ctx(officer), user, *period(region), **more)


def test_what_was_opened_stands_first_and_what_stood_in_a_list_after_it(region: Region) -> None:
    world = region.world
    world.clock.advance(hours=30)
    cases.read(world.ctx("nurse2"), region.cases["team"])
    cases.page(world.ctx("nurse2"))
    found = ask(region, "jgz_officer", "nurse2")
    assert [one.code for one in found.records if one.opened] == [region.cases["team"]]
    assert found.records[0].events == ("case:opened", "case:listed")
    assert len(found.records) > 1
    assert found.complete
    line = logged(world.tools, Event.LOG_TRACED)[-1]
    assert line["target"] == world.people["nurse2"].user_id
    assert region.cases["team"] in line["subjects"]
    assert (line["explanation"], line["number"]) == ("review", len(found.records))


def test_a_period_is_a_period(region: Region) -> None:
    world = region.world
    start = world.clock.now() + timedelta(hours=30)
    for hours in range(3):
        world.clock.set(start + timedelta(hours=hours))
        cases.read(world.ctx("nurse2"), region.cases["team"])
    user = world.people["nurse2"].user_id
    officer = world.ctx("jgz_officer")
    middle = opened.trace(officer, user, start + timedelta(minutes=1), start + timedelta(hours=2))
    (record,) = middle.records
    assert (record.first_at, record.last_at, record.times) == (start + timedelta(hours=1),) * 2 + (1,)
    with pytest.raises(Refused) as stopped:
        opened.trace(officer, user, start, start)
    assert list(stopped.value.problems) == ["until"]


def test_one_session_alone(region: Region) -> None:
    world = region.world
    world.clock.advance(hours=30)
    cases.read(world.ctx("nurse2"), region.cases["team"])
    sessions.log_out(world.ctx("nurse2"))
    world.clock.advance(hours=1)
    world.log_in("nurse2")
    cases.page(world.ctx("nurse2"))
    found = ask(region, "jgz_officer", "nurse2")
    alone = [ask(region, "jgz_officer", "nurse2", session=one.mark).records for one in found.sessions]
    opening = [records for records in alone if any(one.opened for one in records)]
    assert [one.code for records in opening for one in records if one.opened] == [region.cases["team"]]
    assert any(len(records) > 1 for records in alone if records not in opening)


def test_another_organisations_people_and_log_stay_out(region: Region) -> None:
    for officer, about in (("jgz_officer", "teacher"), ("school_officer", "nurse")):
        with pytest.raises(Refused) as stopped:
            ask(region, officer, about)
        assert list(stopped.value.problems) == ["user"]
    mine = {one.id for one in opened.accounts(region.world.ctx("school_officer"))}
    assert mine.isdisjoint({region.world.people[name].user_id for name in ("nurse", "responder")})


def test_who_left_is_still_found(region: Region) -> None:
    world = region.world
    world.clock.advance(hours=30)
    cases.read(world.ctx("nurse2"), region.cases["team"])
    members.end_member(world.ctx("jgz_lead"), world.people["nurse2"].membership_id)
    assert [one.code for one in ask(region, "jgz_officer", "nurse2").records if one.opened]


def test_as_a_file_the_second_factor_is_asked_again(region: Region) -> None:
    officer = region.world.ctx("jgz_officer")
    user, (since, until) = region.world.people["nurse"].user_id, period(region)
    opened.trace(officer, user, since, until, form="csv")
    assert logged(region.world.tools, Event.LOG_TRACED)[-1]["reason"] == "csv"
    region.world.clock.advance(minutes=LASTS.total_seconds() // 60 + 1)
    with pytest.raises(ConfirmFirst):
        opened.trace(region.world.ctx("jgz_officer"), user, since, until, form="json")


@pytest.mark.parametrize("name", ["nurse", "jgz_lead", "coordinator", "jgz_admin", "responder"])
def test_nobody_else_asks(region: Region, name: str) -> None:
    with pytest.raises(NotAllowed):
        ask(region, name, "nurse")


def test_more_than_one_answer_holds_is_said(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask(region, "jgz_officer", "nurse")
    assert whole.complete
    monkeypatch.setattr(opened, "MOST", 3)
    monkeypatch.setattr(opened, "PAGE", 2)
    assert not ask(region, "jgz_officer", "nurse").complete
