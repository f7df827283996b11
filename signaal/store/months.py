"""The clocks of 48 hours that began in a stretch of time, and what was kept of those whose card is gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal_column, select

from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import AttemptRow, DeadlineRow
from signaal.store.tables_months import ClockResultRow, PublishedMonthRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.terms import ClockKind

CALM: ColumnElement[bool] = DeadlineRow.kind == literal_column(f"'{ClockKind.CALM_48H.value}'")
"""Spelled out, not bound: SQLite uses the partial index only when it can read the word."""


class Begun(NamedTuple):
    """The columns of one clock that a report needs; `recipient_team_id` only after a yes that stands."""

    id: str
    sender_team_id: str
    recipient_team_id: str | None
    state: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    yes_at: datetime | None
    acknowledged_at: datetime | None
    no_duty: bool
    reached_at: datetime | None


def of_senders(reader: Reader, team_ids: Collection[str], since: datetime, until: datetime) -> list[Begun]:
    """Clocks of these teams' cards that began from `since` up to `until`."""
    return _begun(reader, DeadlineRow.started_at >= since, DeadlineRow.started_at < until,
                  CaseRow.team_id.in_(set(team_ids)))  # fmt: skip


def of_receivers(reader: Reader, team_ids: Collection[str], since: datetime, until: datetime) -> list[Begun]:
    """Clocks that these teams received, from the family's yes on and while it stands (R8)."""
    return _begun(reader, DeadlineRow.started_at >= since, DeadlineRow.started_at < until,
                  DeadlineRow.yes_at.is_not(None), ReferralRow.recipient_team_id.in_(set(team_ids)))  # fmt: skip


def of_case(reader: Reader, case_id: str) -> list[Begun]:
    """Clocks of one card."""
    return _begun(reader, DeadlineRow.case_id == case_id)


def keep(unit: Unit, row: ClockResultRow) -> None:
    """Keep what came of a clock whose card goes."""
    unit.add(row)


def kept(
    reader: Reader, month: str, *, senders: Collection[str] = (), receivers: Collection[str] = ()
) -> list[ClockResultRow]:
    """What was kept of a month: cards of some teams, or clocks that some teams received."""
    asked = select(ClockResultRow).where(ClockResultRow.month == month)
    if senders:
        asked = asked.where(ClockResultRow.sender_team_id.in_(set(senders)))
    else:
        asked = asked.where(ClockResultRow.recipient_team_id.in_(set(receivers)))
    return list(reader.session.scalars(asked.order_by(ClockResultRow.id)))


def publish(unit: Unit, row: PublishedMonthRow) -> None:
    """Store what is published. The database refuses the same month of an organisation a second time."""
    unit.add(row)


def published(reader: Reader, month: str, organisation_id: str | None = None) -> list[PublishedMonthRow]:
    """What was published of a month, by one organisation or by all."""
    asked = select(PublishedMonthRow).where(PublishedMonthRow.month == month)
    if organisation_id is not None:
        asked = asked.where(PublishedMonthRow.organisation_id == organisation_id)
    return list(reader.session.scalars(asked.order_by(PublishedMonthRow.organisation_id)))


def _begun(reader: Reader, *wanted: ColumnElement[bool]) -> list[Begun]:
    reached = (
        select(func.min(AttemptRow.at))
        .where(
            AttemptRow.case_id == DeadlineRow.case_id,
            AttemptRow.reached,
            AttemptRow.at >= DeadlineRow.started_at,
        )
        .scalar_subquery()
    )
    asked = (
        select(
            DeadlineRow.id, CaseRow.team_id, ReferralRow.recipient_team_id, DeadlineRow.state, DeadlineRow.started_at,
            DeadlineRow.due_at, DeadlineRow.ended_at, DeadlineRow.yes_at, DeadlineRow.acknowledged_at,
            DeadlineRow.no_duty, reached,
        )
        .join(CaseRow, CaseRow.id == DeadlineRow.case_id)
        .outerjoin(ReferralRow, ReferralRow.id == DeadlineRow.referral_id)
        .where(CALM, *wanted)
        .order_by(DeadlineRow.started_at, DeadlineRow.id)
    )  # fmt: skip
    found = [Begun(*row) for row in reader.session.execute(asked)]
    return [row if row.yes_at is not None else row._replace(recipient_team_id=None) for row in found]
