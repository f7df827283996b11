"""Referrals: as the sender follows them, and as the receiver's inbox shows them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from signaal.store import pages
from signaal.store.pages import Cursor, Page
from signaal.store.reader import Reader, present
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit


def add(unit: Unit, row: ReferralRow) -> ReferralRow:
    """Store a new referral."""
    return unit.add(row)


def find(reader: Reader, reference: str) -> ReferralRow | None:
    """By its code, or None."""
    return reader.session.scalars(select(ReferralRow).where(ReferralRow.reference == reference)).one_or_none()


def get(reader: Reader, reference: str) -> ReferralRow:
    """By its code. NotFound otherwise."""
    return present(find(reader, reference))


def find_by_id(reader: Reader, referral_id: str) -> ReferralRow | None:
    """By id, or None."""
    return reader.find(ReferralRow, referral_id)


def get_by_id(reader: Reader, referral_id: str) -> ReferralRow:
    """By id. NotFound otherwise."""
    return reader.get(ReferralRow, referral_id)


def locked(unit: Unit, reference: str) -> ReferralRow:
    """By its code, kept from others until the unit ends. NotFound otherwise."""
    asked = select(ReferralRow).where(ReferralRow.reference == reference).with_for_update()
    return present(unit.session.scalars(asked, execution_options={"populate_existing": True}).one_or_none())


def by_ids(reader: Reader, referral_ids: Collection[str]) -> dict[str, ReferralRow]:
    """Referrals by id, in one question."""
    asked = select(ReferralRow).where(ReferralRow.id.in_(set(referral_ids)))
    return {row.id: row for row in reader.session.scalars(asked)}


def of_case(reader: Reader, case_id: str) -> list[ReferralRow]:
    """What was sent or prepared in a case, oldest first."""
    asked = select(ReferralRow).where(ReferralRow.case_id == case_id)
    return list(reader.session.scalars(asked.order_by(ReferralRow.created_at, ReferralRow.id)))


def of_consent(reader: Reader, consent_id: str) -> list[ReferralRow]:
    """What was made on one yes, oldest first."""
    asked = select(ReferralRow).where(ReferralRow.consent_id == consent_id)
    return list(reader.session.scalars(asked.order_by(ReferralRow.created_at, ReferralRow.id)))


def inbox(
    reader: Reader,
    team_id: str,
    *,
    states: Collection[str] | None = None,
    after: Cursor | None = None,
    size: int = pages.SIZE,
) -> Page[ReferralRow]:
    """What was sent to a team, newest first, in some states only when they are named."""
    asked = select(ReferralRow).where(
        ReferralRow.recipient_team_id == team_id, ReferralRow.sent_at.is_not(None)
    )
    if states is not None:
        asked = asked.where(ReferralRow.state.in_(set(states)))
    beyond = pages.older(ReferralRow.sent_at, ReferralRow.id, after)
    if beyond is not None:
        asked = asked.where(beyond)
    found = reader.session.scalars(
        asked.order_by(ReferralRow.sent_at.desc(), ReferralRow.id.desc()).limit(size + 1)
    )
    return pages.cut(found.all(), size, "sent_at")


def counts(reader: Reader, team_ids: Collection[str]) -> dict[tuple[str, str], int]:
    """How many referrals inside signaal per (recipient team id, state)."""
    asked = (
        select(ReferralRow.recipient_team_id, ReferralRow.state, func.count())
        .where(ReferralRow.inside, ReferralRow.recipient_team_id.in_(set(team_ids)))
        .group_by(ReferralRow.recipient_team_id, ReferralRow.state)
    )
    return {(team_id or "", state): number for team_id, state, number in reader.session.execute(asked)}
