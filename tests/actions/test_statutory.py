"""The law's three working days begin at the family's own first contact: earlier, never later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signaal.actions import inbox, statutory
from signaal.audit.events import Event
from signaal.terms import ClockKind, Conflict, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import clock, clocks, refer
from tests.support.world import World


def test_the_start_goes_back_to_the_familys_own_call_and_the_end_with_it(world: World) -> None:
    sent = refer(world, haste=True)
    case_id = clock(world, sent.clock_id).case_id
    (before,) = clocks(world, case_id, ClockKind.WGS_3_WORKING_DAYS)
    called = before.started_at - timedelta(days=2)
    assert "earlier" in inbox.read(world.ctx("responder"), sent.reference).may
    statutory.move_earlier(world.ctx("responder"), sent.reference, called, new_id())
    (after,) = clocks(world, case_id, ClockKind.WGS_3_WORKING_DAYS)
    assert (after.id, after.started_at) == (before.id, called)
    assert after.due_at < before.due_at
    assert len(logged(world.tools, Event.CLOCK_MOVED)) == 1


def test_it_never_goes_later_and_needs_a_moment(world: World) -> None:
    sent = refer(world, haste=True)
    case_id = clock(world, sent.clock_id).case_id
    (before,) = clocks(world, case_id, ClockKind.WGS_3_WORKING_DAYS)
    for moment in (before.started_at, before.started_at + timedelta(minutes=1), None):
        with pytest.raises(Refused) as refusal:
            statutory.move_earlier(world.ctx("responder"), sent.reference, moment, new_id())
        assert "earlier" in refusal.value.problems
    (after,) = clocks(world, case_id, ClockKind.WGS_3_WORKING_DAYS)
    assert after.due_at == before.due_at


def test_the_sender_cannot_and_without_a_clock_there_is_nothing_to_move(world: World) -> None:
    sent = refer(world, haste=True)
    with pytest.raises(NotFound):
        statutory.move_earlier(world.ctx("nurse"), sent.reference, world.clock.now(), new_id())
    calm_free = refer(world)
    assert "earlier" not in inbox.read(world.ctx("responder"), calm_free.reference).may
    with pytest.raises(Conflict):
        statutory.move_earlier(world.ctx("responder"), calm_free.reference, world.clock.now(), new_id())
