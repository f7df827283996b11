"""Turning a team's secret: one lead asks, a second lead or the privacy officer agrees, a lead carries it out.

The privacy officer agrees where there is no second lead: in a solo team, or when the other one left. Both leave
something that only they can make, so nobody who writes rows can ask or agree for them (design/security-baseline.md,
"Four eyes").
"""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_organisation, to_team
from signaal.actions import confirming
from signaal.actions.context import Ctx, action, taken
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, people, rotations, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import TeamRow, UserRow
from signaal.store.tables_recovery import RotationRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Role
from signaal.vault import rotation_asking
from signaal.vault.holders import Claimed, claimed_user
from signaal.vault.rotation_asking import Asked

LINK = "/sleutels"


@action(Permission.KEY_ROTATE, Event.ROTATION_ASKED)
def ask(ctx: Ctx, team_id: str) -> str:
    """Ask to turn the secret of a team that I lead; returns the rotation's id.

    Raises:
        NotFound: not a team of mine. ConfirmFirst: the second factor is older than five minutes.
        Conflict: somebody asked already, or the last one is not finished.
        DoesNotOpen: my own roster line does not fit.
    """
    _must_lead(ctx, team_id)
    confirming.must_be_fresh(ctx)
    keys = ctx.keys.team(team_id)
    asked = Asked(ctx.tools.ids(), team_id, keys.version, ctx.user_id)
    with ctx.tools.store.unit() as unit:
        team = unit.locked(TeamRow, team_id)
        if team.key_version != keys.version or rotations.current(unit, team_id) is not None:
            raise taken("keys.rotation_there")
        rotations.add(
            unit,
            RotationRow(
                id=asked.id,
                team_id=team_id,
                from_version=asked.version,
                asked_by=asked.by,
                asked_at=ctx.now,
                asked_mark=rotation_asking.ask(keys, asked),
            ),
        )
        tell(unit, ctx, _who_may_agree(unit, ctx, team), Message.ROTATION_ASKED, code=None, link=LINK)
        leave(
            unit, ctx, Event.ROTATION_ASKED, team=team_id, organisation=team.organisation_id, target=asked.id
        )
    return asked.id


@action(Permission.KEY_ROTATE_APPROVE, Event.ROTATION_APPROVED)
def approve(ctx: Ctx, rotation_id: str) -> None:
    """Agree, as a second lead of the team, or as its privacy officer when there is no second lead.

    Raises:
        NotFound: no such rotation, or not for me. ConfirmFirst: as `ask`.
        Conflict: I asked it myself, or it is no longer waiting for a yes.
        DoesNotOpen: no lead of this team asked it: somebody wrote it into the database.
    """
    row, team = _found(ctx, rotation_id, Permission.KEY_ROTATE_APPROVE)
    lead = _leads(ctx, team.id)
    with ctx.tools.store.reading() as reader:
        mine = lead or (_officer(ctx, team) and lacks_second_lead(reader, ctx, team))
    if not mine:
        raise taken("keys.ask_second_lead")
    confirming.must_be_fresh(ctx)
    asked = asked_of(row)
    if asked.by == ctx.user_id or row.state != "asked":
        raise taken("keys.not_waiting")
    if lead:
        keys = ctx.keys.team(team.id)
        rotation_asking.check_asked(keys, asked, row.asked_mark)
        approval = rotation_asking.approve_as_lead(keys, asked, ctx.user_id)
    else:
        approval = rotation_asking.approve_as_officer(ctx.keys.user, asked)
    with ctx.tools.store.unit() as unit:
        fresh = unit.locked(RotationRow, rotation_id)
        if fresh.state != "asked":
            raise taken("keys.not_waiting")
        fresh.state, fresh.approved_by, fresh.approved_at = "approved", ctx.user_id, ctx.now
        fresh.approval = approval
        tell(unit, ctx, [people.get(unit, asked.by)], Message.ROTATION_APPROVED, code=None, link=LINK)
        leave(
            unit, ctx, Event.ROTATION_APPROVED, team=team.id, organisation=team.organisation_id, target=row.id
        )


@action(Permission.KEY_ROTATE, Event.ROTATION_CANCELLED)
def cancel(ctx: Ctx, rotation_id: str) -> None:
    """Not now. NotFound: not of a team that I lead. Conflict: it began already; what began is finished."""
    _, team = _found(ctx, rotation_id, Permission.KEY_ROTATE)
    with ctx.tools.store.unit() as unit:
        fresh = unit.locked(RotationRow, rotation_id)
        if fresh.state not in ("asked", "approved"):
            raise taken("keys.began_already")
        fresh.state, fresh.ended_at = "cancelled", ctx.now
        leave(
            unit, ctx, Event.ROTATION_CANCELLED, team=team.id, organisation=team.organisation_id,
            target=fresh.id,
        )  # fmt: skip


def asked_of(row: RotationRow) -> Asked:
    """What was asked, as the row says."""
    return Asked(row.id, row.team_id, row.from_version, row.asked_by)


def approver_of(reader: Reader, row: RotationRow) -> Claimed:
    """Who agreed, as rows say. DoesNotOpen when that is nobody."""
    user = people.find(reader, row.approved_by or "")
    return claimed_user(
        row.approved_by or "", user.kem_public if user else None, user.sign_public if user else None
    )


def _found(ctx: Ctx, rotation_id: str, permission: Permission) -> tuple[RotationRow, TeamRow]:
    with ctx.tools.store.reading() as reader:
        row = rotations.find(reader, rotation_id)
        team = teams.get(reader, row.team_id) if row is not None else None
    near = Relation.NONE
    if team is not None:
        near = to_team(ctx.actor, team.id)
        if near is Relation.NONE and permission is Permission.KEY_ROTATE_APPROVE:
            near = to_organisation(ctx.actor, team.organisation_id)
    place = (team.id, team.organisation_id) if team is not None else (None, None)
    ctx.must(permission, near, place[0], organisation_id=place[1])
    if row is None or team is None:
        raise NotFound()
    return row, team


def _must_lead(ctx: Ctx, team_id: str) -> None:
    ctx.must(Permission.KEY_ROTATE, to_team(ctx.actor, team_id), team_id)


def _leads(ctx: Ctx, team_id: str) -> bool:
    return any(member.lead for member in ctx.actor.roles_in(team_id))


def _officer(ctx: Ctx, team: TeamRow) -> bool:
    return any(
        m.role is Role.PRIVACY_OFFICER and m.organisation_id == team.organisation_id
        for m in ctx.actor.memberships
    )


def lacks_second_lead(reader: Reader, ctx: Ctx, team: TeamRow) -> bool:
    """Is it for the privacy officer to agree? A solo team, or one whose second lead left."""
    return team.solo or len(memberships.leads(reader, team.id, ctx.now)) < 2


def _who_may_agree(unit: Unit, ctx: Ctx, team: TeamRow) -> list[UserRow]:
    if lacks_second_lead(unit, ctx, team):
        officers = memberships.with_role(unit, team.organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
        return [member.user for member in officers]
    return [m.user for m in memberships.leads(unit, team.id, ctx.now) if m.user.id != ctx.user_id]
