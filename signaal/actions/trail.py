"""How an action leaves its trace: the fields that every event carries, filled in from the context once.

An event is appended last in its transaction. A refusal has a transaction of its own, because the one it stopped
never existed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from signaal.access import relations as access
from signaal.access.actors import Actor, Kind, Membership
from signaal.access.permissions import Permission
from signaal.audit import log
from signaal.audit.entries import Entry, session_mark, truncated
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, Outcome
from signaal.store.engine import Store
from signaal.store.units import Unit
from signaal.terms import NotFound

POLICY = "2026-11-21"
"""Version of the table in access/table.py: the date of its last change."""


class HasStore(Protocol):
    """The tools, as far as a trace needs them."""

    @property
    def store(self) -> Store: ...


class Acting(Protocol):
    """Who acts, as far as a trace needs it: the context of `actions.context`, which itself leaves traces."""

    @property
    def tools(self) -> HasStore: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...
    @property
    def request_id(self) -> str: ...
    @property
    def session_id(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...

    def member(self, team_id: str | None = None) -> Membership | None:
        """The membership in this team; without a team the first one."""
        ...


def leave(
    unit: Unit,
    ctx: Acting,
    event: Event,
    *,
    team: str | None = None,
    organisation: str | None = None,
    **fields: Any,
) -> int:
    """Append one event and return its place in the log.

    `team` is the team whose work it was, `organisation` where it happened: its officer finds the event. Both default
    to the actor's own. `fields` are those of `Entry`.

    Raises:
        Unavailable: the log cannot be written; the caller's transaction must end.
    """
    return log.append(unit, entry(ctx, event, team=team, organisation=organisation, **fields))


def leave_all(unit: Unit, entries: Sequence[Entry]) -> int:
    """Append the events of one transaction together, made by `entry`; the place of the first."""
    return log.append_all(unit, entries)


def entry(
    ctx: Acting, event: Event, *, team: str | None = None, organisation: str | None = None, **fields: Any
) -> Entry:
    """One event with who, where and when filled in."""
    member = ctx.member(team)
    return Entry(
        event=event,
        at=ctx.now,
        user=ctx.actor.user_id if ctx.actor.kind is Kind.PERSON else None,
        role=member.role if member else None,
        lead=member.lead if member else False,
        team=team or (member.team_id if member else None),
        organisation=organisation or (member.organisation_id if member else None),
        session=session_mark(ctx.session_id) if ctx.session_id else None,
        address=truncated(ctx.address) if ctx.address else None,
        request=ctx.request_id,
        policy=POLICY,
        **fields,
    )


def refused(
    ctx: Acting, permission: Permission, subjects: Iterable[str] = (), organisation: str | None = None
) -> None:
    """Write down that somebody was refused, in a transaction of its own."""
    with ctx.tools.store.unit() as unit:
        leave(
            unit,
            ctx,
            Event.ACCESS_DENIED,
            organisation=organisation,
            outcome=Outcome.DENIED,
            subjects=tuple(subjects),
            reason=permission.value,
        )


def missing(ctx: Acting, permission: Permission, subjects: Iterable[str] = ()) -> NotFound:
    """Write down that somebody asked for what is not there for them, and return what to raise. Outside a unit."""
    refused(ctx, permission, subjects)
    return NotFound()


def vault_refused(ctx: Acting, reason: str = "does_not_open", target: str | None = None) -> None:
    """Write down that a seal, a mark or a key did not fit, in a transaction of its own."""
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.VAULT_REFUSED, outcome=Outcome.DENIED, reason=reason, target=target)


def explained(found: access.Explanation | None) -> Explanation | None:
    """What makes an access expected, as the log names it; plain team membership explains nothing."""
    return Explanation(found.value) if found is not None else None
