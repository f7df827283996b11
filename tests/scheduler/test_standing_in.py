"""Somebody sweeps while the scheduler is silent, and it stays visible that it is."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signaal.actions import deadlines
from signaal.actions.context import Tools, system
from signaal.actions.health import SILENT_AFTER, health
from signaal.actions.standing_in import LEASE, TOLD, stand_in
from signaal.audit.events import Event
from signaal.clock import MovingClock
from signaal.runtime import create_instance
from signaal.scheduler.standing_in import look_once, watch
from signaal.store import heartbeats
from tests.actions.events import logged


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 11, 16, 8, 0, tzinfo=UTC))


@pytest.fixture
def tools(tmp_path: Path, clock: MovingClock) -> Tools:
    return create_instance(tmp_path / "instance", clock)


def test_nobody_stands_in_while_the_scheduler_lives(tools: Tools, clock: MovingClock) -> None:
    deadlines.sweep(system(tools))
    clock.advance(seconds=SILENT_AFTER.total_seconds())
    assert stand_in(system(tools), "one") is None


def test_one_worker_stands_in_and_health_stays_red(tools: Tools, clock: MovingClock) -> None:
    deadlines.sweep(system(tools))
    clock.advance(seconds=SILENT_AFTER.total_seconds() + 1)
    assert stand_in(system(tools), "one") is not None
    assert stand_in(system(tools), "two") is None
    assert stand_in(system(tools), "one") is not None
    assert health(tools).checks["sweep"] is False
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert stand_in(system(tools), "two") is not None


def test_a_watch_survives_a_database_that_is_gone(tools: Tools, caplog: pytest.LogCaptureFixture) -> None:
    assert look_once(tools, "one") is True
    tools.store.close()
    Path(tools.store.url.database or "").write_bytes(b"no database any more, only words" * 300)
    assert look_once(tools, "one") is False


def test_a_silence_is_told_once_and_the_next_one_again(tools: Tools, clock: MovingClock) -> None:
    deadlines.sweep(system(tools))
    for again in (1, 2):
        clock.advance(seconds=SILENT_AFTER.total_seconds() + 1)
        for worker in ("one", "two", "one"):
            stand_in(system(tools), worker)
        assert len(logged(tools, Event.SWEEP_SILENT)) == again
        deadlines.sweep(system(tools))
        assert stand_in(system(tools), "one") is None


def test_who_stands_in_sends_the_messages_and_writes_nu(tools: Tools) -> None:
    assert look_once(tools, "one") is True
    assert (tools.instance / "nu.html").exists()
    with tools.store.reading() as reader:
        assert {"outbox", "nu", TOLD} <= set(heartbeats.everything(reader))


def test_a_watch_ends_when_it_is_told(tools: Tools) -> None:
    stop = threading.Event()
    thread = watch(tools, stop)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
