"""A roster out of a calendar: whole or not at all, every problem with its line, and again without doubling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from signaal.actions import calendarfiles, log, rosters, swapping, turns
from signaal.actions import people as people_of
from signaal.actions.context import operator, system
from signaal.actions.rereading import Imported
from signaal.audit.events import Event
from signaal.store import people
from signaal.store import turns as stored
from signaal.store.tables_on_call import TurnReadRow
from signaal.store.tables_work import OutboxRow
from signaal.terms import Conflict, NotFound, Refused
from tests.actions.events import logged
from tests.store.rows import writing
from tests.support.world import World

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//NL\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(uid: str, since: str = "20261123T170000", until: str = "20261124T083000", **more: str) -> str:
    given = {"SUMMARY": "Crisisdienst van de gemeente", "LOCATION": "078-5550199"} | more
    lines = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART:{since}", f"DTEND:{until}"]
    lines += [f"{name}:{value}" for name, value in given.items() if value]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def read(world: World, *events: str, name: str = "piket.ics") -> Imported:
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


def of(world: World, name: str, uid: str = "a", *when: str, **more: str) -> str:
    """An event that names somebody."""
    return event(uid, *when, ATTENDEE=f"mailto:{email(world, name)}", **more)


def ask(world: World, asker: str, colleague: str) -> str:
    """The asker's only turn is asked of a colleague."""
    (mine,) = [turn for turn in rosters.roster(world.ctx(asker)).turns if turn.mine]
    swapping.ask(world.ctx(asker), mine.id, world.people[colleague].user_id)
    return mine.id


def pass_on(world: World, giver: str, taker: str) -> str:
    swapping.answer(world.ctx(taker), turn_id := ask(world, giver, taker), accept=True)
    return turn_id


def whose(world: World) -> dict[str, tuple[str, bool]]:
    """By turn: whose it is, and whether a question waits."""
    names = {person.user_id: name for name, person in world.people.items()}
    with world.tools.store.reading() as reader:
        rows = stored.everything(reader, world.clock.now())
    return {row.id: (names.get(row.user_id or "", "nobody"), row.asked_user_id is not None) for row in rows}


def counted(done: Imported) -> tuple[int, int, int, int]:
    assert done.problems == ()
    return done.added, done.replaced, done.kept, done.passed_on


def test_a_turn_that_was_passed_on_stays_so_when_its_calendar_is_read_again(world: World) -> None:
    assert counted(read(world, of(world, "responder"))) == (1, 0, 0, 0)
    turn = pass_on(world, "responder", "social_lead")
    for _ in range(2):
        assert counted(read(world, of(world, "responder"))) == (0, 0, 1, 1)
        assert whose(world) == {turn: ("social_lead", False)}
    assert counted(read(world, of(world, "social_lead"))) == (0, 0, 1, 0)
    assert whose(world) == {turn: ("social_lead", False)}


def test_two_turns_that_were_swapped_stay_swapped(world: World) -> None:
    week = ("20261130T170000", "20261201T083000")
    calendar = (of(world, "responder", "a"), of(world, "social_lead", "b", *week))
    read(world, *calendar)
    first, second = (turn.id for turn in rosters.roster(world.ctx("responder")).turns)
    swapping.ask(world.ctx("responder"), first, world.people["social_lead"].user_id, second)
    assert counted(read(world, *calendar)) == (0, 0, 2, 0)
    swapping.answer(world.ctx("social_lead"), first, accept=True)
    assert counted(read(world, *calendar)) == (0, 0, 2, 2)
    assert whose(world) == {first: ("social_lead", False), second: ("responder", False)}


def test_a_calendar_that_names_yet_another_holds_and_ends_the_question(world: World) -> None:
    read(world, of(world, "responder"))
    turn = pass_on(world, "responder", "social_lead")
    ask(world, "social_lead", "town_admin")
    assert counted(read(world, of(world, "coordinator"))) == (0, 0, 1, 0)
    assert whose(world) == {turn: ("coordinator", False)}
    with pytest.raises(Conflict):
        swapping.answer(world.ctx("town_admin"), turn, accept=True)
    pass_on(world, "coordinator", "town_admin")
    assert counted(read(world, of(world, "coordinator"))) == (0, 0, 1, 1), "this is whom it named last"
    assert whose(world) == {turn: ("town_admin", False)}


def test_a_question_waits_on_while_its_hours_stay_and_the_number_follows(world: World) -> None:
    read(world, of(world, "responder"))
    turn = ask(world, "responder", "social_lead")
    assert counted(read(world, of(world, "responder", LOCATION="078-5550111"))) == (0, 0, 1, 0)
    assert whose(world) == {turn: ("responder", True)}
    swapping.answer(world.ctx("social_lead"), turn, accept=True)
    (shown,) = rosters.roster(world.ctx("social_lead")).turns
    assert (shown.mine, shown.phone) == (True, "078-5550111")


def test_hours_that_changed_end_the_question_and_keep_who_took_it(world: World) -> None:
    later = ("20261123T180000", "20261124T090000")
    read(world, of(world, "responder"))
    ask(world, "responder", "social_lead")
    assert counted(read(world, of(world, "responder", "a", *later))) == (1, 1, 0, 0)
    assert list(whose(world).values()) == [("responder", False)]
    pass_on(world, "responder", "social_lead")
    assert counted(read(world, of(world, "responder"))) == (1, 1, 0, 1)
    assert counted(read(world, of(world, "responder"))) == (0, 0, 1, 1)
    assert list(whose(world).values()) == [("social_lead", False)]


def test_an_admin_who_changes_whose_it_is_is_followed_but_the_hours_are_the_calendars(world: World) -> None:
    read(world, of(world, "responder"))
    (turn,) = whose(world)
    stands = rosters.to_change(world.ctx("town_admin"), turn)
    assert (stands.source, stands.asked) == ("piket.ics", "")
    later = replace(
        stands.draft,
        user_id=world.people["coordinator"].user_id,
        ends_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    )
    turns.change_turn(world.ctx("town_admin"), turn, later, stands.draft.user_id)
    assert counted(read(world, of(world, "responder"))) == (0, 0, 1, 1)
    assert whose(world) == {turn: ("coordinator", False)}
    assert rosters.to_change(world.ctx("town_admin"), turn).draft.ends_at == stands.draft.ends_at


def test_who_does_not_work_here_any_more_keeps_no_turn(world: World) -> None:
    read(world, of(world, "responder"))
    turn = pass_on(world, "responder", "social_lead")
    people_of.disable(operator(world.tools), world.people["social_lead"].user_id)
    assert counted(read(world, of(world, "responder"))) == (0, 0, 1, 0)
    assert whose(world) == {turn: ("responder", False)}


def test_what_the_calendar_gave_goes_with_its_turn_and_the_log_fits(world: World) -> None:
    week = ("20261130T170000", "20261201T083000")
    read(world, of(world, "responder"), of(world, "coordinator", "b", *week))
    taken_out = pass_on(world, "responder", "social_lead")
    turns.remove_turn(operator(world.tools), taken_out)
    assert len(written_down(world)) == 1
    assert counted(read(world, of(world, "responder"), of(world, "coordinator", "b", *week))) == (1, 0, 1, 0)
    read(world, of(world, "responder"))
    assert len(written_down(world)) == 1
    world.clock.advance(days=400)
    assert turns.forget(system(world.tools)) == 1
    assert written_down(world) == []
    found = log.check(world.ctx("town_officer"))
    assert (found.ok, found.problems) == (True, ())


def written_down(world: World) -> list[TurnReadRow]:
    with world.tools.store.reading() as reader:
        return list(reader.session.scalars(select(TurnReadRow)))


def test_a_turn_of_before_this_was_written_down_counts_as_given_as_it_stands(world: World) -> None:
    read(world, of(world, "responder"))
    with writing(world.tools.store) as unit:
        unit.delete(unit.session.scalars(select(TurnReadRow)).one())
    (turn,) = whose(world)
    assert counted(read(world, of(world, "responder"))) == (0, 0, 1, 0)
    pass_on(world, "responder", "social_lead")
    assert counted(read(world, of(world, "responder"))) == (0, 0, 1, 1)
    assert whose(world) == {turn: ("social_lead", False)}


def test_a_calendar_tells_only_whose_hours_became_others(world: World) -> None:
    def told() -> list[str]:
        with world.tools.store.reading() as reader:
            rows = reader.session.query(OutboxRow).filter_by(message="duty_written", channel="app").all()
        names = {person.user_id: name for name, person in world.people.items()}
        return sorted(names[row.user_id] for row in rows)

    read(world, of(world, "responder"), of(world, "social_lead", "b", "20261130T170000", "20261201T083000"))
    assert told() == ["responder", "social_lead"]
    same = of(world, "social_lead", "b", "20261130T170000", "20261201T083000")
    read(world, of(world, "responder"), same)
    assert told() == ["responder", "social_lead"]
    read(world, of(world, "responder", "a", "20261123T180000", "20261124T083000"), same)
    assert told() == ["responder", "responder", "social_lead"]
    read(world, same)
    assert told() == ["responder", "responder", "responder", "social_lead"]
