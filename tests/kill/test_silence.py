"""The scheduler dies: a web worker takes its sweep over, the admin and who has duty hear it, and nothing comes twice.

Real processes on both databases; what takes five minutes in a served instance takes two seconds here (brood.py).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signaal.actions.context import operator
from signaal.actions.turns import TurnDraft, add_turn
from signaal.clock import MovingClock
from signaal.notify.messages import Message
from signaal.store import deadlines
from signaal.store.engine import Store, open_store
from signaal.store.tables_clocks import DeadlineRow, DeadlineStepRow
from signaal.store.tables_work import HeartbeatRow, OutboxRow
from tests.actions import eviction
from tests.kill.test_processes import Brood
from tests.store.rows import writing
from tests.support.instance import new_instance
from tests.support.world import World

WAITS = 60.0
SILENT, BACK = 20, 21
"""The number of the step that falls in the silence, and of the one after it."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """No address is SQLite in the instance folder."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def world(tmp_path: Path, url: str) -> Iterator[World]:
    made = new_instance(tmp_path / "instance", url, MovingClock(datetime.now(UTC) - timedelta(hours=1)))
    yield made
    made.close()


def test_a_dead_scheduler_is_taken_over_told_once_and_nothing_comes_twice(
    world: World, tmp_path: Path
) -> None:
    on_call = world.people["responder"].user_id
    since = world.clock.now() - timedelta(days=1)
    always = TurnDraft(
        "social_team",
        "078-5550100",
        since,
        since + timedelta(days=7),
        on_call,
        out_of_hours=True,
        holidays=True,
    )
    add_turn(operator(world.tools), world.organisations["town"], always)
    receipt = eviction.seen(world)
    assert receipt.clock is not None
    clock = receipt.clock.id
    store = open_store(world.tools.store.url.render_as_string(hide_password=False))
    world.close()
    _step_at(store, clock, SILENT, None)
    with Brood(tmp_path / "instance", ("scheduler", "web", "web")) as brood:
        _until(lambda: _beat(store) is not None)
        brood.kill(0)
        last = _last_beat(store)
        _step_at(store, clock, SILENT, datetime.now(UTC) + timedelta(seconds=1))
        _until(lambda: _taken(store, clock) == Counter({SILENT: 1}))
        _until(lambda: len(_told(store)) == 2)
        assert _beat(store) == last, "who stands in must not say that the scheduler lives"
        brood.start("scheduler")
        _until(lambda: (_beat(store) or last) != last)
        _step_at(store, clock, BACK, datetime.now(UTC))
        _until(lambda: _taken(store, clock) == Counter({SILENT: 1, BACK: 1}))
        time.sleep(3)  # longer than a silence lasts here: whoever stands in would do it again now
    assert _taken(store, clock) == Counter({SILENT: 1, BACK: 1})
    told = _told(store)
    assert Counter(told) == Counter({on_call: 1, world.people["town_admin"].user_id: 1})
    store.close()


def _until(said: Callable[[], bool]) -> None:
    end = time.monotonic() + WAITS
    while not said():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.2)


def _beat(store: Store) -> datetime | None:
    with store.reading() as reader:
        found = reader.find(HeartbeatRow, "sweep")
        return found.at if found is not None else None


def _last_beat(store: Store) -> datetime | None:
    """The beat that stays: what the dead one had sent to the database may still be written."""
    found: list[datetime | None] = []

    def stays() -> bool:
        found.append(_beat(store))
        return len(found) > 3 and len(set(found[-3:])) == 1

    _until(stays)
    return found[-1]


def _step_at(store: Store, clock: str, number: int, at: datetime | None) -> None:
    """This step is the only one that is left, at this moment; None: none is."""
    with writing(store) as unit:
        row = deadlines.locked(unit, clock)
        moment = (at or datetime.now(UTC)).isoformat()
        row.steps = [{"n": number, "at": moment, "to": "signaller_team", "key": "inside_team", "ack": False}]
        row.next_step, row.next_step_at = number, at
        if at is not None:
            row.due_at = at
        for other in unit.session.query(DeadlineRow).filter(DeadlineRow.id != clock):
            other.next_step_at = None


def _taken(store: Store, clock: str) -> Counter[int]:
    with store.reading() as reader:
        asked = reader.session.query(DeadlineStepRow).filter_by(deadline_id=clock)
        return Counter(row.number for row in asked if row.number >= SILENT)


def _told(store: Store) -> list[str]:
    with store.reading() as reader:
        asked = reader.session.query(OutboxRow).filter_by(message=Message.SWEEP_SILENT.value, channel="app")
        return [row.user_id for row in asked]
