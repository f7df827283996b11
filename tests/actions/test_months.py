"""The report of a month: the own clocks as they are, nothing of others, and nothing hidden by erasing."""

from __future__ import annotations

import pytest

from signaal.actions import cases, consents, erasing, inbox, months, publishing
from signaal.actions.context import operator, system
from signaal.audit.events import Event
from signaal.monitoring.months import Came, Side
from signaal.store import cases as stored_cases
from signaal.terms import Conflict, NotAllowed, NotFound
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import crisis, refer
from tests.support.world import World

NOVEMBER = "2026-11"


def received(world: World, who: str = "coordinator", month: str = "") -> months.Section:
    found = [s for s in months.read(world.ctx(who), month).sections if s.side == months.RECEIVED]
    assert len(found) == 1
    return found[0]


def sent(world: World, who: str = "jgz_lead", month: str = "") -> months.Section:
    found = [s for s in months.read(world.ctx(who), month).sections if s.side == months.SENT]
    assert len(found) == 1
    return found[0]


def test_before_a_yes_only_the_own_lead_counts_it(world: World) -> None:
    crisis(world)
    assert sent(world).lines[0].summary.counts[Came.OPEN] == 1
    assert received(world).lines[0].summary.total == 0
    assert received(world, "social_lead").lines[0].summary.total == 0


def test_from_the_yes_on_both_sides_count_it(world: World) -> None:
    ref = refer(world, haste=True)
    world.clock.advance(hours=3)
    inbox.accept(world.ctx("responder"), ref.reference, new_id())
    for who in ("coordinator", "social_lead"):
        summary = received(world, who).lines[0].summary
        assert summary.counts[Came.OPEN] == summary.total == 1
        assert summary.medians["to_answer"].hours == 3
    assert sent(world).lines[0].summary.total == 1


def test_late_is_late_when_somebody_looks_and_says_on_whose_side(world: World) -> None:
    refer(world, haste=True)
    world.clock.advance(hours=49)
    summary = received(world).lines[0].summary
    assert summary.counts[Came.LATE] == 1
    assert summary.against[Side.RECEIVER] == 1


def test_a_yes_that_is_taken_back_takes_the_count_along(world: World) -> None:
    ref = refer(world, haste=True)
    yes_id = cases.read(world.ctx("nurse"), ref.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), ref.case, yes_id, new_id())
    assert received(world).lines[0].summary.total == 0
    assert sent(world).lines[0].summary.total == 1


def test_erasing_a_card_hides_no_clock(world: World) -> None:
    code = crisis(world).case
    world.clock.advance(days=60)
    ctx = system(world.tools)
    with world.tools.store.unit() as unit:
        erasing.erase(unit, ctx, stored_cases.locked(unit, code), "expired")
    summary = sent(world, month=NOVEMBER).lines[0].summary
    assert summary.counts[Came.GONE] == summary.total == 1
    assert summary.against[Side.SENDER] == 1


@pytest.mark.parametrize("who", ["nurse", "responder", "jgz_officer", "jgz_admin", "jgz_supervisor"])
def test_the_report_is_for_leads_and_the_coordinator(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        months.read(world.ctx(who), "")


def test_of_another_team_nothing(world: World) -> None:
    crisis(world)
    assert [line.team for line in sent(world, "school_lead").lines] == ["Zorgteam De Regenboog"]
    assert sent(world, "school_lead").lines[0].summary.total == 0


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "november", "2026-1", "' or 1=1"])
def test_no_month_and_a_month_to_come_are_not_there(world: World, month: str) -> None:
    with pytest.raises(NotFound):
        months.read(world.ctx("coordinator"), month)


def test_a_clock_belongs_to_the_month_in_which_it_began_in_amsterdam(world: World) -> None:
    world.clock.advance(days=14, hours=14.5)  # 30 November 23.30 in Amsterdam, in UTC an hour earlier
    crisis(world)
    world.clock.advance(hours=2)
    assert months.read(world.ctx("jgz_lead"), "").month == "2026-12"
    assert sent(world).lines[0].summary.total == 0
    assert sent(world, month=NOVEMBER).lines[0].summary.total == 1


def test_looking_and_taking_along_are_written_down(world: World) -> None:
    months.read(world.ctx("coordinator"), "")
    months.exported(world.ctx("coordinator"), NOVEMBER)
    assert logged(world.tools, Event.MONTH_VIEWED)[-1]["reason"] == "m2026_11"
    assert logged(world.tools, Event.MONTH_EXPORTED)[-1]["reason"] == "m2026_11"


def test_what_is_published_is_made_once(world: World) -> None:
    refer(world, haste=True)
    with pytest.raises(Conflict):
        publishing.publish(world.ctx("coordinator"), NOVEMBER)
    world.clock.advance(days=22)
    publishing.publish(world.ctx("coordinator"), NOVEMBER)
    first = publishing.published(world.ctx("coordinator"), NOVEMBER)
    assert [(line.team, set(line.counts)) for line in first[0].lines] == [
        ("Wijkteam Oost", {None}), (None, {None}),
    ]  # fmt: skip
    assert (first[0].on_time, first[0].no_duty, first[0].median_calm) == (None, None, None)
    world.clock.advance(days=1)
    publishing.publish(world.ctx("coordinator"), NOVEMBER)
    assert publishing.published(operator(world.tools), NOVEMBER) == first
    assert len(logged(world.tools, Event.MONTH_PUBLISHED)) == 1


def test_only_the_coordinator_publishes(world: World) -> None:
    world.clock.advance(days=22)
    for who in ("social_lead", "jgz_lead", "town_admin"):
        with pytest.raises(NotAllowed):
            publishing.publish(world.ctx(who), NOVEMBER)
