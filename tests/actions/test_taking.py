""" "Ik heb het": who has the 48 hours is named to who works with them, and changing hands changes no clock."""

from __future__ import annotations

import pytest

from signaal.actions import calm, cases, consents, inbox, overview, taking
from signaal.actions.context import operator, system
from signaal.actions.deadlines import sweep
from signaal.actions.turns import TurnDraft, add_turn
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import steps
from signaal.terms import Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import clock, crisis, refer, told
from tests.support.world import World


def shown(world: World, who: str, code: str) -> str:
    view = cases.read(world.ctx(who), code)
    return next(found.has_it for found in view.clocks if found.kind == "calm_48h")


def test_nobody_has_it_until_somebody_says_so(world: World) -> None:
    made = crisis(world)
    assert shown(world, "nurse", made.case) == ""
    before = clock(world, made.clock_id)
    taking.have_it(world.ctx("nurse2"), made.case, new_id(), made.clock_id)
    after = clock(world, made.clock_id)
    assert shown(world, "nurse", made.case) == "Nurse2 de Vries"
    same = ("started_at", "due_at", "steps", "next_step_at", "leg", "state", "holder_team_id")
    assert all(getattr(before, name) == getattr(after, name) for name in same)
    assert logged(world.tools, Event.CLOCK_HOLDER_CHANGED)[-1]["reason"] == "taken"


def test_reminders_inside_go_to_whoever_has_it(world: World) -> None:
    made = crisis(world)
    taking.have_it(world.ctx("nurse2"), made.case, new_id(), made.clock_id)
    world.clock.advance(hours=5)
    sweep(system(world.tools))
    assert Message.CALM_INSIDE_REMINDER.value in told(world, "nurse2", made.case)
    assert Message.CALM_INSIDE_REMINDER.value not in told(world, "nurse", made.case)


def test_a_lead_gives_it_to_a_colleague_who_hears_so(world: World) -> None:
    made = crisis(world)
    nurse2 = world.people["nurse2"].user_id
    with pytest.raises(NotAllowed):
        taking.assign(world.ctx("nurse"), made.case, nurse2, new_id())
    for stranger in (world.people["responder"].user_id, "f" * 32, ""):
        with pytest.raises(Refused):
            taking.assign(world.ctx("jgz_lead"), made.case, stranger, new_id())
    taking.assign(world.ctx("jgz_lead"), made.case, nurse2, new_id())
    assert shown(world, "nurse", made.case) == "Nurse2 de Vries"
    assert told(world, "nurse2", made.case).count(Message.CLOCK_ASSIGNED.value) == 1


def test_who_may_be_named(world: World) -> None:
    made = crisis(world)
    assert [name for _, name in taking.able(world.ctx("nurse"), made.clock_id)] == ["Nurse de Vries"]
    assert len(taking.able(world.ctx("jgz_lead"), made.clock_id)) == 4
    with pytest.raises(NotFound):
        taking.able(world.ctx("responder"), made.clock_id)


def test_the_receivers_person_is_named_to_its_team_and_coordinator_alone(world: World) -> None:
    sent = refer(world, haste=True)
    taking.have_it(world.ctx("responder"), sent.reference, new_id())
    assert clock(world, sent.clock_id).acknowledged_at is not None
    package = inbox.read(world.ctx("responder2"), sent.reference)
    assert [c.has_it for c in package.clocks if c.kind == "calm_48h"] == ["Responder de Vries"]
    rows = overview.clocks(world.ctx("coordinator"))
    assert {row.clock.has_it for row in rows if row.clock.kind == "calm_48h"} == {"Responder de Vries"}
    assert shown(world, "nurse", sent.case) == ""
    with pytest.raises(Conflict):
        taking.have_it(world.ctx("nurse"), sent.case, new_id(), sent.clock_id)


def test_taking_the_package_says_who_and_the_phone_says_which_function(world: World) -> None:
    sent = refer(world, haste=True)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    assert clock(world, sent.clock_id).holder_user_id == world.people["responder"].user_id
    other = refer(world, haste=True)
    calm.acknowledged_by_phone(world.ctx("nurse"), other.clock_id, "social_team", world.clock.now(), new_id())
    view = cases.read(world.ctx("nurse"), other.case)
    assert [c.by_phone for c in view.clocks if c.kind == "calm_48h"] == ["social_team"]


def test_a_yes_taken_back_leaves_nobody_of_elsewhere_on_the_clock(world: World) -> None:
    sent = refer(world, haste=True)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    view = cases.read(world.ctx("nurse"), sent.case)
    consents.withdraw(world.ctx("nurse"), sent.case, view.consents[-1].id, new_id())
    assert clock(world, sent.clock_id).holder_user_id is None


def test_the_second_on_duty_is_told_first_and_without_one_the_team(world: World) -> None:
    town, now = world.organisations["town"], world.clock.now()
    for who, second in (("social_lead", False), ("responder2", True)):
        person = world.people[who].user_id
        draft = TurnDraft(
            "social_team", "078-5550100", now, now.replace(day=now.day + 7), person, second=second
        )
        add_turn(operator(world.tools), town, draft)
    sent = refer(world, haste=True)
    world.clock.advance(minutes=61)
    sweep(system(world.tools))
    with world.tools.store.reading() as reader:
        taken = steps.of_deadlines(reader, {sent.clock_id})[sent.clock_id]
    second_step = [row.told for row in taken if row.told[0] == "recipient_second"]
    assert second_step == [["recipient_second", world.people["responder2"].user_id]]
