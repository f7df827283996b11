""" "Ik heb het": whose work a clock of 48 hours is within the team that holds it. The clock stays the same (R15).

Whoever takes it is named on every page of the clock; a lead may give it to a colleague. Steps go on as planned, so that
nobody's absence keeps a clock silent.
"""

from __future__ import annotations

from signaal.access.actors import TeamMode
from signaal.access.permissions import Permission
from signaal.actions import sides, telling
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.packagework import Packagework
from signaal.actions.trail import missing
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import cases, deadlines, memberships, referrals
from signaal.store.memberships import Member
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import Refused, Say


@action(
    Permission.CLOCK_TAKE, Event.CLOCK_HOLDER_CHANGED, Event.REFERRAL_ACCEPTED, Event.CLOCK_ACKNOWLEDGED
)  # fmt: skip
def have_it(ctx: Ctx, code: str, form_id: str, clock_id: str | None = None) -> Receipt:
    """This person has the running 48 hours of a card or a received package; one that nobody took is taken with it.

    Raises:
        Conflict: no clock runs, or the other side holds it. NotFound.
    """
    work = sides.by_code(ctx, code, Permission.CLOCK_TAKE, form_id, "clock_taken")
    return _give(work, ctx.user_id, "taken", clock_id)


@action(
    Permission.CLOCK_ASSIGN, Event.CLOCK_HOLDER_CHANGED, Event.REFERRAL_ACCEPTED, Event.CLOCK_ACKNOWLEDGED
)  # fmt: skip
def assign(ctx: Ctx, code: str, user_id: str, form_id: str, clock_id: str | None = None) -> Receipt:
    """A lead gives the clock to a colleague of the team that holds it, who hears so.

    Raises:
        Refused: field user_id: nobody in this team who may open it. Conflict: no clock runs. NotFound.
    """
    work = sides.by_code(ctx, code, Permission.CLOCK_ASSIGN, form_id, "clock_taken")
    with ctx.tools.store.reading() as reader:
        known = {m.user.id: m.user for m in _able(reader, ctx, work.team.id, work.case)}
    if user_id not in known:
        raise Refused({"user_id": Say("holders.choose_colleague")})

    def tell(unit: Unit, _: CaseRow) -> None:
        inside = not isinstance(work, Packagework)
        link = f"/kaart/{work.code}" if inside else f"/verwijzing/{work.code}"
        telling.tell(unit, ctx, (known[user_id],), Message.CLOCK_ASSIGNED, code=work.code, link=link)

    if user_id != ctx.user_id:
        work.changes.append(tell)
    return _give(work, user_id, "assigned", clock_id)


@action(Permission.CLOCK_TAKE)
def able(ctx: Ctx, clock_id: str) -> tuple[tuple[str, str], ...]:
    """Who can be named: this person, and for a lead every colleague who may open it; ids with names.

    Raises:
        NotFound: a clock of neither of the own teams.
    """
    with ctx.tools.store.reading() as reader:
        row = deadlines.find(reader, clock_id)
        case = cases.find_by_id(reader, row.case_id) if row is not None else None
        sent = referrals.find_by_id(reader, row.referral_id) if row is not None and row.referral_id else None
        places = [case.team_id if case is not None else "", (sent.recipient_team_id or "") if sent else ""]
        team_id = next((place for place in places if place and ctx.actor.in_team(place)), None)
        found = _able(reader, ctx, team_id, case) if team_id is not None and case is not None else None
    if found is None or team_id is None:
        raise missing(ctx, Permission.CLOCK_TAKE)
    lead = any(m.lead for m in ctx.actor.roles_in(team_id))
    return tuple((m.user.id, m.user.name) for m in found if lead or m.user.id == ctx.user_id)


def _able(reader: Reader, ctx: Ctx, team_id: str, case: CaseRow) -> list[Member]:
    """Active members; of a personal team only the leads and whose card it is, as nobody else may open it (R4)."""
    members = memberships.of_team(reader, team_id, ctx.now)
    here = ctx.actor.roles_in(team_id)
    if not any(m.team_mode is TeamMode.PERSONAL for m in here):
        return members
    return [m for m in members if m.membership.lead or m.user.id == case.owner_user_id]


def _give(work: Casework, user_id: str, reason: str, clock_id: str | None) -> Receipt:
    rows = sides.calm_clocks(work, clock_id)

    def give(unit: Unit, case: CaseRow) -> None:
        for row in rows:
            sides.held(unit, work, case, row.id).holder_user_id = user_id

    work.changes.append(give)
    for row in rows:
        work.leave(Event.CLOCK_HOLDER_CHANGED, parts=(Part.CLOCK,), target=row.id, reason=reason)
    work.result["clock"] = rows[0].id
    return work.write()
