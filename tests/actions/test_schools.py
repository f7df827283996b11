"""School calendars: a day without school is said when chosen, and two weeks before a holiday there is a list."""

from __future__ import annotations

from datetime import date

import pytest

from signaal.actions import cases, followups, handoverlists, schools, today
from signaal.actions.carddrafts import CardDraft
from signaal.actions.cards import submit
from signaal.actions.context import operator
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.terms import NotFound, Refused, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import at_wall
from tests.actions.events import logged
from tests.actions.referred import FAMILY, noticed
from tests.support.world import World


def school(world: World) -> str:
    return world.organisations["school"]


def card(world: World, who: str = "teacher") -> str:
    signal = noticed(haste=False, setting=Setting.SCHOOL_PRIMARY)
    return submit(world.ctx(who), CardDraft(new_id(), signal, None, FAMILY, ending=Watch())).pseudonym or ""


def test_a_lead_keeps_the_calendar_of_the_own_school_alone(world: World) -> None:
    lead = world.ctx("school_lead")
    schools.set_region(lead, school(world), "midden")
    (found,) = schools.calendars(lead)
    assert found.region == "midden"
    assert len(found.holidays) == 4
    made = schools.add_closing(lead, school(world), date(2026, 12, 7), None)
    assert [line["reason"] for line in logged(world.tools, Event.CALENDAR_CHANGED)] == ["region", "added"]
    schools.remove_closing(lead, made)
    assert schools.calendars(lead)[0].own == ()
    assert schools.calendars(world.ctx("jgz_lead")) == ()
    for deed in (
        lambda: schools.set_region(world.ctx("jgz_lead"), school(world), "zuid"),
        lambda: schools.set_region(world.ctx("jgz_lead"), world.organisations["jgz"], "zuid"),
        lambda: schools.remove_closing(lead, made),
    ):
        with pytest.raises(NotFound):
            deed()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (None, None, "first"),
        (date(2026, 12, 8), date(2026, 12, 7), "last"),
        (date(2026, 12, 8), date(2027, 12, 7), "last"),
        (date(2026, 1, 1), None, "first"),
    ],
)
def test_days_that_cannot_be_are_refused(
    world: World, first: date | None, last: date | None, field: str
) -> None:
    with pytest.raises(Refused) as no:
        schools.add_closing(operator(world.tools), school(world), first, last)
    assert set(no.value.problems) == {field}
    with pytest.raises(Refused):
        schools.set_region(operator(world.tools), school(world), "west")


def test_a_day_without_school_is_said_when_it_is_chosen(world: World) -> None:
    code = card(world)
    teacher = world.ctx("teacher")
    before = followups.plan(teacher, code, date(2026, 12, 22), new_id())
    assert "workflows.followup.in_school_holiday" not in [say.key for say in before.following]
    schools.set_region(operator(world.tools), school(world), "noord")
    schools.add_closing(operator(world.tools), school(world), date(2027, 1, 4), None)
    said = {say.key: say for say in followups.plan(teacher, code, date(2026, 12, 22), new_id()).following}
    assert said["workflows.followup.in_school_holiday"].params["better"] == date(2027, 1, 5)


def test_two_weeks_before_a_holiday_a_list_waits_and_the_leads_is_the_whole_teams(world: World) -> None:
    schools.set_region(operator(world.tools), school(world), "midden")
    code = card(world)
    followups.plan(world.ctx("teacher"), code, date(2026, 12, 29), new_id())
    later = card(world)
    followups.plan(world.ctx("teacher"), later, date(2027, 3, 1), new_id())
    assert handoverlists.look(world.ctx("teacher")).holiday is None
    world.clock.set(at_wall(date(2026, 12, 7), 9 * 60))
    for who in ("teacher", "school_lead"):
        found = handoverlists.look(world.ctx(who))
        assert found.holiday is not None
        assert found.holiday.first == date(2026, 12, 19)
        assert (code, date(2026, 12, 29)) in {(n.clock.code, n.clock.due_at.date()) for n in found.lines}
        assert date(2027, 3, 1) not in {n.clock.due_at.date() for n in found.lines}
        assert "schools.handover_task" in [task.what.key for task in today.today(world.ctx(who)).tasks]
    assert handoverlists.look(world.ctx("teacher2")).lines == ()
    assert handoverlists.look(world.ctx("nurse")).holiday is None
    assert logged(world.tools, Event.HANDOVER_LISTED)[-1]["number"] == 0
    assert cases.read(world.ctx("teacher"), code).owner == "Teacher de Vries"


def test_nothing_moves_by_itself(world: World) -> None:
    schools.set_region(operator(world.tools), school(world), "midden")
    code = card(world)
    world.clock.set(at_wall(date(2027, 1, 4), 9 * 60))
    assert cases.read(world.ctx("teacher"), code).owner == "Teacher de Vries"


def shown(world: World, who: str) -> list[tuple[str, bool]]:
    """Keys of what waits about the calendar, and whether it is late."""
    return [
        (task.what.key, task.overdue)
        for task in today.today(world.ctx(who)).tasks
        if task.link == schools.PAGE
    ]


def test_who_keeps_a_school_hears_that_no_region_was_chosen(world: World) -> None:
    assert shown(world, "school_lead") == [("schools.region_task", False)]
    assert [shown(world, who) for who in ("teacher", "jgz_lead", "jgz_admin")] == [[], [], []]
    schools.set_region(world.ctx("school_lead"), school(world), "midden")
    assert shown(world, "school_lead") == []


def test_known_holidays_that_run_out_are_told_in_time_and_again_when_they_are_over(world: World) -> None:
    schools.set_region(world.ctx("school_lead"), school(world), "midden")
    for day, found in ((date(2027, 5, 31), []), (date(2027, 6, 1), [False]), (date(2027, 8, 30), [True])):
        world.clock.set(at_wall(day, 9 * 60))
        assert [late for _, late in shown(world, "school_lead")] == found
    schools.add_closing(world.ctx("school_lead"), school(world), date(2027, 10, 16), date(2027, 10, 24))
    assert shown(world, "school_lead") == []
