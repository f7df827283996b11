"""Step-up: the second factor again, for what must not be done at a screen that somebody left open.

A full login counts as one for five minutes (design/security-baseline.md, "Getting in"); opening a locked screen
with a PIN does not.
"""

from __future__ import annotations

from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import factors, slowing
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import people
from signaal.store.tables_sessions import SessionRow
from signaal.terms import Refused, Say, SignaalError

LASTS = timedelta(minutes=5)


class ConfirmFirst(SignaalError):
    """The second factor is needed again before this; the door asks for it and comes back (409)."""

    status = 409

    def __init__(self) -> None:
        super().__init__(Say("entering.confirm.needed"))


def is_fresh(ctx: Ctx) -> bool:
    """Was the second factor given within the last five minutes?"""
    return ctx.step_up_at is not None and ctx.now - ctx.step_up_at <= LASTS


def must_be_fresh(ctx: Ctx) -> None:
    """Stop a sensitive verb. Raises ConfirmFirst."""
    if not is_fresh(ctx):
        raise ConfirmFirst()


@action(Permission.STEP_UP)
def first(ctx: Ctx) -> None:
    """For the page of a form whose verb is going to ask: asks before anybody types. Raises ConfirmFirst."""
    must_be_fresh(ctx)


@action(Permission.STEP_UP, Event.SESSION_STEPPED_UP, Event.SESSION_THROTTLED, Event.ACCOUNT_RECOVERY_CODE)
def confirm(ctx: Ctx, code: str) -> None:
    """Give a code of the authenticator again, or a recovery code; it counts for five minutes, in this session alone.

    Raises:
        Refused: at `code`: wrong, used before, or too early after failures.
    """
    brakes = slowing.for_confirming(ctx.user_id)
    with ctx.tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise _refused()
        user = people.get(reader, ctx.user_id)
    factor = factors.of_user(ctx.tools, user, code)
    with ctx.tools.store.unit() as unit:
        if factor is not None and factors.spend(unit, ctx, user.id, factor):
            slowing.succeeded(unit, brakes)
            unit.locked(SessionRow, ctx.session_id or "").step_up_at = ctx.now
            leave(unit, ctx, Event.SESSION_STEPPED_UP, target=ctx.session_id)
            return
        slowed = slowing.failed(unit, brakes, ctx.now)
        if slowed is not None:
            leave(unit, ctx, Event.SESSION_THROTTLED, outcome=Outcome.DENIED, target=user.id, number=slowed)
    raise _refused()


def _refused() -> Refused:
    return Refused({"code": Say("entering.confirm.refused")})
