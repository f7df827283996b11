"""Erasing a case: everything but the sealed proof of a yes, which has its own key and term (R20).

What names a case is found by its column, in every table that there is: a new table that keeps a `case_id`, a
`referral_id`, a `deadline_id`, an `object_id` or a `subject_code` is erased along, unless it stands in `OUTLIVES`.
What was erased leaves the files only after `Store.forget_deleted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import String, cast, delete, inspect, or_, select

from signaal.store.base import Base
from signaal.store.reader import Reader
from signaal.store.tables import row_classes
from signaal.store.tables_cases import CaseRow, GrantRow, RecordRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_sessions import DraftRow, ReceiptRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit

OUTLIVES = frozenset({"consents"})
"""Tables that name a case and stay: the proof of a yes until its own term (a no is no proof: it goes)."""


@dataclass(frozen=True)
class Erased:
    """What was erased, by codes and ids that lead nowhere from here on.

    `referrals`: (code, receiving team's id or None). `message_ids`: of mails that may still lie in a folder.
    """

    case_id: str
    pseudonym: str
    referrals: tuple[tuple[str, str | None], ...]
    key_ids: tuple[str, ...]
    message_ids: tuple[str, ...]
    rows: int

    @property
    def references(self) -> tuple[str, ...]:
        """The codes of its referrals."""
        return tuple(code for code, _ in self.referrals)


def erase_case(unit: Unit, row: CaseRow) -> Erased:
    """Delete a case with everything that names it; proofs of a yes stay, answers of no go."""
    case_id, pseudonym = row.id, row.pseudonym
    sent = list(unit.session.scalars(select(ReferralRow).where(ReferralRow.case_id == case_id)))
    codes = [pseudonym, *(one.reference for one in sent)]
    found = _rows(unit, case_id, [one.id for one in sent], codes)
    mails = tuple(one.message_id for one in found.values() if isinstance(one, OutboxRow))
    for one in found.values():
        unit.delete(one)
    refused = select(ConsentRow).where(ConsentRow.case_id == case_id, ConsentRow.state == "declined")
    no = sum(erase_consent(unit, answer) for answer in unit.session.scalars(refused).all())
    _delete_receipts(unit, codes)
    keys = {row.key_id}.union(*({one.key_id, one.notes_key_id or one.key_id} for one in sent))
    kept = tuple((one.reference, one.recipient_team_id) for one in sent)
    return Erased(case_id, pseudonym, kept, tuple(sorted(keys)), mails, len(found) + no)


def erase_consent(unit: Unit, row: ConsentRow) -> int:
    """Delete a proof of a yes with its records and grants, when its own term is over; return how many rows.

    A referral made on it must be gone before: the database refuses a proof that is still needed.
    """
    found: list[Base] = [row]
    sealed = or_(RecordRow.object_id == row.id, RecordRow.id == row.record_id)
    found += unit.session.scalars(select(RecordRow).where(sealed))
    found += unit.session.scalars(select(GrantRow).where(GrantRow.object_id == row.id))
    for one in found:
        unit.delete(one)
    return len(found)


def naming(column: str) -> Iterator[type[Base]]:
    """Every row class with this column that goes with a case."""
    for row_class in row_classes():
        if row_class.__tablename__ not in OUTLIVES and column in inspect(row_class).column_attrs:
            yield row_class


def tables() -> set[str]:
    """Every table from which erasing takes rows."""
    columns = ("case_id", "referral_id", "deadline_id", "object_id", "subject_code")
    named = {str(row.__tablename__) for column in columns for row in naming(column)}
    return named | {"cases", "consents", "receipts"}


def _rows(unit: Unit, case_id: str, referral_ids: list[str], codes: list[str]) -> dict[int, Base]:
    clocks = unit.session.scalars(select(DeadlineRow.id).where(DeadlineRow.case_id == case_id)).all()
    wanted: list[tuple[str, Iterable[str]]] = [
        ("case_id", [case_id]),
        ("referral_id", referral_ids),
        ("deadline_id", clocks),
        ("object_id", [case_id, *referral_ids]),
        ("subject_code", codes),
    ]
    found: dict[int, Base] = {}
    for column, values in wanted:
        for row_class in naming(column):
            asked = select(row_class).where(getattr(row_class, column).in_(list(values)))
            found |= {id(one): one for one in unit.session.scalars(asked)}
    case = unit.get(CaseRow, case_id)
    return found | {id(case): case}


def _delete_receipts(unit: Unit, codes: list[str]) -> None:
    """Receipts that show one of the codes, and drafts of forms named after it."""
    shown = or_(*(cast(ReceiptRow.result, String).contains(code, autoescape=True) for code in codes))
    about = or_(*(DraftRow.form.contains(code, autoescape=True) for code in codes))
    unit.session.execute(delete(ReceiptRow).where(shown), execution_options={"synchronize_session": False})
    unit.session.execute(delete(DraftRow).where(about), execution_options={"synchronize_session": False})


def is_needed(reader: Reader, consent_id: str) -> bool:
    """Is there still a referral that was made on this yes?"""
    asked = select(ReferralRow.id).where(ReferralRow.consent_id == consent_id).limit(1)
    return reader.session.scalars(asked).first() is not None
