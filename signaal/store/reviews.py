"""What is to be reviewed in an organisation, week by week, and the lines of the log that it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditCheckpointRow, AuditEventRow, AuditIndexRow
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_reviews import ReviewDeskRow, ReviewItemRow, ReviewWeekRow
from signaal.store.units import Unit


def desk(reader: Reader, organisation_id: str) -> ReviewDeskRow | None:
    """How an organisation reviews, or None before the first time."""
    return reader.find(ReviewDeskRow, organisation_id)


def add_desk(unit: Unit, row: ReviewDeskRow) -> ReviewDeskRow:
    """Store how an organisation reviews."""
    return unit.add(row)


def weeks(reader: Reader, organisation_id: str, limit: int = 60) -> Sequence[ReviewWeekRow]:
    """Weeks whose sample was drawn, the last first."""
    row = ReviewWeekRow
    asked = select(row).where(row.organisation_id == organisation_id).order_by(row.week.desc()).limit(limit)
    return reader.session.scalars(asked).all()


def week(reader: Reader, organisation_id: str, name: str) -> ReviewWeekRow | None:
    """One of those weeks, or None."""
    row = ReviewWeekRow
    asked = select(row).where(row.organisation_id == organisation_id, row.week == name)
    return reader.session.scalars(asked).one_or_none()


def week_names(reader: Reader, week_ids: Collection[str]) -> dict[str, str]:
    """What these weeks are called (`2026-W47`), by id."""
    row = ReviewWeekRow
    asked = select(row.id, row.week).where(row.id.in_(set(week_ids)))
    return dict(reader.session.execute(asked).all())


def add_week(unit: Unit, row: ReviewWeekRow) -> ReviewWeekRow:
    """Store a week that was drawn."""
    return unit.add(row)


def add_item(unit: Unit, row: ReviewItemRow) -> ReviewItemRow:
    """Store one thing to look at."""
    return unit.add(row)


def get_item(reader: Reader, item_id: str) -> ReviewItemRow:
    """By id. NotFound otherwise."""
    return reader.get(ReviewItemRow, item_id)


def items(reader: Reader, organisation_id: str, names: Collection[str]) -> Sequence[ReviewItemRow]:
    """Everything of these weeks, in the order in which it happened."""
    row = ReviewItemRow
    asked = select(row).where(row.organisation_id == organisation_id, row.week.in_(set(names)))
    return reader.session.scalars(asked.order_by(row.at, row.id)).all()


def found_between(
    reader: Reader, organisation_id: str, since: datetime, until: datetime
) -> Sequence[ReviewItemRow]:
    """Everything that was found from `since` up to `until`."""
    row = ReviewItemRow
    asked = select(row).where(
        row.organisation_id == organisation_id, row.found_at >= since, row.found_at < until
    )
    return reader.session.scalars(asked.order_by(row.found_at, row.id)).all()


def undecided(reader: Reader, organisation_id: str, limit: int = 500) -> Sequence[ReviewItemRow]:
    """What waits, the nearest due moment first."""
    row = ReviewItemRow
    asked = select(row).where(row.organisation_id == organisation_id, row.finding.is_(None))
    return reader.session.scalars(asked.order_by(row.due_at, row.id).limit(limit)).all()


def asked_of(reader: Reader, user_id: str) -> Sequence[ReviewItemRow]:
    """What somebody was asked to explain and did not yet, longest first."""
    row = ReviewItemRow
    asked = select(row).where(row.asked_id == user_id, row.answer.is_(None), row.finding.is_(None))
    return reader.session.scalars(asked.order_by(row.asked_at, row.id)).all()


def lines(reader: Reader, organisation_id: str, since: datetime, until: datetime) -> list[tuple[int, bytes]]:
    """(seq, bytes) of everything that people did in an organisation from `since` up to `until`, oldest first."""
    row = AuditIndexRow
    asked = (
        select(row.seq, AuditEventRow.stored)
        .join(AuditEventRow, AuditEventRow.seq == row.seq)
        .where(
            row.organisation_id == organisation_id, row.at >= since, row.at < until, row.user_id.is_not(None)
        )
        .order_by(row.at, row.seq)
    )
    return [(seq, stored) for seq, stored in reader.session.execute(asked)]


def population(
    reader: Reader, organisation_id: str, since: datetime, until: datetime, events: Collection[str]
) -> list[int]:
    """Numbers of the lines of these events that people left from `since` up to `until`."""
    row = AuditIndexRow
    asked = select(row.seq).where(
        row.organisation_id == organisation_id, row.at >= since, row.at < until, row.user_id.is_not(None),
        row.event.in_(set(events)),
    )  # fmt: skip
    return list(reader.session.scalars(asked.order_by(row.seq)))


def stored(reader: Reader, seqs: Collection[int]) -> list[tuple[int, bytes]]:
    """(seq, bytes) of these lines, in order; a line that was pruned is left out."""
    row = AuditEventRow
    asked = select(row.seq, row.stored).where(row.seq.in_(set(seqs))).order_by(row.seq)
    return [(seq, kept) for seq, kept in reader.session.execute(asked)]


def first_checkpoint(reader: Reader, moment: datetime) -> AuditCheckpointRow | None:
    """The first checkpoint that was signed at or after this moment, or None."""
    row = AuditCheckpointRow
    asked = select(row).where(row.created_at >= moment).order_by(row.created_at, row.size).limit(1)
    return reader.session.scalars(asked).first()


def closed(reader: Reader, codes: Collection[str]) -> list[str]:
    """Which of these cards are closed now."""
    asked = select(CaseRow.pseudonym).where(CaseRow.pseudonym.in_(set(codes)), CaseRow.state == "closed")
    return list(reader.session.scalars(asked))


def looks(
    reader: Reader, organisation_id: str, since: datetime, until: datetime, events: Collection[str]
) -> int:
    """How many lines of these events there are in a period."""
    row = AuditIndexRow
    asked = select(func.count()).select_from(row)
    asked = asked.where(
        row.organisation_id == organisation_id, row.at >= since, row.at < until, row.event.in_(set(events))
    )
    return reader.session.scalars(asked).one()
