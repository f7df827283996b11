"""The content part of the overview for a family: opened and made by the team that holds the key.

The team says which children it is about and as whom the asker was at the table; the rule says what goes in. The
other parent's household, address and contact wishes never do (design/audit.md, "Reviewing").
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_case
from signaal.actions import cardviews, casework, reportparts, requestviews, trail
from signaal.actions.context import Ctx, action
from signaal.actions.reporting import grounds
from signaal.actions.reportscope import Gathered
from signaal.actions.requestviews import RequestView
from signaal.actions.views import CaseView
from signaal.actions.views.reports import Report
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, LegalBasis, Part
from signaal.store import cases, organisations, teams
from signaal.store import requests as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import TeamRow
from signaal.store.tables_requests import FamilyRequestRow
from signaal.store.units import Unit
from signaal.terms import NotFound
from signaal.workflows import requests
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Decides
from signaal.workflows.requests import Card

PARTS = (Part.CASE, Part.SIGNAL, Part.TALK, Part.CONTACT, Part.CONSENT, Part.STATEMENT)


@dataclass(frozen=True)
class Choices:
    """What the team chose. `children`: places in the card's list, from 0; `seats`: as whom the asker was at a talk;
    `without`: signals whose remark is about somebody else and stays out.
    """

    children: frozenset[int] = frozenset()
    seats: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offer:
    """What can be chosen: the request, the card, and as whom these askers can have been at a talk."""

    request: RequestView
    card: CaseView
    seats: frozenset[str]


@action(Permission.REPORT_CONTENT, Event.REQUEST_LISTED)
def of_card(ctx: Ctx, pseudonym: str) -> tuple[RequestView, ...]:
    """The requests about one card, for its team; codes and days only. Raises NotFound."""
    case, team, _ = _card(ctx, pseudonym)
    with ctx.tools.store.unit() as unit:
        _leave(ctx, unit, Event.REQUEST_LISTED, team, pseudonym, None, ())
    with ctx.tools.store.reading() as reader:
        rows = stored.of_case(reader, case.id)
        return tuple(requestviews.view(reader, ctx, row, case) for row in rows)


@action(Permission.REPORT_CONTENT, Event.CASE_OPENED)
def offer(ctx: Ctx, pseudonym: str, request_id: str) -> Offer:
    """The card opened, to choose from. Raises NotFound: no such request on this card, or not this person's card."""
    case, team, relation = _card(ctx, pseudonym)
    row = _row(ctx, case, request_id)
    view = _opened(ctx, case, team, relation, row)
    with ctx.tools.store.reading() as reader:
        shown = requestviews.view(reader, ctx, row, case)
    return Offer(shown, view, requests.seats(requestviews.asked_of(row)))


@action(Permission.REPORT_CONTENT, Event.CASE_OPENED, Event.REPORT_CONTENT_READ)
def content_part(ctx: Ctx, pseudonym: str, request_id: str, choices: Choices) -> Report:
    """What is kept, for whoever asked it. The event is committed before anything of it can be shown.

    Raises:
        Refused: field children: items that these askers may not have. NotFound as `offer`. DoesNotOpen.
    """
    case, team, relation = _card(ctx, pseudonym)
    row = _row(ctx, case, request_id)
    asked = requestviews.asked_of(row)
    view = _opened(ctx, case, team, relation, row)
    scope = requests.scope(asked, about(ctx, view), choices.children)
    with ctx.tools.store.unit() as unit:
        _leave(ctx, unit, Event.REPORT_CONTENT_READ, team, case.pseudonym, row.id, PARTS)
    gathered = Gathered(ctx, view, asked, scope, choices.seats, choices.without)
    with ctx.tools.store.reading() as reader:
        sender = f"{team.name}, {organisations.get(reader, team.organisation_id).name}"
        ground = grounds(reader, ctx, team.organisation_id)
    return reportparts.report(gathered, sender, ground)


def about(ctx: Ctx, view: CaseView) -> Card:
    """Ages today and who decides, as the card says; the last talk in which it was said counts."""
    today = local_day(ctx.now)
    said = [talk.decides for talk in view.talks if talk.decides]
    births = [child.birth_date for child in view.contact.children]
    ages = (age_on(birth, today) if birth is not None and birth <= today else None for birth in births)
    return Card(tuple(ages), Decides(said[-1]) if said else None)


def _card(ctx: Ctx, pseudonym: str) -> tuple[CaseRow, TeamRow, Relation]:
    """The card, when it is this person's or this person's team's. Raises NotFound, after writing it down."""
    with ctx.tools.store.reading() as reader:
        case = cases.get(reader, pseudonym)
        team = teams.get(reader, case.team_id)
    relation = to_case(ctx.actor, casework.facts(case))
    ctx.must(Permission.REPORT_CONTENT, relation, team.id, (pseudonym,), team.organisation_id)
    return case, team, relation


def _row(ctx: Ctx, case: CaseRow, request_id: str) -> FamilyRequestRow:
    with ctx.tools.store.reading() as reader:
        row = stored.find(reader, request_id)
    if row is None or row.case_id != case.id:
        raise trail.missing(ctx, Permission.REPORT_CONTENT)
    if row.answered_at is not None:
        raise NotFound()
    return row


def _opened(ctx: Ctx, case: CaseRow, team: TeamRow, relation: Relation, row: FamilyRequestRow) -> CaseView:
    """The card, after its event is committed. That an overview was made is an event of its own."""
    with ctx.tools.store.unit() as unit:
        _leave(ctx, unit, Event.CASE_OPENED, team, case.pseudonym, row.id, PARTS)
    return cardviews.card(ctx, case, team, relation)


def _leave(
    ctx: Ctx, unit: Unit, event: Event, team: TeamRow, code: str, target: str | None, parts: tuple[Part, ...]
) -> None:
    fields = {"target": target} if target is not None else {}
    trail.leave(
        unit, ctx, event, team=team.id, organisation=team.organisation_id, subjects=(code,), parts=parts,
        basis=LegalBasis.AVG_12_22, explanation=Explanation.FAMILY_REQUEST, **fields,
    )  # fmt: skip
