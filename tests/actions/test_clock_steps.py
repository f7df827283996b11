"""A step on a clock says where it stands now: taken, to come, missed, or not needed any more."""

from __future__ import annotations

from signaal.actions import calm, cases, deadlines, inbox
from signaal.actions.context import system
from signaal.actions.views import ClockView
from signaal.terms import ClockKind
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import calm_said, crisis, refer
from tests.support.world import World


def standing(world: World, code: str) -> list[str]:
    view = clock(world, code)
    return [step.standing(world.clock.now()) for step in view.steps]


def clock(world: World, code: str) -> ClockView:
    found = cases.read(world.ctx("nurse"), code).clocks
    return next(view for view in found if view.kind is ClockKind.CALM_48H)


def test_a_step_is_missed_only_when_its_moment_went_by_and_nothing_ran(world: World) -> None:
    code = crisis(world).case
    assert standing(world, code) == ["taken", "coming", "coming", "coming", "coming"]
    world.clock.advance(hours=4, minutes=4)
    assert standing(world, code)[1] == "coming", "the sweep has five minutes"
    world.clock.advance(minutes=2)
    assert standing(world, code)[1] == "missed"
    deadlines.sweep(system(world.tools))
    assert standing(world, code)[1] == "taken"


def test_what_was_only_for_as_long_as_nobody_had_it_falls_away(world: World) -> None:
    sent = refer(world, haste=True)
    before = standing(world, sent.case)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    after = standing(world, sent.case)
    assert "spare" not in before
    assert after.count("spare") == 3, "the second on duty, the lead and the coordinator need not be told"


def test_a_clock_that_ended_has_nothing_to_come(world: World) -> None:
    sent = refer(world, haste=True)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    calm.record(
        world.ctx("responder"), sent.reference, calm_said(world, "eviction", kinds=("eviction",)), new_id()
    )
    assert set(standing(world, sent.case)) <= {"taken", "spare"}
