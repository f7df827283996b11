"""What goes this month, what is held, and what should have gone: codes and days, for the officer and the supervisor.

"Due, not yet erased" is zero or red: a card or a proof past its term, that nothing keeps, for longer than a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions import answering, holding
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.actions.views import Task
from signaal.actions.watched import home
from signaal.audit.entries import MOST_SUBJECTS
from signaal.audit.events import Event
from signaal.store import cases, consents, erasing, holds, people, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ConsentRow
from signaal.terms import Role, Say
from signaal.workflows.calendar import add_months, at_wall, local_day

ERASED_WITHIN = timedelta(days=1)
"""The upkeep runs every ten minutes; a day is time enough for a machine that was off for a night."""
BATCH = 200


@dataclass(frozen=True)
class Going:
    """A card that goes: its code, when, and why not yet when something keeps it (hold, help, request, or empty)."""

    code: str
    at: datetime
    kept_by: str = ""


@dataclass(frozen=True)
class Held:
    """A hold in force: the card's code, the reason of the closed list, when it ends, who placed it."""

    id: str
    code: str
    reason: str
    until: datetime
    by: str

    @property
    def last_day(self) -> date:
        """The last day on which it counts, in Amsterdam."""
        return local_day(self.until - timedelta(seconds=1))


@dataclass(frozen=True)
class Ahead:
    """One organisation: what goes before the end of next month's first day, how many proofs of a yes with it, what is
    held, and how much should have gone and did not (zero or red).
    """

    until: datetime
    going: tuple[Going, ...]
    proofs: int
    held: tuple[Held, ...]
    overdue: int
    more: bool


@action(Permission.RETENTION_READ, Event.RETENTION_LISTED)
def look(ctx: Ctx) -> Ahead:
    """The preview of this month, of the own organisation. No content: codes, days, reasons."""
    organisation = home(ctx, Permission.RETENTION_READ)
    first = local_day(ctx.now).replace(day=1)
    until = at_wall(add_months(first, 1), 0)
    with ctx.tools.store.unit() as unit:
        team_ids = [team.id for team in teams.of_organisation(unit, organisation)]
        rows = cases.expiring(unit, team_ids, until, MOST_SUBJECTS + 1)
        found = Ahead(
            until=until,
            going=tuple(_going(unit, ctx, rows[:MOST_SUBJECTS])),
            proofs=len(consents.past_of_teams(unit, team_ids, until)),
            held=tuple(_held(unit, ctx, organisation)),
            overdue=_overdue_of(unit, ctx, team_ids),
            more=len(rows) > MOST_SUBJECTS,
        )
        shown = dict.fromkeys([one.code for one in found.going] + [one.code for one in found.held])
        leave(
            unit, ctx, Event.RETENTION_LISTED, organisation=organisation, number=len(found.going),
            subjects=tuple(shown)[:MOST_SUBJECTS],
        )  # fmt: skip
    return found


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """Red on the officer's and the supervisor's page of today, when something should have gone and did not."""
    watching = (Role.PRIVACY_OFFICER, Role.SUPERVISOR)
    for organisation in {m.organisation_id for m in ctx.actor.memberships if m.role in watching}:
        count = _overdue_of(reader, ctx, [team.id for team in teams.of_organisation(reader, organisation)])
        if count:
            yield Task(Say("retention.late", {"n": count}), None, "/bewaren", None, overdue=True)


def overdue(reader: Reader, ctx: Ctx) -> int:
    """How many cards and proofs of the whole installation are a day past their term though nothing keeps them."""
    return _overdue_of(reader, ctx, None)


def _overdue_of(reader: Reader, ctx: Ctx, team_ids: list[str] | None) -> int:
    late = ctx.now - ERASED_WITHIN
    if team_ids is None:
        rows, proofs = cases.expired(reader, late, BATCH), consents.past_keeping(reader, late, BATCH)
    else:
        rows = cases.expiring(reader, team_ids, late, BATCH)
        proofs = consents.past_of_teams(reader, team_ids, late)
    cards = sum(not holding.stays(reader, ctx, row) for row in rows)
    return cards + sum(not _kept(reader, ctx, proof) for proof in proofs)


def _kept(reader: Reader, ctx: Ctx, proof: ConsentRow) -> bool:
    return erasing.is_needed(reader, proof.id) or holding.held(reader, ctx, proof.case_id)


def _going(reader: Reader, ctx: Ctx, rows: list[CaseRow]) -> Iterator[Going]:
    kept: Mapping[str, object] = holds.held(reader, [row.id for row in rows], ctx.now)
    for row in rows:
        by = "hold" if row.id in kept else "help" if holding.helped(reader, ctx, row) else ""
        by = by or ("request" if answering.waits(reader, ctx, row.id) else "")
        yield Going(row.pseudonym, row.expires_at, by)


def _held(reader: Reader, ctx: Ctx, organisation: str) -> Iterator[Held]:
    rows = holds.of_organisation(reader, organisation, ctx.now)
    codes = cases.codes(reader, [row.case_id for row in rows])
    names = people.names(reader, {row.placed_by for row in rows})
    for row in rows:
        yield Held(row.id, codes[row.case_id], row.reason, row.until, names.get(row.placed_by, ""))
