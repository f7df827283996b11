"""A session that only asks."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from signaal.store.base import Base
from signaal.terms import NotFound

Row = TypeVar("Row", bound=Base)


class Reader:
    """What every function of `store` takes first; a `Unit` is one that may also write."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, row_class: type[Row], key: str) -> Row | None:
        """The row with this primary key, or None."""
        return self.session.get(row_class, key)

    def get(self, row_class: type[Row], key: str) -> Row:
        """The row with this primary key. NotFound when it is not there."""
        return present(self.find(row_class, key))


def present(row: Row | None) -> Row:
    """The row itself. NotFound when it is None."""
    if row is None:
        raise NotFound
    return row
