"""A team's recovery paper in a test: made, printed and typed back, as a lead does it."""

from __future__ import annotations

from signaal.actions import recovery
from signaal.actions.context import Ctx
from tests.support.world import World


def fresh(world: World, name: str) -> Ctx:
    """The context of somebody who has just logged in: what needs the second factor of now is asked nothing more."""
    world.log_in(name)
    return world.ctx(name)


def paper_of(world: World, lead: str, team: str) -> str:
    """The code of a new paper that counts."""
    ctx = fresh(world, lead)
    paper_id = recovery.make(ctx, world.teams[team])
    code = "-".join(recovery.show(ctx, paper_id).groups)
    recovery.confirm(ctx, paper_id, code)
    return code
