"""Naming employees in an answer to a family: the officer asks with a reason, a second person agrees (four eyes).

Without it the overview names functions only. The second person is another officer or a lead of the card's team, and
never the one who asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_review
from signaal.actions import casework, confirming, requests, telling
from signaal.actions.context import Ctx, action, taken
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import cases, people, teams
from signaal.store import requests as stored
from signaal.store.reader import Reader
from signaal.store.tables_people import TeamRow
from signaal.store.tables_requests import FamilyRequestRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Say


@dataclass(frozen=True)
class NamingView:
    """One question that waits for a second person: code, team, a reason of the list, who asked; no content."""

    id: str
    pseudonym: str
    team: str
    reason: str
    asked_by: str
    asked_at: datetime


@action(Permission.NAMES_ASK, Event.NAMES_ASKED)
def ask(ctx: Ctx, request_id: str, reason: str) -> None:
    """Ask to name employees in this answer. Nothing changes before somebody else agrees.

    Raises:
        Refused: field reason. Conflict: asked before, or answered. NotFound.
    """
    requests.own(ctx, request_id, Permission.NAMES_ASK)
    if reason not in ctx.tools.lists.of("naming_reasons").codes():
        raise Refused({"reason": Say("workflows.reason.needed")})
    with ctx.tools.store.unit() as unit:
        row = stored.locked(unit, request_id)
        if row.answered_at is not None or row.names_asked_at is not None:
            raise taken("requests.once")
        row.names_reason, row.names_asked_by, row.names_asked_at = reason, ctx.user_id, ctx.now
        team = _team(unit, row)
        others = telling.second_persons(unit, ctx, team)
        telling.tell(unit, ctx, others, Message.NAMES_WAITING, code=None, link=f"/namen/{row.id}")
        code = casework.code_of(unit, row.case_id)
        requests.leave(unit, ctx, Event.NAMES_ASKED, row, code, reason=reason, team=team.id)


@action(Permission.NAMES_APPROVE)
def waiting(ctx: Ctx) -> tuple[NamingView, ...]:
    """What waits for this person's agreement, longest first."""
    with ctx.tools.store.reading() as reader:
        rows = [(row, _team(reader, row)) for row in stored.asking_for_names(reader)]
        return tuple(_view(reader, row, team) for row, team in rows if _may(ctx, row, team))


@action(Permission.NAMES_APPROVE)
def look(ctx: Ctx, request_id: str) -> NamingView:
    """One of them. Raises NotFound: nobody asked this, or not this person."""
    with ctx.tools.store.reading() as reader:
        row = stored.find(reader, request_id)
        if row is None or row.names_asked_at is None or row.names_agreed_at or row.answered_at:
            raise NotFound()
        team = _team(reader, row)
        shown = _view(reader, row, team)
    ctx.must(Permission.NAMES_APPROVE, _relation(ctx, row, team), team.id, (), team.organisation_id)
    return shown


@action(Permission.NAMES_APPROVE, Event.NAMES_AGREED)
def agree(ctx: Ctx, request_id: str) -> None:
    """Agree: this answer may name employees.

    Raises:
        ConfirmFirst: the second factor is needed again. NotFound as `look`; never for the one who asked.
    """
    look(ctx, request_id)
    confirming.must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        row = _asked(unit, ctx, request_id)
        row.names_agreed_by, row.names_agreed_at = ctx.user_id, ctx.now
        _decided(unit, ctx, row, Event.NAMES_AGREED, row.names_asked_by, row.names_reason)


@action(Permission.NAMES_APPROVE, Event.NAMES_REFUSED)
def decline(ctx: Ctx, request_id: str) -> None:
    """Do not agree: the answer names functions only, and may be asked again. Raises NotFound as `look`."""
    look(ctx, request_id)
    with ctx.tools.store.unit() as unit:
        row = _asked(unit, ctx, request_id)
        asker, reason = row.names_asked_by, row.names_reason
        row.names_reason = row.names_asked_by = row.names_asked_at = None
        _decided(unit, ctx, row, Event.NAMES_REFUSED, asker, reason)


def _asked(unit: Unit, ctx: Ctx, request_id: str) -> FamilyRequestRow:
    row = stored.locked(unit, request_id)
    if row.names_asked_at is None or row.names_agreed_at or row.names_asked_by == ctx.user_id:
        raise NotFound()
    return row


def _decided(
    unit: Unit, ctx: Ctx, row: FamilyRequestRow, event: Event, asker: str | None, reason: str | None
) -> None:
    code, team = casework.code_of(unit, row.case_id), _team(unit, row)
    if asker is not None:
        told = [people.get(unit, asker)]
        telling.tell(unit, ctx, told, Message.NAMES_DECIDED, code=code, link=f"/verzoeken/{row.id}")
    requests.leave(unit, ctx, event, row, code, reason=reason, team=team.id)


def _team(reader: Reader, row: FamilyRequestRow) -> TeamRow:
    return teams.get(reader, cases.get_by_id(reader, row.case_id).team_id)


def _relation(ctx: Ctx, row: FamilyRequestRow, team: TeamRow) -> Relation:
    return to_review(ctx.actor, team.id, team.organisation_id, row.names_asked_by or "")


def _may(ctx: Ctx, row: FamilyRequestRow, team: TeamRow) -> bool:
    return ctx.may(Permission.NAMES_APPROVE, _relation(ctx, row, team), team.id, team.organisation_id)


def _view(reader: Reader, row: FamilyRequestRow, team: TeamRow) -> NamingView:
    asked_by = row.names_asked_by or ""
    return NamingView(
        id=row.id,
        pseudonym=casework.code_of(reader, row.case_id),
        team=team.name,
        reason=row.names_reason or "",
        asked_by=people.names(reader, {asked_by}).get(asked_by, ""),
        asked_at=row.names_asked_at or row.registered_at,
    )
