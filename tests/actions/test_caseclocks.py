"""The clocks that a card has by itself: its own term, and a child who turns 12, 16 or 18."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from signaal.actions import ageturns, cases, today
from signaal.actions.carddrafts import CardDraft
from signaal.actions.cards import submit
from signaal.actions.context import system
from signaal.actions.deadlines import sweep
from signaal.actions.endings import Watch
from signaal.store import cases as rows
from signaal.store.tables_clocks import DeadlineRow
from signaal.terms import ClockKind, NotFound
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import at_wall
from signaal.workflows.contacts import Child
from tests.actions.referred import FAMILY, TALK, clocks, noticed, told
from tests.support.world import World


def made(world: World, *births: date, talk: bool = False) -> str:
    contact = replace(FAMILY, children=tuple(Child("Sam", birth) for birth in births))
    draft = CardDraft(new_id(), noticed(haste=False), TALK if talk else None, contact, ending=Watch())
    return submit(world.ctx("nurse"), draft).pseudonym or ""


def found(world: World, code: str, kind: ClockKind) -> list[DeadlineRow]:
    with world.tools.store.reading() as reader:
        case_id = rows.get(reader, code).id
    return clocks(world, case_id, kind)


def expires(world: World, code: str) -> datetime:
    with world.tools.store.reading() as reader:
        return rows.get(reader, code).expires_at


def test_the_end_of_a_cards_term_is_told_a_week_before(world: World) -> None:
    code = made(world)
    (clock,) = found(world, code, ClockKind.EXPIRY)
    assert clock.due_at == expires(world, code)
    assert "expiry" not in {c.kind for c in cases.read(world.ctx("nurse"), code).clocks}
    world.clock.set(clock.due_at - timedelta(days=6))
    sweep(system(world.tools))
    assert "expiry_week_before" in told(world, "nurse", code)
    assert "expiry" in {c.kind for c in cases.read(world.ctx("nurse"), code).clocks}
    cases.renew(world.ctx("nurse"), code, "De ouders waren ziek", new_id())
    before, after = found(world, code, ClockKind.EXPIRY)
    assert (before.state, before.end_reason) == ("met", "renewed")
    assert after.due_at == expires(world, code) > before.due_at
    assert "expiry" not in {c.kind for c in cases.read(world.ctx("nurse"), code).clocks}


def test_a_card_that_only_waits_for_its_term_still_gets_a_day_to_look_again(world: World) -> None:
    code = made(world, date(2015, 3, 9))
    assert {c.kind for c in cases.read(world.ctx("nurse"), code).clocks} & {"follow_up", "inform_family"}


def test_a_closed_card_warns_nobody(world: World) -> None:
    code = made(world, date(2014, 12, 20))
    cases.close(world.ctx("nurse"), code, "family_manages", new_id())
    assert {row.state for row in found(world, code, ClockKind.EXPIRY)} == {"superseded"}
    assert {row.state for row in found(world, code, ClockKind.AGE_TURNS)} == {"superseded"}


def test_the_month_before_a_birthday_asks_whom_to_ask(world: World) -> None:
    """Born on 20 January 2015: twelve in January 2027; the task stands from 1 December, a Tuesday."""
    code = made(world, date(2015, 1, 20))
    (clock,) = found(world, code, ClockKind.AGE_TURNS)
    assert clock.started_at == at_wall(date(2026, 12, 1), 0)
    assert clock.due_at == at_wall(date(2027, 1, 1), 0)
    assert "20" not in str(clock.steps).replace("2026", "").replace("2027", "")
    nurse = world.ctx("nurse")
    assert "age_turns" not in {c.kind for c in cases.read(nurse, code).clocks}
    assert not [task for task in today.today(nurse).tasks if task.what.key.startswith("clocks.age_turns")]
    world.clock.set(at_wall(date(2026, 12, 1), 9 * 60))
    sweep(system(world.tools))
    assert "age_turns_start" in told(world, "nurse", code)
    nurse = world.ctx("nurse")
    assert "age_turns" in {c.kind for c in cases.read(nurse, code).clocks}
    assert [task for task in today.today(nurse).tasks if task.what.key.startswith("clocks.age_turns")]
    with pytest.raises(NotFound):
        ageturns.asked(nurse, code, "f" * 32, new_id())
    ageturns.asked(nurse, code, clock.id, new_id())
    (ended,) = found(world, code, ClockKind.AGE_TURNS)
    assert (ended.state, ended.end_reason) == ("met", "asked")


def test_children_who_turn_in_one_month_share_a_clock_and_far_birthdays_have_none(world: World) -> None:
    code = made(world, date(2015, 1, 20), date(2011, 1, 3), date(2024, 5, 5))
    assert len(found(world, code, ClockKind.AGE_TURNS)) == 1


def test_the_first_of_a_month_on_a_sunday_is_told_on_friday(world: World) -> None:
    """Born in September 2015: the task stands from 1 August 2027, a Sunday."""
    code = made(world, date(2015, 9, 9))
    (clock,) = found(world, code, ClockKind.AGE_TURNS)
    assert clock.started_at == at_wall(date(2027, 8, 1), 0)
    assert clock.next_step_at == at_wall(date(2027, 7, 30), 17 * 60)
