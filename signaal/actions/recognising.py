"""New credentials of people who work in no team: officers, coordinators, admins. A privacy officer types their code.

Nobody admits the own. Where no other officer exists at all, the shell of the machine does it: these accounts hold no
team's key, so nothing is opened by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from signaal.access.actors import Kind
from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_organisation
from signaal.actions import replacing, slowing, trail, waiting_keys
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import memberships, people
from signaal.store.memberships import Member
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.terms import NotFound, Refused, Role, Say
from signaal.vault.admission import recognise
from signaal.vault.blobs import DoesNotOpen


def waiting(
    reader: Reader, ctx: Ctx, organisation_id: str, members: list[Member]
) -> Iterator[tuple[UserRow, str, datetime]]:
    """Who waits for me in this organisation, in which role, since when."""
    for user in {m.user.id: m.user for m in members if m.user.pending is not None}.values():
        if not _may_recognise(reader, ctx, user, organisation_id):
            continue
        try:
            keys = waiting_keys.in_time(user, ctx.now)
        except DoesNotOpen:
            continue
        if keys is not None:
            yield user, next(m.membership.role for m in members if m.user.id == user.id), keys.since


@action(Permission.RESET_APPROVE, Event.PEOPLE_LISTED)
def candidate(ctx: Ctx, user_id: str) -> tuple[str, str]:
    """Name and role of somebody whose credentials wait for me. NotFound as `approve_reset`."""
    with ctx.tools.store.reading() as reader:
        user = people.get(reader, user_id)
        rows = [row for row in memberships.ever_of_user(reader, user_id) if row.state != "ended"]
        mine = bool(rows) and _may_recognise(reader, ctx, user, rows[0].organisation_id)
        waits = waiting_keys.in_time(user, ctx.now) if mine else None
    _must(ctx, mine=waits is not None)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.PEOPLE_LISTED, organisation=rows[0].organisation_id, target=user_id, number=1)
    return user.name, rows[0].role


@action(Permission.RESET_APPROVE, Event.ACCOUNT_CREDENTIALS, Event.VAULT_REFUSED)
def approve_reset(ctx: Ctx, user_id: str, typed_code: str) -> None:
    """Admit the new credentials of somebody who works in no team, by the code that they read out.

    Raises:
        NotFound: nobody whose credentials wait for me: a lead admits people of a team, nobody admits the own.
        Refused: `code` is another one, or was tried too often.
        Busy: too many derivations wait.
    """
    brakes = slowing.for_code(user_id)
    with ctx.tools.store.reading() as reader:
        user = people.get(reader, user_id)
        rows = [row for row in memberships.ever_of_user(reader, user_id) if row.state != "ended"]
        home = rows[0].organisation_id if rows else ""
        waits = waiting_keys.in_time(user, ctx.now)
        mine = waits is not None and _may_recognise(reader, ctx, user, home)
        too_early = slowing.must_wait(reader, brakes, ctx.now)
    _must(ctx, mine=mine)
    if waits is None:
        raise NotFound()
    if too_early:
        raise Refused({"code": Say("people.code_wait")})
    try:
        recognise(ctx.tools.passwords.argon, typed_code, waits.person, home)
    except DoesNotOpen:
        with ctx.tools.store.unit() as unit:
            slowing.failed(unit, brakes, ctx.now)
        trail.vault_refused(ctx, "admission_code", user_id)
        raise Refused({"code": Say("people.wrong_code")}) from None
    with ctx.tools.store.unit() as unit:
        fresh = unit.locked(UserRow, user_id)
        if fresh.pending != user.pending:
            raise taken("people.not_waiting")
        slowing.succeeded(unit, brakes)
        replacing.take_over(unit, ctx, fresh, waits, None)


def _must(ctx: Ctx, *, mine: bool) -> None:
    relation = Relation.OWN_ORGANISATION if mine else Relation.NONE
    ctx.must(Permission.RESET_APPROVE, relation, organisation_id=desk(ctx))


def in_reach(reader: Reader, ctx: Ctx, organisation_id: str, but: str = "") -> bool:
    """Of my organisation, or of one that has no privacy officer (other than the account `but`)."""
    if to_organisation(ctx.actor, organisation_id) is Relation.OWN_ORGANISATION:
        return True
    officers = memberships.with_role(reader, organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    return not [member for member in officers if member.user.id != but]


def desk(ctx: Ctx) -> str | None:
    """The organisation of which I am the privacy officer."""
    return next((m.organisation_id for m in ctx.actor.memberships if m.role is Role.PRIVACY_OFFICER), None)


def _may_recognise(reader: Reader, ctx: Ctx, user: UserRow, organisation_id: str) -> bool:
    """Somebody of no team, not myself, looked after here. The shell only when no other officer is there to ask."""
    rows = [row for row in memberships.ever_of_user(reader, user.id) if row.state != "ended"]
    if not rows or any(row.team_id for row in rows) or rows[0].organisation_id != organisation_id:
        return False
    if ctx.actor.kind is Kind.OPERATOR:
        officers = memberships.with_role_anywhere(reader, Role.PRIVACY_OFFICER.value, ctx.now)
        return not [member for member in officers if member.user.id != user.id]
    return user.id != ctx.actor.user_id and in_reach(reader, ctx, organisation_id, but=user.id)
