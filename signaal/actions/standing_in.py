"""When the scheduler is silent, the web takes its sweep over: one worker at a time, by a lease."""

from __future__ import annotations

from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.deadlines import Swept, take_all
from signaal.actions.health import look
from signaal.audit.events import Event
from signaal.store import heartbeats

LEASE_NAME = "stand-in"
LEASE = timedelta(seconds=90)
EVERY = timedelta(seconds=60)


@action(Permission.SWEEP, Event.CLOCK_STEP_TAKEN, Event.CLOCK_STEP_FAILED)
def stand_in(ctx: Ctx, holder: str) -> Swept | None:
    """Sweep when nobody else does; None while the scheduler is well, or another worker holds the lease.

    May run twice, for the reasons that `sweep` gives. It leaves no sign of life of the sweep: the health page
    stays red, because a dead scheduler also sends no mail and signs nothing.

    Raises:
        Unavailable: the database is locked, full or gone.
    """
    ctx.tools.steadiness.careful(
        ctx.now, ctx.tools.clock.elapsed()
    )  # or it would know nothing when it must sweep
    now = look(ctx)
    if not now.checks["database"] or now.checks["sweep"]:
        return None
    with ctx.tools.store.unit() as unit:
        if not heartbeats.take_lease(unit, LEASE_NAME, holder, ctx.now, ctx.now + LEASE):
            return None
    return take_all(ctx)
