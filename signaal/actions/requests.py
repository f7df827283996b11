"""Requests of families: registered by the officer or the card's team, answered by the officer within a month.

The officer finds the card by the code on the family's letter and sees codes and days, never content.
"""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_case, to_organisation
from signaal.actions import casework, officeclocks, receipts, requestviews, telling, trail
from signaal.actions.context import Ctx, action, taken
from signaal.actions.requestviews import RequestView
from signaal.actions.views import Receipt
from signaal.actions.watched import home
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, LegalBasis, Part
from signaal.notify.messages import Message
from signaal.store import cases, memberships, office_clocks, teams
from signaal.store import requests as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import TeamRow, UserRow
from signaal.store.tables_requests import FamilyRequestRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, NotFound, Refused, Role, Say, tidy_code
from signaal.workflows import requests
from signaal.workflows.calendar import at_wall
from signaal.workflows.requests import Asked


@action(Permission.REQUEST_REGISTER, Event.REQUEST_REGISTERED)
def register(ctx: Ctx, code: str, asked: Asked, identity: str, form_id: str) -> Receipt:
    """Write a request down; the month began on the day it arrived.

    Raises:
        Refused: field code: no card of one's own organisation (or team) has it; askers, whose, received_on, identity.
    """
    problems: dict[str, Say] = {}
    casework.attempt(problems, lambda: requests.check(asked, ctx.now))
    if identity not in ctx.tools.lists.of("identity_checks").codes():
        problems["identity"] = Say("requests.not.identity")
    found = _own_card(ctx, tidy_code(code))
    if found is None:
        problems["code"] = Say("requests.not.no_card")
    if problems or found is None:
        raise Refused(problems)
    case, team, why = found
    with ctx.tools.store.unit() as unit:
        if not receipts.claim(unit, ctx, form_id, "request"):
            return receipts.earlier(unit, ctx, form_id)
        row = unit.add(_row(ctx, cases.locked(unit, case.pseudonym), team, asked, identity))
        clock = officeclocks.start(
            unit, ctx, ClockKind.FAMILY_REQUEST, organisation_id=team.organisation_id, target_id=row.id,
            link=f"/verzoeken/{row.id}", started_at=row.received_at,
        )  # fmt: skip
        _tell(unit, ctx, case, team, row.id)
        following = (
            Say("requests.following.due", {"due": clock.due_at}),
            Say(f"requests.following.{row.kind}"),
        )
        receipts.keep(
            unit, form_id, {"kind": "request", "case": case.pseudonym, "following": list(following)}
        )
        leave(
            unit, ctx, Event.REQUEST_REGISTERED, row, case.pseudonym, reason=row.kind, explanation=why,
            team=team.id,
        )  # fmt: skip
    return receipts.shown(ctx, form_id)


@action(Permission.REQUEST_READ, Event.REQUEST_LISTED)
def listed(ctx: Ctx) -> tuple[RequestView, ...]:
    """The requests of the own organisation: what waits first, the oldest on top."""
    organisation = home(ctx, Permission.REQUEST_READ)
    with ctx.tools.store.reading() as reader:
        rows = stored.of_organisation(reader, organisation)
        found = tuple(
            requestviews.view(reader, ctx, row, cases.get_by_id(reader, row.case_id)) for row in rows
        )
    with ctx.tools.store.unit() as unit:
        codes = dict.fromkeys(one.pseudonym for one in found)
        trail.leave(
            unit, ctx, Event.REQUEST_LISTED, organisation=organisation, subjects=tuple(codes)[:100],
            number=len(found), basis=LegalBasis.AVG_12_22, explanation=Explanation.FAMILY_REQUEST,
        )  # fmt: skip
    return found


@action(Permission.REQUEST_READ, Event.REQUEST_OPENED)
def look(ctx: Ctx, request_id: str) -> RequestView:
    """One request of the own organisation. Raises NotFound: no such request, or another organisation's."""
    row, case = own(ctx, request_id, Permission.REQUEST_READ)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.REQUEST_OPENED, row, case.pseudonym)
    with ctx.tools.store.reading() as reader:
        return requestviews.view(reader, ctx, row, case)


@action(Permission.REQUEST_ANSWER, Event.REQUEST_EXTENDED)
def extend(ctx: Ctx, request_id: str, reason: str) -> None:
    """Two months more, once, told to the family within the first month (AVG art. 12 lid 3).

    Raises:
        Refused: field reason. Conflict: answered, extended before, or the month is over. NotFound.
    """
    own(ctx, request_id, Permission.REQUEST_ANSWER)
    if reason not in ctx.tools.lists.of("extension_reasons").codes():
        raise Refused({"reason": Say("workflows.reason.needed")})
    with ctx.tools.store.unit() as unit:
        row = stored.locked(unit, request_id)
        clock = office_clocks.of_target(unit, request_id)
        if row.answered_at is not None or row.extended_at is not None:
            raise taken("requests.once")
        if clock is None or clock.due_at < ctx.now:
            raise taken("requests.too_late")
        row.extended_at, row.extension_reason = ctx.now, reason
        officeclocks.extend(unit, request_id, requests.extended_until(row.received_at))
        code = casework.code_of(unit, row.case_id)
        leave(unit, ctx, Event.REQUEST_EXTENDED, row, code, reason=reason)


@action(Permission.REQUEST_ANSWER, Event.REQUEST_ANSWERED)
def answer(ctx: Ctx, request_id: str, outcome: str, ground: str) -> None:
    """The family has its answer: granted, partly or refused, the last two with a ground of the list.

    Raises:
        Refused: fields outcome and ground. Conflict: answered before. NotFound.
    """
    own(ctx, request_id, Permission.REQUEST_ANSWER)
    chosen = requests.check_outcome(outcome, ground, ctx.tools.lists.of("request_grounds").codes())
    with ctx.tools.store.unit() as unit:
        row = stored.locked(unit, request_id)
        if row.answered_at is not None:
            raise taken("requests.answered")
        row.outcome, row.ground = chosen.value, ground or None
        row.answered_by, row.answered_at = ctx.user_id, ctx.now
        officeclocks.finish(unit, ctx, request_id, chosen.value)
        leave(
            unit, ctx, Event.REQUEST_ANSWERED, row, casework.code_of(unit, row.case_id), reason=chosen.value
        )


def own(ctx: Ctx, request_id: str, permission: Permission) -> tuple[FamilyRequestRow, CaseRow]:
    """A request of the officer's own organisation with its card. Raises NotFound, after writing it down."""
    with ctx.tools.store.reading() as reader:
        row = stored.find(reader, request_id)
        case = cases.find_by_id(reader, row.case_id) if row is not None else None
    relation = to_organisation(ctx.actor, row.organisation_id) if row is not None else Relation.NONE
    ctx.must(permission, relation, organisation_id=row.organisation_id if row else None)
    if row is None or case is None:
        raise NotFound()
    return row, case


def _own_card(ctx: Ctx, code: str) -> tuple[CaseRow, TeamRow, Explanation | None] | None:
    """The card with this code, when it is one of this person's team or organisation. A stranger's is written down."""
    with ctx.tools.store.reading() as reader:
        case = cases.find(reader, code)
        team = teams.get(reader, case.team_id) if case is not None else None
    if case is None or team is None:
        return None
    for relation in (
        to_case(ctx.actor, casework.facts(case)),
        to_organisation(ctx.actor, team.organisation_id),
    ):
        if ctx.may(Permission.REQUEST_REGISTER, relation, team.id, team.organisation_id):
            return case, team, Explanation.FAMILY_REQUEST
    trail.refused(ctx, Permission.REQUEST_REGISTER, (code,))
    return None


def _row(ctx: Ctx, case: CaseRow, team: TeamRow, asked: Asked, identity: str) -> FamilyRequestRow:
    return FamilyRequestRow(
        id=ctx.tools.ids(),
        case_id=case.id,
        organisation_id=team.organisation_id,
        kind=asked.kind.value,
        askers=sorted(asked.askers),
        whose=sorted(asked.whose),
        identity=identity,
        received_at=at_wall(asked.received_on, 0),
        registered_by=ctx.user_id,
        registered_at=ctx.now,
    )


def _tell(unit: Unit, ctx: Ctx, case: CaseRow, team: TeamRow, request_id: str) -> None:
    """The officers hear of it, and the card's owner with the leads; not whoever wrote it down."""
    officers = memberships.with_role(unit, team.organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    near = [
        m
        for m in memberships.of_team(unit, team.id, ctx.now)
        if m.membership.lead or m.user.id == case.owner_user_id
    ]
    for found, link in ((officers, f"/verzoeken/{request_id}"), (near, f"/kaart/{case.pseudonym}/verzoeken")):
        people: dict[str, UserRow] = {m.user.id: m.user for m in found if m.user.id != ctx.user_id}
        telling.tell(unit, ctx, people.values(), Message.REQUEST_ARRIVED, code=case.pseudonym, link=link)


def leave(
    unit: Unit, ctx: Ctx, event: Event, row: FamilyRequestRow, code: str, *, reason: str | None = None,
    explanation: Explanation | None = Explanation.FAMILY_REQUEST, team: str | None = None,
) -> None:  # fmt: skip
    """Append what was done with a request, under AVG art. 12 to 22."""
    trail.leave(
        unit, ctx, event, organisation=row.organisation_id, team=team, subjects=(code,), parts=(Part.CASE,),
        target=row.id, reason=reason, basis=LegalBasis.AVG_12_22, explanation=explanation,
    )  # fmt: skip
