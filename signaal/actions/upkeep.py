"""Tidying up: sessions whose time is over, forms nobody came back to, memberships that ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import erasing, members, trail, turns
from signaal.actions.checkpoints import checkpoint
from signaal.actions.context import Ctx, action
from signaal.actions.erasing import Gone
from signaal.actions.failures import flush_failed
from signaal.actions.health import Health, health
from signaal.actions.heartbeats import beat
from signaal.actions.links import LIVES
from signaal.actions.nu import write_nu
from signaal.actions.outbox import deliver
from signaal.actions.resets import drop_lapsed
from signaal.actions.sessions import lock_idle
from signaal.audit.events import Event
from signaal.store import drafts, memberships, outbox, receipts, sessions, throttle

__all__ = ["Health", "Tidied", "checkpoint", "deliver", "flush_failed", "health", "tidy", "write_nu"]

BEAT = "upkeep"
SESSION_LASTS = timedelta(hours=8)
"""After a full login (design/vault.md)."""
SESSION_KEPT = timedelta(days=7)
"""To say why somebody was logged out."""
DRAFT_KEPT = timedelta(days=28)
RECEIPT_KEPT = timedelta(days=28)
THROTTLE_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Tidied:
    """How many sessions ended, how many were forgotten, how many memberships ended, and what was erased."""

    ended: int = 0
    forgotten: int = 0
    lapsed: int = 0
    erased: Gone = field(default_factory=Gone)


@action(
    Permission.UPKEEP, Event.SESSION_ENDED, Event.MEMBER_ENDED, Event.SESSION_FAILED_LOGINS, Event.CASE_ERASED,
    Event.REFERRAL_ERASED, Event.CONSENT_ERASED, Event.DUTY_CHANGED, Event.REQUEST_ANSWERED,
)  # fmt: skip
def tidy(ctx: Ctx) -> Tidied:
    """End what is over, delete what nobody needs, and take it out of the database's files.

    May run twice: it looks for what is over, and the second time nothing is.

    Raises:
        Unavailable: the database is locked, full or gone.
    """
    flush_failed(ctx)
    lock_idle(ctx)
    done = Tidied(_end_sessions(ctx), _forget_sessions(ctx), _end_memberships(ctx), erasing.expire(ctx))
    drop_lapsed(ctx)
    turns.forget(ctx)
    with ctx.tools.store.unit() as unit:
        drafts.forget(unit, ctx.now - DRAFT_KEPT)
        receipts.forget(unit, ctx.now - RECEIPT_KEPT)
        throttle.forget(unit, ctx.now - THROTTLE_KEPT)
        outbox.wipe_links(unit, ctx.now - LIVES)
    ctx.tools.store.tell_journal()
    erasing.forget(ctx)
    beat(ctx, BEAT)
    return done


def _end_sessions(ctx: Ctx) -> int:
    """Their sealed secrets go with them: after 8 hours only a full login opens anything."""
    with ctx.tools.store.unit() as unit:
        over = sessions.logged_in_before(unit, ctx.now - SESSION_LASTS)
        for row in over:
            sessions.end(unit, row, ctx.now, "expired")
        if over:
            trail.leave(unit, ctx, Event.SESSION_ENDED, number=len(over), reason="expired")
    return len(over)


def _forget_sessions(ctx: Ctx) -> int:
    with ctx.tools.store.unit() as unit:
        count = sessions.forget(unit, ctx.now - SESSION_KEPT)
        if count:
            trail.leave(unit, ctx, Event.SESSION_ENDED, number=count, reason="forgotten")
    return count


def _end_memberships(ctx: Ctx) -> int:
    """One event each: the officer of that organisation has to find it."""
    with ctx.tools.store.unit() as unit:
        over = memberships.lapsed(unit, ctx.now)
        for row in over:
            members.end(unit, ctx, row, row.ends_at or ctx.now)
            trail.leave(
                unit,
                ctx,
                Event.MEMBER_ENDED,
                team=row.team_id,
                organisation=row.organisation_id,
                target=row.id,
                reason="end_date",
            )
    return len(over)
