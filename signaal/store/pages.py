"""Lists in pages: newest first, by key and not by offset, so that page 2,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_

from signaal.store.base import WRITTEN_AS

SIZE = 25

Cursor = tuple[datetime, str]
"""The moment and the id of the last row of a page."""

Line = TypeVar("Line")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """One page and where the next begins; `after` is None on the last."""

    rows: list[Line]
    after: Cursor | None


def cut(found: Sequence[Line], size: int, moment: str) -> Page[Line]:
    """A page out of `size + 1` rows that were asked for; `moment` names the column of the order."""
    rows = list(found[:size])
    if len(found) <= size:
        return Page(rows, None)
    last: Any = rows[-1]
    return Page(rows, (getattr(last, moment), last.id))


def older(moment: Any, key: Any, after: Cursor | None) -> ColumnElement[bool] | None:
    """The condition for rows after a cursor, newest first; None on the first page."""
    if after is None:
        return None
    return or_(moment < after[0], and_(moment == after[0], key < after[1]))


def as_text(cursor: Cursor | None) -> str | None:
    """A cursor as it travels in a link: a moment and a random id, nothing of a person."""
    if cursor is None:
        return None
    return f"{cursor[0].astimezone(UTC).strftime(WRITTEN_AS)}.{cursor[1]}".replace(":", "")


def from_text(text: str | None) -> Cursor | None:
    """A cursor out of a link; None (the first page) when it is empty or was tampered with."""
    moment, _, key = (text or "").rpartition(".")
    try:
        return datetime.strptime(moment, WRITTEN_AS.replace(":", "")).replace(tzinfo=UTC), key
    except ValueError:
        return None
