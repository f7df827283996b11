"""The roster: an admin writes it, colleagues hand over and swap, Nu follows, and a moment without duty is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from signaal.actions import directory, rosters, swapping, turns
from signaal.actions.context import operator, system
from signaal.actions.dutywatch import on_call, watch_duty
from signaal.actions.nu import write_nu
from signaal.actions.offers import duty_now
from signaal.actions.turns import TurnDraft
from signaal.actions.upkeep import tidy
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import turns as stored
from signaal.store.tables_work import OutboxRow
from signaal.terms import Conflict, NotFound, Refused
from signaal.workflows.calendar import at_wall, local_day
from tests.actions.events import logged
from tests.support.world import World


def town(world: World) -> str:
    return world.organisations["town"]


def hours(world: World, days: int = 0, minute: int = 0) -> datetime:
    return at_wall(local_day(world.clock.now()) + timedelta(days=days), minute)


def draft(world: World, first: int = 0, last: int = 7, who: str | None = None, **more) -> TurnDraft:
    person = world.people[who].user_id if who else ""
    return TurnDraft("social_team", "078-5550100", hours(world, first), hours(world, last), person, **more)


def add(world: World, first: int = 0, last: int = 7, who: str | None = None, **more) -> str:
    return turns.add_turn(operator(world.tools), town(world), draft(world, first, last, who, **more))


def told(world: World, message: Message) -> list[str]:
    with world.tools.store.reading() as reader:
        rows = list(reader.session.query(OutboxRow).filter_by(message=message.value, channel="app"))
    names = {person.user_id: name for name, person in world.people.items()}
    return sorted(names[row.user_id] for row in rows)


def test_an_admin_writes_turns_and_everybody_there_reads_them(world: World) -> None:
    made = turns.add_turn(world.ctx("town_admin"), town(world), draft(world, who="responder"))
    found = rosters.roster(world.ctx("responder")).turns
    assert [(one.id, one.mine, one.person) for one in found] == [(made, True, "Responder de Vries")]
    assert rosters.roster(world.ctx("nurse")).turns == ()
    assert logged(world.tools, Event.DUTY_CHANGED)[-1]["target"] == made
    turns.remove_turn(world.ctx("town_admin"), made)
    assert rosters.roster(world.ctx("responder")).turns == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Wijkteam", "social_team"),
        (" social  team", "social_team"),
        ("food_bank", "food_bank"),
        ("Team Oost", "Team Oost"),
    ],
)
def test_a_function_in_words_becomes_its_code_and_free_words_stay(
    world: World, typed: str, kept: str
) -> None:
    turns.add_turn(operator(world.tools), town(world), replace(draft(world), function=typed))
    (shown,) = rosters.listed(operator(world.tools))
    assert shown.function == kept
    directory.add_duty(operator(world.tools), town(world), typed, "078-5550100")
    (home,) = [one for one in directory.organisations_seen(world.ctx("town_admin")) if one.duty]
    assert [line.function for line in home.duty] == [kept]


def test_another_organisations_roster_is_not_there(world: World) -> None:
    made = add(world)
    for deed in (
        lambda: turns.add_turn(world.ctx("jgz_admin"), town(world), draft(world)),
        lambda: turns.remove_turn(world.ctx("jgz_admin"), made),
        lambda: turns.change_turn(world.ctx("jgz_admin"), made, draft(world), ""),
        lambda: rosters.to_change(world.ctx("jgz_admin"), made),
        lambda: rosters.to_change(world.ctx("jgz_admin"), "f" * 32),
        lambda: swapping.ask(world.ctx("jgz_admin"), made, world.people["responder"].user_id),
        lambda: swapping.answer(world.ctx("jgz_admin"), "f" * 32, accept=True),
    ):
        with pytest.raises(NotFound):
            deed()


def change(world: World, turn_id: str, now: TurnDraft, was: str | None = "responder") -> None:
    turns.change_turn(world.ctx("town_admin"), turn_id, now, world.people[was].user_id if was else "")


def test_an_admin_changes_a_turn_and_nu_follows(world: World) -> None:
    made = add(world, who="responder", out_of_hours=True)
    assert write_nu(system(world.tools))
    new = replace(draft(world, 0, 3, "social_lead"), phone="078-5550177", function="Opvang", second=True)
    change(world, made, new)
    (shown,) = rosters.roster(world.ctx("social_lead")).turns
    assert (shown.id, shown.mine, shown.phone, shown.function) == (made, True, "078-5550177", "shelter")
    assert (shown.ends_at, shown.second, shown.out_of_hours) == (hours(world, 3), True, False)
    line = logged(world.tools, Event.DUTY_CHANGED)[-1]
    assert (line["reason"], line["target"], line["writes"][0][:2]) == ("changed", made, ["duty_turns", made])
    assert write_nu(system(world.tools))
    assert "078-5550177" in (world.tools.instance / "nu.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("new", "waits"),
    [
        ({"phone": "078-5550177", "second": True}, True),
        ({"who": "coordinator"}, False),
        ({"last": 6}, False),
        ({"first": 1}, False),
    ],
    ids=["number", "person", "end", "begin"],
)
def test_another_person_or_other_hours_end_the_open_question(
    world: World, new: dict[str, Any], waits: bool
) -> None:
    made = add(world, who="responder")
    swapping.ask(world.ctx("responder"), made, world.people["social_lead"].user_id)
    given: dict[str, Any] = {"first": 0, "last": 7, "who": "responder"} | new
    phone = given.pop("phone", "078-5550100")
    change(world, made, replace(draft(world, **given), phone=phone))
    (shown,) = rosters.listed(operator(world.tools))
    assert bool(shown.asked) == waits
    if not waits:
        with pytest.raises(Conflict):
            swapping.answer(world.ctx("social_lead"), made, accept=True)


def test_a_form_of_before_a_turn_was_passed_on_does_not_take_it_back(world: World) -> None:
    made = add(world, who="responder")
    swapping.ask(world.ctx("responder"), made, world.people["social_lead"].user_id)
    swapping.answer(world.ctx("social_lead"), made, accept=True)
    for who in ("responder", "coordinator", None):
        with pytest.raises(Refused) as no:
            change(world, made, draft(world, who=who))
        assert no.value.problems["user_id"].params == {"who": "Social_Lead de Vries"}
    change(world, made, draft(world, 0, 6, "social_lead"))
    change(world, made, draft(world, 0, 6, "responder"), "social_lead")
    (shown,) = rosters.listed(operator(world.tools))
    assert (shown.person, shown.ends_at) == ("Responder de Vries", hours(world, 6))


def test_a_change_that_makes_no_sense_changes_nothing(world: World) -> None:
    made = add(world, who="responder")
    for wrong in (draft(world, 3, 2, "responder"), draft(world, who="nurse")):
        with pytest.raises(Refused):
            change(world, made, wrong)
    (shown,) = rosters.listed(operator(world.tools))
    assert (shown.person, shown.ends_at) == ("Responder de Vries", hours(world, 7))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "bel maar"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"function": ""}, "function"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": None}, "starts_at"),
        ({"user_id": "f" * 32}, "user_id"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(world: World, change: dict, field: str) -> None:
    with pytest.raises(Refused) as no:
        turns.add_turn(operator(world.tools), town(world), replace(draft(world), **change))
    assert set(no.value.problems) == {field}


def test_a_turn_ends_after_it_begins_and_within_five_weeks(world: World) -> None:
    for first, last in ((3, 3), (3, 2), (0, 36), (-3, -2)):
        with pytest.raises(Refused) as no:
            add(world, first, last)
        assert set(no.value.problems) == {"ends_at"}


def test_nu_shows_the_turn_without_a_name_and_no_number_twice(world: World) -> None:
    add(world, 0, 7, "responder", out_of_hours=True)
    add(world, 0, 7, "social_lead", out_of_hours=True, second=True)
    assert write_nu(system(world.tools))
    page = (world.tools.instance / "nu.html").read_text(encoding="utf-8")
    assert page.count("078-5550100</a>") == 1
    assert "de Vries" not in page
    assert "Bereikbaar tot maandag 23 november 2026 om 00.00 uur." in page
    world.clock.advance(days=8)
    assert write_nu(system(world.tools))
    assert "078-5550100" not in (world.tools.instance / "nu.html").read_text(encoding="utf-8")


def test_who_answers_tonight_answers_before_saving_too(world: World) -> None:
    ctx = world.ctx("nurse")
    with world.tools.store.reading() as reader:
        assert duty_now(reader, ctx) is not None
    add(world, who="responder")
    with world.tools.store.reading() as reader:
        assert duty_now(reader, ctx) is None
        assert [person.id for person in on_call(reader, ctx)] == [world.people["responder"].user_id]


def test_a_colleague_takes_a_turn_over_and_all_of_it_is_logged(world: World) -> None:
    made = add(world, who="responder")
    lead = world.people["social_lead"].user_id
    swapping.ask(world.ctx("responder"), made, lead)
    assert told(world, Message.DUTY_ASKED) == ["social_lead"]
    (shown,) = rosters.roster(world.ctx("social_lead")).turns
    assert shown.asks_me
    swapping.answer(world.ctx("social_lead"), made, accept=True)
    (shown,) = rosters.roster(world.ctx("social_lead")).turns
    assert (shown.mine, shown.asked) == (True, "")
    assert told(world, Message.DUTY_PASSED) == ["responder"]
    assert [line["reason"] for line in logged(world.tools, Event.DUTY_PASSED)] == ["accepted"]


def test_two_turns_are_swapped_together(world: World) -> None:
    mine, theirs = add(world, 0, 7, "responder"), add(world, 7, 14, "social_lead")
    swapping.ask(world.ctx("responder"), mine, world.people["social_lead"].user_id, theirs)
    swapping.answer(world.ctx("social_lead"), mine, accept=True)
    found = {one.id: one.mine for one in rosters.roster(world.ctx("responder")).turns}
    assert found == {mine: False, theirs: True}
    assert logged(world.tools, Event.DUTY_PASSED)[-1]["reason"] == "swapped"


def test_a_swap_whose_other_half_is_gone_changes_nothing(world: World) -> None:
    mine, theirs = add(world, 0, 7, "responder"), add(world, 7, 14, "social_lead")
    swapping.ask(world.ctx("responder"), mine, world.people["social_lead"].user_id, theirs)
    turns.remove_turn(operator(world.tools), theirs)
    with pytest.raises(Conflict):
        swapping.answer(world.ctx("social_lead"), mine, accept=True)
    (shown,) = rosters.roster(world.ctx("responder")).turns
    assert shown.mine


def test_only_whose_turn_it_is_asks_and_only_who_was_asked_answers(world: World) -> None:
    made, lead = add(world, who="responder"), world.people["social_lead"].user_id
    with pytest.raises(Conflict):
        swapping.ask(world.ctx("social_lead"), made, world.people["responder"].user_id)
    with pytest.raises(Conflict):
        swapping.answer(world.ctx("social_lead"), made, accept=True)
    for nobody in (world.people["responder"].user_id, world.people["nurse"].user_id, ""):
        with pytest.raises(Refused):
            swapping.ask(world.ctx("responder"), made, nobody)
    with pytest.raises(Refused):
        swapping.ask(world.ctx("responder"), made, lead, made)
    swapping.ask(world.ctx("responder"), made, lead)
    with pytest.raises(Conflict):
        swapping.answer(world.ctx("responder"), made, accept=True)
    swapping.answer(world.ctx("responder"), made, accept=False)
    with pytest.raises(Conflict):
        swapping.answer(world.ctx("social_lead"), made, accept=True)


def test_no_is_no_and_the_turn_stays(world: World) -> None:
    made = add(world, who="responder")
    swapping.ask(world.ctx("responder"), made, world.people["social_lead"].user_id)
    swapping.answer(world.ctx("social_lead"), made, accept=False)
    (shown,) = rosters.roster(world.ctx("responder")).turns
    assert (shown.mine, shown.asked) == (True, "")
    assert told(world, Message.DUTY_PASSED) == ["responder"]


def test_a_week_beforehand_and_when_it_comes_each_once(world: World) -> None:
    add(world, -2, 21)
    assert watch_duty(system(world.tools)) == 0
    world.clock.set(hours(world, 15))
    assert watch_duty(system(world.tools)) == 1
    assert watch_duty(system(world.tools)) == 0
    assert told(world, Message.DUTY_MISSING_SOON) == ["coordinator", "town_admin"]
    world.clock.set(hours(world, 6, 9 * 60))
    assert watch_duty(system(world.tools)) == 1
    world.clock.advance(days=2)
    assert watch_duty(system(world.tools)) == 0
    assert told(world, Message.DUTY_MISSING_NOW) == ["coordinator", "town_admin"]
    assert [line["reason"] for line in logged(world.tools, Event.DUTY_MISSING)] == ["ahead", "now"]


def test_without_piket_nobody_is_told(world: World) -> None:
    quiet = replace(world.tools, town=replace(world.tools.town, no_piket=True))
    assert watch_duty(system(quiet)) == 0
    assert watch_duty(system(world.tools)) == 1


def test_turns_of_long_ago_are_forgotten(world: World) -> None:
    add(world, 0, 7, "responder")
    world.clock.advance(days=400)
    tidy(system(world.tools))
    with world.tools.store.reading() as reader:
        assert stored.everything(reader, world.clock.now() - timedelta(days=2000)) == []


def test_whose_turn_is_written_changed_or_taken_out_hears_so_and_who_did_it_not(world: World) -> None:
    admin = world.ctx("town_admin")
    made = turns.add_turn(admin, town(world), draft(world, who="responder"))
    assert told(world, Message.DUTY_WRITTEN) == ["responder"]
    swapping.ask(world.ctx("responder"), made, world.people["social_lead"].user_id)
    was = world.people["responder"].user_id
    turns.change_turn(admin, made, draft(world, 0, 6, who="responder"), was)
    assert told(world, Message.DUTY_WRITTEN) == ["responder"] * 2 + ["social_lead"]  # the question ended
    turns.change_turn(admin, made, draft(world, 0, 6, who="responder", second=True), was)
    assert len(told(world, Message.DUTY_WRITTEN)) == 3  # the same hours of the same person
    turns.change_turn(admin, made, draft(world, 0, 6, who="town_admin"), was)
    assert told(world, Message.DUTY_WRITTEN).count("responder") == 3
    turns.remove_turn(admin, made)
    assert "town_admin" not in told(world, Message.DUTY_WRITTEN)


def test_a_turn_that_is_over_concerns_nobody_any_more(world: World) -> None:
    made = add(world, who="responder")
    assert told(world, Message.DUTY_WRITTEN) == ["responder"]
    world.clock.advance(days=8)
    turns.remove_turn(operator(world.tools), made)
    assert told(world, Message.DUTY_WRITTEN) == ["responder"]
