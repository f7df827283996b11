"""Clocks: found when due, claimed by one, seen outside after a yes only."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import exc, text

from signaal.store import attempts, cases, deadlines, duty, referrals, steps, teams
from signaal.store.engine import Store
from signaal.store.tables_clocks import AttemptRow, DeadlineRow, DeadlineStepRow, DutyRow
from signaal.terms import ClockKind, NotFound
from tests.store import rows
from tests.store.rows import World, writing

HOUR = timedelta(hours=1)


def _start(store: Store, *clocks: DeadlineRow) -> None:
    with writing(store) as unit:
        for row in clocks:
            deadlines.add(unit, row)


@pytest.mark.parametrize("outside", [False, True], ids=["inside", "outside"])
def test_what_a_step_needs_is_read_in_one_question(store: Store, world: World, outside: bool):
    sent = rows.referral(world.case.id, world.team.id, world.nurse.id, recipient_team_id=world.receivers.id)
    clock = rows.deadline(world.case.id, world.team.id, referral_id=sent.id if outside else None)
    with writing(store) as unit:
        unit.add(sent)
    _start(store, clock)
    with store.count_statements() as count, store.unit() as unit:
        deadlines.read_along(unit, clock)
        case = cases.get_by_id(unit, clock.case_id)
        assert (case.pseudonym, teams.get(unit, case.team_id).id) == (world.case.pseudonym, world.team.id)
        if clock.referral_id is not None:
            assert referrals.get_by_id(unit, clock.referral_id).reference == sent.reference
            assert teams.get(unit, world.receivers.id).organisation_id == world.municipality.id
        assert count.number == 1


def test_an_erased_card_is_missed_when_it_is_looked_for(store: Store, world: World):
    clock = rows.deadline(rows.new_id(), world.team.id)
    with store.unit() as unit:
        deadlines.read_along(unit, clock)
        assert cases.find_by_id(unit, clock.case_id) is None


def test_due_steps_come_in_order(store: Store, world: World, now: datetime):
    late, later, future, over, done = (
        rows.deadline(world.case.id, world.team.id, **values)
        for values in (
            {"next_step_at": now - HOUR},
            {"next_step_at": now},
            {"next_step_at": now + HOUR},
            {"next_step_at": now, "state": "met"},
            {"next_step_at": None},
        )
    )
    _start(store, later, late, future, over, done)
    with store.unit() as unit:
        for but, first in (([], late.id), ([late.id], later.id), ([late.id, later.id], None)):
            found = deadlines.claim_next(unit, now, but)
            assert (found.id if found else None) == deadlines.claim_id(unit, now, but) == first
    with store.reading() as reader:
        assert deadlines.waiting_since(reader, now) == now - HOUR
        assert deadlines.waiting_since(reader, now - 2 * HOUR) is None


def test_a_step_is_taken_once(store: Store, world: World, now: datetime):
    clock = rows.deadline(world.case.id, world.team.id)
    _start(store, clock)

    def take(leg: int = 1) -> None:
        with writing(store) as unit:
            steps.add(
                unit,
                DeadlineStepRow(
                    id=rows.new_id(), deadline_id=clock.id, leg=leg, number=0, planned_at=now, taken_at=now
                ),
            )

    take()
    take(leg=2)
    with pytest.raises(exc.IntegrityError):
        take()
    with store.reading() as reader:
        assert [row.leg for row in steps.of_deadline(reader, clock.id)] == [1, 2]
        assert steps.find(reader, clock.id, 1, 0) is not None
        assert steps.find(reader, clock.id, 1, 1) is None
        assert set(steps.of_deadlines(reader, [clock.id, "nowhere"])) == {clock.id}


def test_a_clock_advances_fails_and_ends(store: Store, world: World, now: datetime):
    clock = rows.deadline(world.case.id, world.team.id)
    _start(store, clock)
    for _ in range(2):
        with store.unit() as unit:
            counted, holder = deadlines.failed(unit, clock.id, "ValueError" * 50)
        assert holder == clock.holder_team_id
    assert counted == 2
    with store.reading() as reader:
        failing = deadlines.get(reader, clock.id)
        assert (failing.failures, len(failing.last_error or "")) == (2, 120)
        assert deadlines.failing(reader) == 1
    with writing(store) as unit:
        deadlines.advance(unit, deadlines.locked(unit, clock.id), 1, now + HOUR)
    with store.reading() as reader:
        assert deadlines.failing(reader) == 0
        assert [row.id for row in deadlines.running(reader, world.case.id, "calm_48h")] == [clock.id]
    with writing(store) as unit:
        deadlines.end(unit, deadlines.locked(unit, clock.id), "mistake", now, "typed twice")
    with store.unit() as unit:
        assert deadlines.claim_next(unit, now + 9 * HOUR) is None
    with store.reading() as reader:
        assert deadlines.running(reader, world.case.id, "calm_48h") == []
        assert [row.end_reason for row in deadlines.ended(reader, "mistake", now)] == ["typed twice"]
        assert deadlines.ended(reader, "mistake", now + HOUR) == []


def test_clocks_are_found_by_team_case_and_referral(store: Store, world: World, now: datetime):
    sent = rows.referral(world.case.id, world.team.id, world.nurse.id, recipient_team_id=world.receivers.id)
    mine = rows.deadline(world.case.id, world.team.id, due_at=now + 3 * HOUR)
    first = rows.deadline(
        world.case.id, world.team.id, due_at=now + HOUR, kind=ClockKind.REFERRAL_RESPONSE, referral_id=sent.id
    )
    next_one = rows.deadline(world.case.id, world.receivers.id, linked_id=mine.id, state="met", ended_at=now)
    with writing(store) as unit:
        unit.add(sent)
    _start(store, mine, first, next_one)
    with store.reading() as reader:
        held = deadlines.running_of_teams(reader, [world.team.id, world.receivers.id])
        assert [row.id for row in held] == [first.id, mine.id]
        assert deadlines.running_of_teams(reader, [world.team.id], kinds=["follow_up"]) == []
        assert [row.id for row in deadlines.running_received(reader, [world.receivers.id])] == [first.id]
        assert deadlines.running_received(reader, [world.team.id]) == []
        assert len(deadlines.of_case(reader, world.case.id)) == 3
        running = deadlines.of_cases(reader, [world.case.id], running_only=True)
        assert {row.id for row in running[world.case.id]} == {mine.id, first.id}
        assert [row.id for row in deadlines.of_referrals(reader, [sent.id])[sent.id]] == [first.id]
        assert [row.id for row in deadlines.linked_to(reader, mine.id)] == [next_one.id]
        assert deadlines.find(reader, "nowhere") is None
        with pytest.raises(NotFound):
            deadlines.get(reader, "nowhere")


def test_nothing_is_visible_outside_before_a_yes(store: Store, world: World, now: datetime):
    sent = rows.referral(world.case.id, world.team.id, world.nurse.id, recipient_team_id=world.receivers.id)
    quiet = rows.deadline(world.case.id, world.team.id)
    shown = rows.deadline(world.case.id, world.team.id, yes_at=now, referral_id=sent.id)
    ended = rows.deadline(world.case.id, world.receivers.id, yes_at=now, state="met", ended_at=now + HOUR)
    with writing(store) as unit:
        unit.add(sent)
    _start(store, quiet, shown, ended)
    with store.reading() as reader:
        assert [row.id for row in deadlines.visible_outside(reader)] == [shown.id]
        assert [row.id for row in deadlines.visible_outside(reader, [world.receivers.id])] == [shown.id]
        assert deadlines.visible_outside(reader, ["another team"]) == []
        since = deadlines.visible_outside(reader, [world.receivers.id], ended_since=now)
        assert {row.id for row in since} == {shown.id, ended.id}


def test_no_two_sweeps_take_the_same_step(opened: Callable[[], Store], world: World, now: datetime):
    clocks = [rows.deadline(world.case.id, world.team.id, next_step_at=now - n * HOUR) for n in range(24)]
    _start(opened(), *clocks)
    taken: list[str] = []
    stores = [opened(), opened()]  # two processes, each with two threads

    def sweep(store: Store) -> None:
        while True:
            with writing(store) as unit:
                due = deadlines.claim_next(unit, now)
                if due is not None:
                    taken.append(due.id)
                    deadlines.advance(unit, due, 1, None)
            with store.reading() as reader:
                if deadlines.waiting_since(reader, now) is None:
                    return

    workers = [threading.Thread(target=sweep, args=(store,)) for store in stores * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(row.id for row in clocks)


def test_the_due_question_uses_the_partial_index(store: Store, world: World, now: datetime):
    with store.count_statements() as count, store.unit() as unit:
        deadlines.claim_next(unit, now)
    asked = count.statements[0].replace("?", "'x'").replace(" FOR UPDATE SKIP LOCKED", "")
    asked = asked.replace("%(now)s::TIMESTAMP WITH TIME ZONE", "now()").replace("%(param_1)s::INTEGER", "1")
    explain = "EXPLAIN QUERY PLAN " if store.url.get_backend_name() == "sqlite" else "EXPLAIN "
    with store.unit() as unit:
        plain = unit.session.connection()
        if explain == "EXPLAIN ":
            plain.execute(text("SET LOCAL enable_seqscan = off"))
        else:
            asked = asked.rsplit("LIMIT", 1)[0]
        plan = "\n".join(str(line) for line in plain.exec_driver_sql(explain + asked))
    assert "ix_deadlines_next_step_at_id" in plan
    assert "TEMP B-TREE" not in plan


def test_attempts_and_duty_are_kept_in_order(store: Store, world: World, now: datetime):
    clock = rows.deadline(world.case.id, world.team.id)
    _start(store, clock)
    with writing(store) as unit:
        for n in (2, 1):
            attempts.add(
                unit,
                AttemptRow(
                    id=rows.new_id(),
                    case_id=world.case.id,
                    deadline_id=clock.id if n == 1 else None,
                    at=now + n * HOUR,
                    channel="phone",
                    part_of_day="morning",
                    reached=False,
                    author_user_id=world.nurse.id,
                ),
            )
            duty.add(
                unit,
                DutyRow(
                    id=str(n),
                    organisation_id=world.organisation.id,
                    function="wijkteam",
                    phone="0800-0000",
                    from_minute=0,
                    to_minute=1440,
                    position=n,
                ),
            )
    with store.reading() as reader:
        assert [row.at for row in attempts.of_case(reader, world.case.id)] == [now + HOUR, now + 2 * HOUR]
        assert len(attempts.of_deadline(reader, clock.id)) == 1
        assert [row.id for row in duty.everything(reader)] == ["1", "2"]
        assert [row.days for row in duty.of_organisation(reader, world.organisation.id)] == [[], []]
    with writing(store) as unit:
        duty.remove(unit, duty.get(unit, "1"))
    with store.reading() as reader:
        assert [row.id for row in duty.everything(reader)] == ["2"]
