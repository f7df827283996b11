""" "Niemand heeft dienst": told a week beforehand and when it comes, to the municipality's admin and coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import dutylines, telling, trail
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, organisations, people, turns
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.terms import OrganisationKind, Role
from signaal.workflows.duty import on_duty
from signaal.workflows.turns import AHEAD, Turn, gaps, look_back

BEAT = "duty"
EVERY = timedelta(minutes=5)
_ROSTER = "/diensten"


@action(Permission.NU_WRITE, Event.DUTY_MISSING)
def watch_duty(ctx: Ctx) -> int:
    """Look for moments without duty from now to a week ahead; returns how many were told for the first time.

    May run twice, or in two processes at once: a moment is remembered in the transaction that tells of it, and the
    database refuses to remember it again. A municipality without piket is never told.

    Raises:
        Unavailable: the database is locked, full or gone.
    """
    since, count = look_back(ctx.now), 0
    if not ctx.tools.town.no_piket:
        with ctx.tools.store.reading() as reader:
            joined = bool(organisations.of_kind(reader, OrganisationKind.MUNICIPALITY.value))
            lines = dutylines.of_town(reader, since)
        coming = gaps(lines, since, ctx.now + AHEAD) if joined else []
        for start, end in coming:
            if end > ctx.now:
                kind = "now" if start <= ctx.now else "ahead"
                with ctx.tools.store.unit() as unit:
                    if turns.alarm_once(unit, kind, start, ctx.now):
                        _tell(unit, ctx, kind)
                        count += 1
    beat(ctx, BEAT)
    return count


def admins(reader: Reader, ctx: Ctx) -> tuple[UserRow, ...]:
    """The municipality's admins; where no municipality joined, every admin."""
    return _with_role(reader, ctx, Role.ADMIN) or _distinct(
        m.user for m in memberships.with_role_anywhere(reader, Role.ADMIN.value, ctx.now)
    )


def on_call(reader: Reader, ctx: Ctx) -> tuple[UserRow, ...]:
    """Who has duty at this moment, as far as the roster knows their account."""
    found = on_duty(dutylines.of_town(reader, ctx.now), ctx.now)
    ids = {one.person for one in found if isinstance(one, Turn) and one.person is not None}
    known = people.by_ids(reader, ids) if ids else {}
    return _distinct(person for person in known.values() if person.state == "active")


def _tell(unit: Unit, ctx: Ctx, kind: str) -> None:
    message = Message.DUTY_MISSING_NOW if kind == "now" else Message.DUTY_MISSING_SOON
    told = telling.tell(unit, ctx, admins(unit, ctx), message, code=None, link="/beheer/rooster")
    told += telling.tell(unit, ctx, _with_role(unit, ctx, Role.COORDINATOR), message, code=None, link=_ROSTER)
    trail.leave(unit, ctx, Event.DUTY_MISSING, number=told, reason=kind)


def _with_role(reader: Reader, ctx: Ctx, role: Role) -> tuple[UserRow, ...]:
    towns = organisations.of_kind(reader, OrganisationKind.MUNICIPALITY.value)
    return _distinct(
        m.user for town in towns for m in memberships.with_role(reader, town.id, role.value, ctx.now)
    )


def _distinct(found: Iterable[UserRow]) -> tuple[UserRow, ...]:
    return tuple({person.id: person for person in found}.values())
