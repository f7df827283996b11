"""When the scheduler is silent, the web takes its sweep over: one worker at a time, by a lease."""

from __future__ import annotations

from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import dutywatch, telling, trail
from signaal.actions.context import Ctx, action
from signaal.actions.deadlines import Swept, take_all
from signaal.actions.health import Health, look
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import heartbeats
from signaal.store.units import Unit

LEASE_NAME = "stand-in"
TOLD = "silence"
"""The sign of life that remembers which silence was told."""
LEASE = timedelta(seconds=90)
EVERY = timedelta(seconds=60)


@action(
    Permission.SWEEP,
    Event.CLOCK_STEP_TAKEN,
    Event.CLOCK_STEP_FAILED,
    Event.CLOCK_MENDED,
    Event.SWEEP_SILENT,
)
def stand_in(ctx: Ctx, holder: str) -> Swept | None:
    """Sweep when nobody else does, and tell the admin and who has duty, once for each silence.

    None while the scheduler is well, or another worker holds the lease.

    May run twice, for the reasons that `sweep` gives. It leaves no sign of life of the sweep: the health page
    stays red, because a dead scheduler also signs nothing.

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
        _tell(unit, ctx, now)
    return take_all(ctx)


def _tell(unit: Unit, ctx: Ctx, found: Health) -> None:
    """One message for each silence: it is known by the last sign of life before it."""
    silence = found.sweep_at.isoformat() if found.sweep_at else "never"
    told = heartbeats.find(unit, TOLD)
    if told is not None and told.detail == silence:
        return
    heartbeats.beat(unit, TOLD, ctx.now, ok=False, detail=silence)
    who = {person.id: person for person in (*dutywatch.admins(unit, ctx), *dutywatch.on_call(unit, ctx))}
    count = telling.tell(unit, ctx, who.values(), Message.SWEEP_SILENT, code=None, link="/vandaag")
    trail.leave(unit, ctx, Event.SWEEP_SILENT, number=count)
