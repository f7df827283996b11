"""Who answers now: duty lines as the rules know them, of one organisation or of the municipality."""

from __future__ import annotations

from signaal.store import duty
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DutyRow
from signaal.terms import OrganisationKind
from signaal.workflows.duty import DutyLine, StaffedHours


def line_of(row: DutyRow) -> DutyLine:
    """A row of the duty list as the rules know it."""
    return DutyLine(row.function, row.phone, tuple(row.days), row.from_minute, row.to_minute, row.second)


def of_organisation(reader: Reader, organisation_id: str) -> tuple[DutyLine, ...]:
    """One organisation's lines, in order."""
    return tuple(line_of(row) for row in duty.of_organisation(reader, organisation_id))


def of_town(reader: Reader) -> tuple[DutyLine, ...]:
    """The lines of every municipal organisation: whom a family can call."""
    return tuple(line_of(row) for row in duty.of_kind(reader, OrganisationKind.MUNICIPALITY.value))


def staffed(reader: Reader, organisation_id: str) -> StaffedHours:
    """The hours in which an organisation can act; office hours when it states none."""
    return StaffedHours.of(of_organisation(reader, organisation_id))
