"""Removing the bytes of events whose term is over (AVG art. 5 lid 1 e): announced first, leaves stay, proofs hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import verify
from signaal.actions.context import Ctx, action, taken
from signaal.audit import pruning
from signaal.audit.events import Event
from signaal.store import audit, audit_pruning
from signaal.store.reader import Reader
from signaal.terms import Refused, Say

YEARS = 5
"""Events stay at least so long (the log's design page, "Keeping"; NEN 7513)."""


@dataclass(frozen=True)
class Prunable:
    """`number` events, from `since` to `until`, whose term is over; all below `size`."""

    number: int
    size: int
    since: datetime
    until: datetime


@action(Permission.LOG_PRUNE)
def preview(ctx: Ctx, years: int = YEARS) -> Prunable | None:
    """What would go now; None when nothing is that old.

    Raises:
        Refused: `years` is less than five.
    """
    before = _moment(ctx.now, years)
    with ctx.tools.store.reading() as reader:
        return _found(reader, before)


@action(Permission.LOG_PRUNE, Event.LOG_PRUNED, Event.KEY_PUBLISHED, Event.LOG_VERIFIED)
def prune(ctx: Ctx, years: int = YEARS) -> Prunable | None:
    """Check the log, pass on what is still needed, announce, and remove; None when nothing is that old.

    Raises:
        Refused: `years` is less than five.
        Conflict: the log does not fit, no checkpoint covers what would go, or the database does not let this role.
        Unavailable: the database is locked, full or gone; nothing went.
    """
    found = preview(ctx, years)
    if found is None:
        return None
    if not verify.verify(ctx).ok:
        raise taken("upkeep.prune_unsound")
    with ctx.tools.store.reading() as reader:
        last = audit.last_checkpoint(reader)
        if last is None or last.size < found.size:
            raise taken("upkeep.prune_unsigned")
        kept = pruning.heirloom(reader, found.size)
    with ctx.tools.store.unit() as unit:
        period = (found.since, found.until)
        seq = pruning.announce(unit, ctx.now, found.size, period, kept, ctx.request_id)
        audit_pruning.remove(unit, found.size, seq, ctx.now)
    ctx.tools.store.forget_deleted()
    return found


def _moment(now: datetime, years: int) -> datetime:
    if years < YEARS:
        raise Refused({"years": Say("upkeep.prune_too_early", {"years": YEARS})})
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - years, day=day)


def _found(reader: Reader, before: datetime) -> Prunable | None:
    """The longest row of events from the first one on that are all older."""
    start = audit_pruning.kept_from(reader)
    size = audit_pruning.first_since(reader, before)
    if size is None or size <= start:
        return None
    since, until = audit_pruning.first_moment(reader), audit_pruning.last_moment(reader, size)
    return Prunable(size - start, size, since, until)
