"""A machine whose clock jumps: noticed, written down, and no step is early or taken twice."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from signaal.actions.context import system
from signaal.actions.deadlines import Swept, sweep
from signaal.actions.standing_in import stand_in
from signaal.actions.steadiness import Steadiness
from signaal.audit.events import Event
from signaal.clock import MovingClock
from signaal.store import steps
from tests.actions import eviction
from tests.actions.events import logged
from tests.support.world import World


class Jumping(MovingClock):
    """A clock that somebody sets; the time that passes goes on."""

    def __init__(self, clock: MovingClock) -> None:
        super().__init__(clock.now())
        self.beside = timedelta(0)

    def now(self):
        return super().now() + self.beside


@pytest.fixture
def clock(world: World) -> Jumping:
    clock = Jumping(world.clock)
    world.clock = clock
    world.tools = replace(world.tools, clock=clock)
    return clock


def test_a_clock_that_jumps_forward_makes_no_step_early(
    world: World, clock: Jumping, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = eviction.seen(world)
    sweep(system(world.tools))
    clock.advance(hours=3, minutes=55)
    assert sweep(system(world.tools)) == Swept()
    clock.advance(seconds=20)
    clock.beside = timedelta(minutes=10)
    with caplog.at_level(logging.WARNING, "signaal.clock"):
        assert sweep(system(world.tools)) == Swept()
    assert "jumped by +600 seconds" in caplog.text
    told = logged(world.tools, Event.CLOCK_JUMPED)
    assert [(event["number"], event["reason"]) for event in told] == [(600, "forward")]
    clock.advance(minutes=5)
    assert sweep(system(world.tools)) == Swept(taken=1)
    clock.beside = timedelta(0)
    assert sweep(system(world.tools)) == Swept()
    assert [event["reason"] for event in logged(world.tools, Event.CLOCK_JUMPED)] == ["forward", "back"]
    with world.tools.store.reading() as reader:
        taken = steps.of_deadline(reader, receipt.clock.id if receipt.clock else "")
    assert [row.number for row in taken] == [0, 1]
    assert all(row.taken_at >= row.planned_at for row in taken)


def test_a_clock_that_jumps_back_takes_nothing_twice(world: World, clock: Jumping) -> None:
    receipt = eviction.seen(world)
    clock.advance(hours=4, minutes=1)
    assert sweep(system(world.tools)) == Swept(taken=1)
    clock.beside = -timedelta(minutes=30)
    assert sweep(system(world.tools)) == Swept()
    clock.beside = timedelta(0)
    assert sweep(system(world.tools)) == Swept()
    with world.tools.store.reading() as reader:
        assert len(steps.of_deadline(reader, receipt.clock.id if receipt.clock else "")) == 2


def test_a_clock_that_was_mended_is_believed(world: World, clock: Jumping) -> None:
    eviction.seen(world)
    sweep(system(world.tools))
    clock.advance(minutes=1)
    clock.beside = timedelta(hours=5)
    assert sweep(system(world.tools)) == Swept()
    clock.advance(minutes=8)
    assert sweep(system(world.tools)) == Swept()
    clock.advance(minutes=8)
    assert sweep(system(world.tools)) == Swept(taken=1, late=1)


def test_a_web_worker_that_stands_in_is_as_careful(world: World, clock: Jumping) -> None:
    eviction.seen(world)
    sweep(system(world.tools))
    clock.advance(hours=3, minutes=58)
    assert stand_in(system(world.tools), "one") == Swept()
    clock.advance(minutes=1)
    clock.beside = timedelta(minutes=9)
    assert stand_in(system(world.tools), "one") == Swept()


def test_a_worker_that_only_watches_knows_of_a_jump_when_it_must_sweep(world: World, clock: Jumping) -> None:
    eviction.seen(world)
    sweep(system(world.tools))
    worker = replace(world.tools, steadiness=Steadiness())
    for _ in range(3):  # the scheduler lives, nothing is taken over
        clock.advance(minutes=1)
        assert stand_in(system(worker), "web") is None
    clock.advance(hours=3, minutes=55)
    clock.beside = timedelta(minutes=9)
    assert stand_in(system(worker), "web") == Swept()
