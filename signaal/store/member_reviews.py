"""Which memberships somebody has to confirm, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow
from signaal.store.tables_reviews import MemberReviewRow
from signaal.store.units import Unit


def add(unit: Unit, row: MemberReviewRow) -> MemberReviewRow:
    """Store a question."""
    return unit.add(row)


def periods(reader: Reader, organisation_id: str) -> set[tuple[str, str]]:
    """(membership, period) of every question that was ever asked in an organisation."""
    row = MemberReviewRow
    asked = select(row.membership_id, row.period).where(row.organisation_id == organisation_id)
    return {(membership, period) for membership, period in reader.session.execute(asked)}


def waiting(
    reader: Reader, organisation_ids: Collection[str]
) -> Sequence[tuple[MemberReviewRow, MembershipRow]]:
    """What nobody answered yet, of memberships that have not ended; the nearest due moment first."""
    row = MemberReviewRow
    asked = (
        select(row, MembershipRow)
        .join(MembershipRow, MembershipRow.id == row.membership_id)
        .where(
            row.organisation_id.in_(set(organisation_ids)),
            row.outcome.is_(None),
            MembershipRow.state != "ended",
        )
        .order_by(row.due_at, row.id)
    )
    return [(review, member) for review, member in reader.session.execute(asked)]
