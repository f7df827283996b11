"""One receipt per form: posting twice does the work once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from signaal.store.reader import Reader
from signaal.store.tables_sessions import ReceiptRow
from signaal.store.units import Unit
from signaal.store.upserts import insert_once
from signaal.terms import NotFound


def find(reader: Reader, form_id: str, user_id: str) -> ReceiptRow | None:
    """Somebody's receipt of a form, or None: another person's receipt is not found."""
    asked = select(ReceiptRow).where(ReceiptRow.form_id == form_id, ReceiptRow.user_id == user_id)
    return reader.session.scalars(asked).one_or_none()


def claim(unit: Unit, form_id: str, user_id: str, action: str, now: datetime) -> bool:
    """Take a form, first thing in its unit. False: posted before; leave the unit, show that receipt.

    Of two posts at the same moment the second waits for the first.
    """
    values = {"form_id": form_id, "user_id": user_id, "action": action, "result": {}, "created_at": now}
    return insert_once(unit, ReceiptRow, values)


def finish(unit: Unit, form_id: str, result: Mapping[str, object]) -> None:
    """Put in what the receipt shows: codes and moments, no content. NotFound when nobody claimed it."""
    put = update(ReceiptRow).where(ReceiptRow.form_id == form_id).values(result=dict(result))
    if unit.session.scalars(put.returning(ReceiptRow.form_id)).first() is None:
        raise NotFound


def forget(unit: Unit, before: datetime) -> None:
    """Delete receipts from before a moment."""
    unit.session.execute(delete(ReceiptRow).where(ReceiptRow.created_at < before))
