"""The sweep: every step once, each clock by itself, and nothing outside before a yes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from signaal.actions import deadlines, health, officeclocks, stepping
from signaal.actions.context import Ctx, system
from signaal.actions.deadlines import Swept, sweep
from signaal.audit.events import Event
from signaal.store import deadlines as clocks
from signaal.store import heartbeats, outbox, steps
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_retention import OfficeClockRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, NotAllowed, Say, Unavailable
from tests.actions import eviction
from tests.actions.events import logged
from tests.support.world import World


def taken(world: World) -> list[dict[str, Any]]:
    return logged(world.tools, Event.CLOCK_STEP_TAKEN)


def test_a_step_is_taken_once_however_often_the_sweep_runs(world: World) -> None:
    receipt = eviction.seen(world)
    assert receipt.clock is not None
    world.clock.advance(hours=4, minutes=1)
    before = len(taken(world))
    assert sweep(system(world.tools)) == Swept(taken=1, failed=0, late=0)
    assert sweep(system(world.tools)) == Swept()
    assert len(taken(world)) == before + 1
    with world.tools.store.reading() as reader:
        numbers = [row.number for row in steps.of_deadline(reader, receipt.clock.id)]
    assert numbers == [0, 1]


def test_the_event_names_step_clock_case_and_where_it_happened(world: World) -> None:
    receipt = eviction.seen(world)
    world.clock.advance(hours=4, minutes=1)
    sweep(system(world.tools))
    event = taken(world)[-1]
    assert receipt.clock is not None
    assert event["subjects"] == [receipt.pseudonym]
    assert (event["target"], event["number"]) == (receipt.clock.id, 1)
    assert event["organisation"] == world.organisations["jgz"]
    assert event["team"] == world.teams["jgz_team"]
    assert any(table == "deadline_steps" for table, _, _ in event["writes"])


def test_after_an_outage_every_missed_step_is_taken_once_and_marked_late(world: World) -> None:
    receipt = eviction.seen(world)
    world.clock.advance(hours=47)
    done = sweep(system(world.tools))
    assert done.taken >= 3
    assert done.late == done.taken
    assert all(event["reason"] == "late" for event in taken(world)[-done.taken :])
    assert sweep(system(world.tools)) == Swept()
    with world.tools.store.reading() as reader:
        told = outbox.unseen(reader, world.people["jgz_lead"].user_id, world.clock.now())
    assert receipt.pseudonym in {row.subject_code for row in told}


def test_before_a_yes_no_step_reaches_another_organisation(world: World) -> None:
    eviction.seen(world)
    world.clock.advance(hours=60)
    sweep(system(world.tools))
    assert {event["organisation"] for event in taken(world)} == {world.organisations["jgz"]}
    with world.tools.store.reading() as reader:
        for name in ("responder", "social_lead", "coordinator", "school_lead"):
            assert outbox.unseen(reader, world.people[name].user_id, world.clock.now()) == []


def test_two_hours_unanswered_tells_the_lead_of_the_social_team(world: World) -> None:
    receipt = eviction.seen(world)
    answer = eviction.said_yes(world, receipt.pseudonym or "")
    world.clock.advance(hours=2, minutes=1)
    sweep(system(world.tools))
    with world.tools.store.reading() as reader:
        told = outbox.unseen(reader, world.people["social_lead"].user_id, world.clock.now())
    lead = [row for row in told if row.message == "calm_48h_outside_lead"]
    assert [row.subject_code for row in lead] == [answer.reference]


def test_a_poisoned_clock_fails_alone_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = eviction.seen(world), eviction.seen(world)
    assert first.clock
    assert second.clock
    world.clock.advance(hours=4, minutes=1)
    poisoned, real = first.clock.id, stepping.take_due

    def take(unit: Unit, ctx: Ctx, row: DeadlineRow, *rest: Any) -> Any:
        if row.id == poisoned:
            raise ZeroDivisionError("Sam 't Hart")
        return real(unit, ctx, row, *rest)

    monkeypatch.setattr(stepping, "take_due", take)
    assert sweep(system(world.tools)) == Swept(taken=1, failed=1)
    with world.tools.store.reading() as reader:
        row = clocks.get(reader, poisoned)
        beat = heartbeats.find(reader, deadlines.BEAT)
    assert (row.failures, row.last_error) == (1, "ZeroDivisionError")
    assert beat is not None
    assert not beat.ok
    failure = logged(world.tools, Event.CLOCK_STEP_FAILED)[-1]
    assert failure["reason"] == "zero_division_error"
    assert failure["outcome"] == "error"
    assert health.health(world.tools).checks["clocks"] is False

    monkeypatch.setattr(stepping, "take_due", real)
    assert sweep(system(world.tools)).taken == 1
    with world.tools.store.reading() as reader:
        assert clocks.get(reader, poisoned).failures == 0


def test_the_log_hears_of_a_lasting_failure_ever_less_often(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    eviction.seen(world)
    world.clock.advance(hours=4, minutes=1)

    def fail(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(stepping, "take_due", fail)
    for _ in range(9):
        sweep(system(world.tools))
    assert len(logged(world.tools, Event.CLOCK_STEP_FAILED)) == 4  # the 1st, 2nd, 4th and 8th


def test_a_database_that_is_gone_stops_the_sweep(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise Unavailable(Say("errors.database"))

    monkeypatch.setattr(clocks, "claim_next", gone)
    with pytest.raises(Unavailable):
        sweep(system(world.tools))


def test_nobody_but_the_machine_sweeps(world: World) -> None:
    with pytest.raises(NotAllowed):
        sweep(world.ctx("jgz_lead"))


@pytest.mark.parametrize("steps_text", ['[{"n": 0}]', "{broken"])
def test_a_clock_that_cannot_even_be_read_stops_nobody(world: World, steps_text: str) -> None:
    first, second = eviction.seen(world), eviction.seen(world)
    assert first.clock
    assert second.clock
    path = world.tools.store.url.database or ""
    world.clock.advance(hours=4, minutes=1)
    with closing(sqlite3.connect(path)) as disk, disk:
        (whole,) = disk.execute("SELECT steps FROM deadlines WHERE id = ?", [first.clock.id]).fetchone()
        disk.execute("UPDATE deadlines SET steps = ? WHERE id = ?", [steps_text, first.clock.id])
    for failures in (1, 2):
        assert sweep(system(world.tools)) == Swept(taken=2 - failures, failed=1)
        with closing(sqlite3.connect(path)) as disk:
            seen = disk.execute("SELECT failures FROM deadlines WHERE id = ?", [first.clock.id]).fetchone()
        assert seen == (failures,)
    assert health.health(world.tools).checks["clocks"] is False
    assert logged(world.tools, Event.CLOCK_STEP_FAILED)[-1]["target"] == first.clock.id
    with closing(sqlite3.connect(path)) as disk, disk:
        disk.execute("UPDATE deadlines SET steps = ? WHERE id = ?", [whole, first.clock.id])
    assert sweep(system(world.tools)) == Swept(taken=1)
    assert health.health(world.tools).checks["clocks"] is True


def test_a_clock_that_points_at_a_step_that_fell_away_is_put_right_once(world: World) -> None:
    """As a row that was repaired by hand, or came back with a restore, after its step was answered."""
    receipt = eviction.seen(world)
    assert receipt.clock
    path = world.tools.store.url.database or ""
    world.clock.advance(hours=4, minutes=1)
    sweep(system(world.tools))
    with closing(sqlite3.connect(path)) as disk, disk:
        asked = "SELECT next_step_at FROM deadlines WHERE id = ?"
        (coming,) = disk.execute(asked, [receipt.clock.id]).fetchone()
        disk.execute("UPDATE deadlines SET next_step_at = started_at WHERE id = ?", [receipt.clock.id])
    before = len(taken(world))
    for _ in range(3):
        assert sweep(system(world.tools)) == Swept()
    assert len(taken(world)) == before
    with closing(sqlite3.connect(path)) as disk:
        assert disk.execute(asked, [receipt.clock.id]).fetchone() == (coming,)
    (mended,) = logged(world.tools, Event.CLOCK_MENDED)
    assert mended["target"] == receipt.clock.id
    assert mended["subjects"] == [receipt.pseudonym]
    assert mended["team"] == world.teams["jgz_team"]
    assert [(table, key) for table, key, _ in mended["writes"]] == [("deadlines", receipt.clock.id)]


def test_a_clock_of_the_officer_that_points_at_a_step_that_fell_away_is_put_right_once(world: World) -> None:
    with world.tools.store.unit() as unit:
        ctx = system(world.tools)
        row = officeclocks.start(
            unit, ctx, ClockKind.FAMILY_REQUEST, organisation_id=world.organisations["jgz"],
            target_id="a" * 32, link="/verzoeken",
        )  # fmt: skip
        clock_id, coming = row.id, row.next_step_at
        unit.written()
        unit.audited = True
    path = world.tools.store.url.database or ""
    with closing(sqlite3.connect(path)) as disk, disk:
        disk.execute("UPDATE office_clocks SET next_step_at = started_at WHERE id = ?", [clock_id])
    for _ in range(3):
        assert sweep(system(world.tools)) == Swept()
    with world.tools.store.reading() as reader:
        assert reader.get(OfficeClockRow, clock_id).next_step_at == coming
    (mended,) = logged(world.tools, Event.CLOCK_MENDED)
    assert (mended["target"], mended["purpose"]) == (clock_id, "accountability")
