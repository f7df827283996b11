"""Who answers now: weekly lines and turns of the roster as the rules know them, of one organisation or of the town."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from signaal.store import duty, turns
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DutyRow
from signaal.store.tables_on_call import TurnRow
from signaal.terms import OrganisationKind
from signaal.workflows.duty import Duty, DutyLine, StaffedHours
from signaal.workflows.turns import Turn

KNOWN = timedelta(days=28)
"""How far back turns are looked at: a step that is late is moved back to when somebody was on duty."""


def line_of(row: DutyRow) -> DutyLine:
    """A row of the duty list as the rules know it."""
    return DutyLine(row.function, row.phone, tuple(row.days), row.from_minute, row.to_minute, row.second)


def turn_of(row: TurnRow) -> Turn:
    """A row of the roster as the rules know it."""
    return Turn(
        row.function,
        row.phone,
        row.starts_at,
        row.ends_at,
        person=row.user_id,
        second=row.second,
        out_of_hours=row.out_of_hours,
        holidays=row.holidays,
        id=row.id,
    )


def of_organisation(reader: Reader, organisation_id: str, now: datetime) -> tuple[Duty, ...]:
    """One organisation's lines and turns, the weekly lines first, in order."""
    return _both(
        duty.of_organisation(reader, organisation_id),
        turns.of_organisation(reader, organisation_id, now - KNOWN),
    )


def of_town(reader: Reader, now: datetime) -> tuple[Duty, ...]:
    """The lines and turns of every municipal organisation: whom a family can call."""
    kind = OrganisationKind.MUNICIPALITY.value
    return _both(duty.of_kind(reader, kind), turns.of_kind(reader, kind, now - KNOWN))


def staffed(reader: Reader, organisation_id: str, now: datetime) -> StaffedHours:
    """The hours in which an organisation can act; office hours when it states none."""
    return StaffedHours.of(of_organisation(reader, organisation_id, now))


def _both(lines: Iterable[DutyRow], found: Iterable[TurnRow]) -> tuple[Duty, ...]:
    return (*map(line_of, lines), *map(turn_of, found))
