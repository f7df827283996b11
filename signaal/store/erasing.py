"""Erasing a case: everything but the sealed proof of a yes, which has its own key and term (R20).

What was erased leaves the files only after `Store.forget_deleted`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, delete, or_, select

from signaal.store.base import Base
from signaal.store.tables_cases import CaseRow, GrantRow, RecordRow, SignalRow
from signaal.store.tables_clocks import AttemptRow, DeadlineRow, DeadlineStepRow
from signaal.store.tables_sessions import DraftRow, ReceiptRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit


@dataclass(frozen=True)
class Erased:
    """What the revocation journal must name: codes and keys that lead nowhere from here on."""

    pseudonym: str
    references: tuple[str, ...]
    key_ids: tuple[str, ...]
    rows: int


def erase_case(unit: Unit, row: CaseRow) -> Erased:
    """Delete a case with clocks, referrals, messages, records, grants and receipts; proofs of a yes stay."""
    referrals = list(unit.session.scalars(select(ReferralRow).where(ReferralRow.case_id == row.id)))
    codes = [row.pseudonym, *(one.reference for one in referrals)]
    sealed_for = [row.id, *(one.id for one in referrals)]
    clocks = [
        one.id for one in unit.session.scalars(select(DeadlineRow).where(DeadlineRow.case_id == row.id))
    ]
    key_ids = {row.key_id}.union(*({one.key_id, one.notes_key_id or one.key_id} for one in referrals))
    conditions: list[tuple[type[Base], ColumnElement[bool]]] = [
        (OutboxRow, OutboxRow.subject_code.in_(codes)),
        (DeadlineStepRow, DeadlineStepRow.deadline_id.in_(clocks)),
        (AttemptRow, AttemptRow.case_id == row.id),
        (DeadlineRow, DeadlineRow.case_id == row.id),
        (SignalRow, SignalRow.case_id == row.id),
        (RecordRow, RecordRow.object_id.in_(sealed_for)),
        (GrantRow, GrantRow.object_id.in_(sealed_for)),
        (ReferralRow, ReferralRow.case_id == row.id),
        (CaseRow, CaseRow.id == row.id),
    ]
    gone = sum(_delete(unit, row_class, condition) for row_class, condition in conditions)
    _delete_mentions(unit, codes)
    return Erased(row.pseudonym, tuple(codes[1:]), tuple(sorted(key_ids)), gone)


def erase_consent(unit: Unit, row: ConsentRow) -> int:
    """Delete a proof of a yes with its records and grants, when its own term is over; return how many rows.

    A referral made on it must be gone before: the database refuses a proof that is still needed.
    """
    conditions: list[tuple[type[Base], ColumnElement[bool]]] = [
        (RecordRow, or_(RecordRow.object_id == row.id, RecordRow.id == row.record_id)),
        (GrantRow, GrantRow.object_id == row.id),
        (ConsentRow, ConsentRow.id == row.id),
    ]
    return sum(_delete(unit, row_class, condition) for row_class, condition in conditions)


def _delete_mentions(unit: Unit, codes: list[str]) -> None:
    """Receipts that show one of the codes, and drafts of forms about it."""
    shown = or_(*(cast(ReceiptRow.result, String).contains(code, autoescape=True) for code in codes))
    about = or_(*(DraftRow.form.contains(code, autoescape=True) for code in codes))
    unit.session.execute(delete(ReceiptRow).where(shown), execution_options={"synchronize_session": False})
    unit.session.execute(delete(DraftRow).where(about), execution_options={"synchronize_session": False})


def _delete(unit: Unit, row_class: type[Base], condition: ColumnElement[bool]) -> int:
    """One by one and through the session: each deletion is a write that the log names."""
    found = list(unit.session.scalars(select(row_class).where(condition)))
    for row in found:
        unit.delete(row)
    return len(found)
