"""Holds on cards. One is in force until its end, or until somebody lifted it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from signaal.store.reader import Reader
from signaal.store.tables_retention import HoldRow


def in_force(reader: Reader, case_id: str, now: datetime) -> HoldRow | None:
    """The hold that keeps a card now: the one that ends last; None when nothing does."""
    asked = select(HoldRow).where(HoldRow.case_id == case_id, _now(now))
    return reader.session.scalars(asked.order_by(HoldRow.until.desc(), HoldRow.id).limit(1)).first()


def held(reader: Reader, case_ids: Collection[str], now: datetime) -> dict[str, HoldRow]:
    """Holds in force by case, in one question."""
    asked = select(HoldRow).where(HoldRow.case_id.in_(set(case_ids)), _now(now))
    return {row.case_id: row for row in reader.session.scalars(asked.order_by(HoldRow.until, HoldRow.id))}


def of_organisation(reader: Reader, organisation_id: str, now: datetime) -> list[HoldRow]:
    """Holds in force in one organisation, first ending first."""
    asked = select(HoldRow).where(HoldRow.organisation_id == organisation_id, _now(now))
    return list(reader.session.scalars(asked.order_by(HoldRow.until, HoldRow.id)))


def find(reader: Reader, hold_id: str) -> HoldRow | None:
    """By id, or None."""
    return reader.find(HoldRow, hold_id)


def _now(now: datetime) -> ColumnElement[bool]:
    return and_(HoldRow.until > now, HoldRow.lifted_at.is_(None))
