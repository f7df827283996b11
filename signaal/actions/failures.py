"""Failed logins: counted per minute as they happen, one event per minute and account afterwards.

Counting costs the same for a name that exists and one that does not, so the answer's time says nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import memberships, throttle
from signaal.store.reader import Reader
from signaal.store.units import Unit

_PREFIX = "failed:"
_MINUTE = "%Y%m%d%H%M"
_KEPT = timedelta(days=1)


def count(unit: Unit, now: datetime, user_id: str | None) -> None:
    """One failed login, of a known account or of nobody."""
    throttle.add_failure(unit, f"{_PREFIX}{now.strftime(_MINUTE)}:{user_id or '-'}", now)


@action(Permission.UPKEEP, Event.SESSION_FAILED_LOGINS)
def flush_failed(ctx: Ctx) -> int:
    """Write an event for every finished minute in which logins failed; return how many events."""
    running = f"{_PREFIX}{ctx.now.strftime(_MINUTE)}:"
    events = 0
    with ctx.tools.store.unit() as unit:
        for row in throttle.starting_with(unit, _PREFIX):
            if row.key.startswith(running):
                continue
            user_id = row.key.rpartition(":")[2]
            known = user_id if user_id != "-" else None
            number = row.failures
            throttle.clear(unit, row.key)
            leave(
                unit,
                ctx,
                Event.SESSION_FAILED_LOGINS,
                outcome=Outcome.DENIED,
                organisation=_organisation(unit, known),
                target=known,
                number=number,
            )
            events += 1
        throttle.forget(unit, ctx.now - _KEPT)
    return events


def _organisation(reader: Reader, user_id: str | None) -> str | None:
    rows = memberships.ever_of_user(reader, user_id) if user_id else []
    return rows[0].organisation_id if rows else None
