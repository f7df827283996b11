"""Cards that somebody asked to erase before their term."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_finding import ErasureRow


def find(reader: Reader, case_id: str) -> ErasureRow | None:
    """The request for one case, or None."""
    return reader.find(ErasureRow, case_id)


def get(reader: Reader, case_id: str) -> ErasureRow:
    """The request for one case. NotFound otherwise."""
    return reader.get(ErasureRow, case_id)


def everything(reader: Reader) -> list[ErasureRow]:
    """All requests, longest waiting first."""
    asked = select(ErasureRow).order_by(ErasureRow.requested_at, ErasureRow.case_id)
    return list(reader.session.scalars(asked))
