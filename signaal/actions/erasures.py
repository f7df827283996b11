"""Erasing a card before its term: a lead asks, another lead or the privacy officer agrees (four eyes).

Nobody agrees with what they asked themselves. In a team of one, the privacy officer is the second person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_review
from signaal.actions import answering, casework, confirming, erasing, holding, telling, trail
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action, taken
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import cases, deadlines, people, teams
from signaal.store import erasures as stored
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_finding import ErasureRow
from signaal.store.tables_people import TeamRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, Conflict, NotFound, Refused, Say


@dataclass(frozen=True)
class ErasureView:
    """One card that waits to be erased: code, team, a reason of the closed list, who asked; no content."""

    pseudonym: str
    team: str
    reason: str
    asked_by: str
    asked_at: datetime


@action(Permission.CASE_ERASE, Event.CASE_ERASURE_ASKED)
def ask(ctx: Ctx, pseudonym: str, reason: str, form_id: str) -> Receipt:
    """Ask to erase a card now. Nothing happens before a second person agrees.

    Raises:
        Refused: field reason. Conflict: asked already, held, or help within 48 hours still runs. NotFound.
    """
    if reason not in ctx.tools.lists.of("erasure_reasons").codes():
        raise Refused({"reason": Say("workflows.reason.needed")})
    work = casework.open_work(ctx, pseudonym, Permission.CASE_ERASE, form_id, "erasure_asked")

    def put(unit: Unit, case: CaseRow) -> None:
        _must_be_free(unit, ctx, case)
        if stored.find(unit, case.id) is not None:
            raise taken("erase.asked_already")
        unit.add(ErasureRow(case_id=case.id, reason=reason, requested_by=ctx.user_id, requested_at=ctx.now))
        _tell_others(unit, work)

    work.changes.append(put)
    work.following.append(Say("erase.waits_for_second"))
    work.leave(Event.CASE_ERASURE_ASKED, parts=(Part.CASE,), reason=reason)
    return work.write()


@action(Permission.ERASURE_APPROVE)
def waiting(ctx: Ctx) -> tuple[ErasureView, ...]:
    """What waits for this person's agreement, longest first: code and reason, no content."""
    with ctx.tools.store.reading() as reader:
        return tuple(
            _view(reader, row, case, team)
            for row, case, team in _waiting(reader)
            if _may_approve(ctx, row, team)
        )


@action(Permission.ERASURE_APPROVE)
def look(ctx: Ctx, pseudonym: str) -> ErasureView:
    """One of them. Raises NotFound: nobody asked for this, or not for this person."""
    with ctx.tools.store.reading() as reader:
        row, case, team = _found(reader, pseudonym)
        shown = _view(reader, row, case, team)
    ctx.must(Permission.ERASURE_APPROVE, _relation(ctx, row, team), team.id, (), team.organisation_id)
    return shown


@action(Permission.ERASURE_APPROVE, Event.CASE_ERASED, Event.REFERRAL_ERASED, Event.REQUEST_ANSWERED)
def approve(ctx: Ctx, pseudonym: str) -> None:
    """Agree: the card is erased at once, for good.

    Raises:
        ConfirmFirst: the second factor is needed again. Conflict: held, or help within 48 hours runs by now.
        NotFound: nobody asked, done already, or not for this person (never for the one who asked).
    """
    look(ctx, pseudonym)
    confirming.must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        case = cases.locked(unit, pseudonym)
        row = stored.find(unit, case.id)
        if row is None or row.requested_by == ctx.user_id:
            raise NotFound()
        _must_be_free(unit, ctx, case)
        done = erasing.erase(unit, ctx, case, row.reason)
    erasing.finish(ctx, done)


@action(Permission.ERASURE_APPROVE, Event.CASE_ERASURE_REFUSED)
def decline(ctx: Ctx, pseudonym: str) -> None:
    """Do not agree: the card stays, and whoever asked is told. Raises NotFound as `look`."""
    look(ctx, pseudonym)
    with ctx.tools.store.unit() as unit:
        case = cases.locked(unit, pseudonym)
        row, team = stored.get(unit, case.id), teams.get(unit, case.team_id)
        asker = people.get(unit, row.requested_by)
        unit.delete(row)
        telling.tell(unit, ctx, [asker], Message.ERASURE_REFUSED, code=pseudonym, link=f"/kaart/{pseudonym}")
        trail.leave(
            unit, ctx, Event.CASE_ERASURE_REFUSED, team=team.id, organisation=team.organisation_id,
            subjects=(pseudonym,), parts=(Part.CASE,),
        )  # fmt: skip


def _must_be_free(reader: Reader, ctx: Ctx, case: CaseRow) -> None:
    if holding.held(reader, ctx, case.id):
        raise Conflict(Say("erase.held"))
    if answering.waits(reader, ctx, case.id):
        raise Conflict(Say("erase.answer_first"))
    if deadlines.running(reader, case.id, ClockKind.CALM_48H.value):
        raise Conflict(Say("case.clock_still_runs"))


def _waiting(reader: Reader) -> Iterator[tuple[ErasureRow, CaseRow, TeamRow]]:
    rows = stored.everything(reader)
    found = cases.by_ids(reader, [row.case_id for row in rows])
    known = teams.by_ids(reader, {case.team_id for case in found.values()})
    for row in rows:
        case = found[row.case_id]
        yield row, case, known[case.team_id]


def _found(reader: Reader, pseudonym: str) -> tuple[ErasureRow, CaseRow, TeamRow]:
    case = cases.get(reader, pseudonym)
    return stored.get(reader, case.id), case, teams.get(reader, case.team_id)


def _relation(ctx: Ctx, row: ErasureRow, team: TeamRow) -> Relation:
    return to_review(ctx.actor, team.id, team.organisation_id, row.requested_by)


def _may_approve(ctx: Ctx, row: ErasureRow, team: TeamRow) -> bool:
    relation = _relation(ctx, row, team)
    return relation is Relation.REVIEW and ctx.may(
        Permission.ERASURE_APPROVE, relation, team.id, team.organisation_id
    )


def _view(reader: Reader, row: ErasureRow, case: CaseRow, team: TeamRow) -> ErasureView:
    names = people.names(reader, {row.requested_by})
    return ErasureView(
        case.pseudonym, team.name, row.reason, names.get(row.requested_by, ""), row.requested_at
    )


def _tell_others(unit: Unit, work: Casework) -> None:
    ctx, team = work.ctx, work.team
    others = telling.second_persons(unit, ctx, team)
    telling.tell(unit, ctx, others, Message.ERASURE_WAITING, code=work.code, link=f"/wissen/{work.code}")
