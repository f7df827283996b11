"""A request of a family as a door gets it: codes, days, moments; no content and no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signaal.actions.context import Ctx
from signaal.audit import review
from signaal.audit.events import Event
from signaal.store import audit_search, erasures, office_clocks, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_requests import FamilyRequestRow
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Person
from signaal.workflows.requests import Asked, RequestKind, Whose


@dataclass(frozen=True)
class RequestView:
    """One request: codes of closed lists, days and moments. `content_at`: when the team last made its part of the
    access report; `erasing`: it was asked to erase the card, and a second person has not agreed yet.
    """

    id: str
    pseudonym: str
    team: str
    kind: str
    askers: tuple[str, ...]
    whose: tuple[str, ...]
    identity: str
    received_on: date
    due_at: datetime | None
    overdue: bool
    extended: bool
    outcome: str | None
    ground: str | None
    answered_at: datetime | None
    names_asked_at: datetime | None = None
    names_agreed_at: datetime | None = None
    content_at: datetime | None = None
    log_at: datetime | None = None
    erasing: bool = False
    mine: bool = False
    """Did this reader ask to name employees?"""


def asked_of(row: FamilyRequestRow) -> Asked:
    """What a row says was asked."""
    return Asked(
        RequestKind(row.kind),
        frozenset(Person(code) for code in row.askers),
        frozenset(Whose(code) for code in row.whose),
        local_day(row.received_at),
    )


def view(reader: Reader, ctx: Ctx, row: FamilyRequestRow, case: CaseRow) -> RequestView:
    """One request to look at; overdue is computed now (R14)."""
    clock = office_clocks.of_target(reader, row.id)
    waits = row.answered_at is None
    return RequestView(
        id=row.id,
        pseudonym=case.pseudonym,
        team=teams.get(reader, case.team_id).name,
        kind=row.kind,
        askers=tuple(row.askers),
        whose=tuple(row.whose),
        identity=row.identity,
        received_on=local_day(row.received_at),
        due_at=clock.due_at if clock else None,
        overdue=waits and clock is not None and clock.due_at < ctx.now,
        extended=row.extended_at is not None,
        outcome=row.outcome,
        ground=row.ground,
        answered_at=row.answered_at,
        names_asked_at=row.names_asked_at,
        names_agreed_at=row.names_agreed_at,
        content_at=_made(reader, row, case.pseudonym, Event.REPORT_CONTENT_READ),
        log_at=_made(reader, row, case.pseudonym, Event.REPORT_LOG_READ),
        erasing=erasures.find(reader, case.id) is not None,
        mine=row.names_asked_by == ctx.user_id,
    )


def _made(reader: Reader, row: FamilyRequestRow, code: str, event: Event) -> datetime | None:
    """When a part of the answer was last made, from the log: a page that is read stores nothing else."""
    found, _ = audit_search.page(reader, subject=code, event=event.value, size=50)
    lines = (review.read(*one) for one in found)
    return next((line.at for line in lines if line.target == row.id), None)
