"""A session that only asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, bindparam, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from signaal.store.base import Base
from signaal.terms import NotFound

Row = TypeVar("Row", bound=Base)


class Reader:
    """What every function of `store` takes first; a `Unit` is one that may also write."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._found: dict[tuple[type[Base], str], Base] = {}

    def find(self, row_class: type[Row], key: str) -> Row | None:
        """The row with this primary key, or None. Asked for again, it costs nothing."""
        known = self._found.get((row_class, key))
        if known is not None and known in self.session:
            return cast("Row", known)
        if inspect(row_class).identity_key_from_primary_key((key,)) in self.session.identity_map:
            found = self.session.get(row_class, key)
        else:
            found = self.session.scalars(by_key(row_class), {"key": key}).one_or_none()
        if found is not None:
            self._found[row_class, key] = found  # the session itself forgets what nobody holds
        return found

    def hold(self, rows: Iterable[Base | None]) -> None:
        """Keep rows that were read together until the end, so that `find` costs nothing for them."""
        for row in rows:
            if row is not None:
                self._found[type(row), inspect(type(row)).primary_key_from_instance(row)[0]] = row

    def get(self, row_class: type[Row], key: str) -> Row:
        """The row with this primary key. NotFound when it is not there."""
        return present(self.find(row_class, key))


@cache
def by_key(row_class: type[Row]) -> Select[Row]:
    """The question for one row by its primary key, put together once: half of what `Session.get` takes."""
    (column,) = inspect(row_class).primary_key
    return select(row_class).where(column == bindparam("key"))


def present(row: Row | None) -> Row:
    """The row itself. NotFound when it is None."""
    if row is None:
        raise NotFound
    return row


class ReadSession(Session):
    """The session of a read: says at once that it cannot write, before the database would."""


@event.listens_for(ReadSession, "do_orm_execute")
def _refuse_statements(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise RuntimeError("this only reads: open a unit to write")


@event.listens_for(ReadSession, "before_flush")
def _refuse_rows(_session: Session, _context: Any, _instances: Any) -> None:
    raise RuntimeError("this only reads: open a unit to write")
