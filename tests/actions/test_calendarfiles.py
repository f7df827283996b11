"""A roster out of a calendar: whole or not at all, every problem with its line, and again without doubling."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from signaal.actions import calendarfiles, rosters
from signaal.actions.context import operator
from signaal.audit.events import Event
from signaal.store import people
from signaal.store import turns as stored
from signaal.terms import NotFound, Refused
from tests.actions.events import logged
from tests.support.world import World

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//NL\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(uid: str, since: str = "20261123T170000", until: str = "20261124T083000", **more: str) -> str:
    given = {"SUMMARY": "Crisisdienst van de gemeente", "LOCATION": "078-5550199"} | more
    lines = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART:{since}", f"DTEND:{until}"]
    lines += [f"{name}:{value}" for name, value in given.items() if value]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def read(world: World, *events: str, name: str = "piket.ics") -> calendarfiles.Imported:
    text = HEAD + "".join(events) + TAIL
    return calendarfiles.read_in(operator(world.tools), world.organisations["town"], text, name)


def kept(world: World) -> list[tuple[datetime, str, bool]]:
    with world.tools.store.reading() as reader:
        rows = stored.everything(reader, world.clock.now())
    return [(row.starts_at, row.function, row.second) for row in rows]


def email(world: World, name: str) -> str:
    with world.tools.store.reading() as reader:
        return people.get(reader, world.people[name].user_id).email


def test_an_event_is_a_turn_in_dutch_time_with_whose_it_is(world: World) -> None:
    who = email(world, "responder")
    done = read(world, event("a", ATTENDEE=f"mailto:{who.upper()}", CATEGORIES="Tweede"))
    assert (done.added, done.replaced, done.problems) == (1, 0, ())
    assert kept(world) == [(datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "crisis_service", True)]
    (shown,) = rosters.roster(world.ctx("responder")).turns
    assert shown.mine
    assert shown.out_of_hours
    assert logged(world.tools, Event.DUTY_CHANGED)[-1]["reason"] == "imported"


def test_a_weekly_event_becomes_a_turn_each_week(world: World) -> None:
    done = read(world, event("a", RRULE="FREQ=WEEKLY;COUNT=10"))
    assert done.added == 10
    assert len({start.weekday() for start, *_ in kept(world)}) == 1


def test_whole_days_begin_and_end_at_midnight(world: World) -> None:
    text = event("a").replace("DTSTART:20261123T170000", "DTSTART;VALUE=DATE:20261128")
    assert read(world, text.replace("DTEND:20261124T083000", "DTEND;VALUE=DATE:20261130")).added == 1
    assert kept(world)[0][0] == datetime(2026, 11, 27, 23, 0, tzinfo=UTC)


def test_reading_it_again_replaces_its_own_and_leaves_others(world: World) -> None:
    read(world, event("a"), event("b", "20261130T170000", "20261201T083000"))
    read(world, event("z"), name="other.ics")
    done = read(world, event("a", "20261207T170000", "20261208T083000"))
    assert (done.added, done.replaced) == (1, 2)
    assert len(kept(world)) == 2


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"LOCATION": ""}, "errors.required"),
        ({"LOCATION": "bel maar"}, "people.bad_phone"),
        ({"SUMMARY": ""}, "errors.required"),
        ({"ATTENDEE": "mailto:nobody@elsewhere.example"}, "turns.file.nobody"),
        ({"until": "20270224T083000"}, "turns.too_long"),
    ],
)
def test_one_wrong_event_stores_nothing_and_is_named_with_its_line(
    world: World, more: dict[str, str], why: str
) -> None:
    done = read(world, event("fine"), event("wrong", **more))
    assert [(p.uid, p.why.key) for p in done.problems] == [("wrong", why)]
    text = HEAD + event("fine") + event("wrong", **more)
    assert text.splitlines()[done.problems[0].line - 1] == "UID:wrong"
    assert kept(world) == []


@pytest.mark.parametrize(
    "text", ["x", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:soon\nEND:VEVENT\nEND:VCALENDAR"]
)
def test_what_is_no_calendar_is_refused(world: World, text: str) -> None:
    with pytest.raises(Refused) as no:
        calendarfiles.read_in(operator(world.tools), world.organisations["town"], text, "x.ics")
    assert set(no.value.problems) == {"file"}
    assert kept(world) == []


def test_what_is_over_is_no_problem_and_nothing_at_all_is(world: World) -> None:
    done = read(world, event("old", "20250101T170000", "20250102T083000"))
    assert [p.why.key for p in done.problems] == ["turns.file.nothing"]


def test_only_the_own_organisation(world: World) -> None:
    with pytest.raises(NotFound):
        calendarfiles.read_in(world.ctx("jgz_admin"), world.organisations["town"], HEAD + TAIL, "x.ics")
