"""INSERT with an answer for a row that is there already: both databases have it, each with its own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from signaal.store.base import Base
from signaal.store.units import Unit


def insert_once(unit: Unit, row_class: type[Base], values: Mapping[str, object]) -> bool:
    """Store a row unless its key is there. True when it was stored; a row of another unit is waited for."""
    keys = inspect(row_class).primary_key
    statement = _insert(unit, row_class).values(values).on_conflict_do_nothing().returning(*keys)
    return unit.session.execute(statement).first() is not None


def insert_or_change(
    unit: Unit, row_class: type[Base], values: Mapping[str, object], changes: Mapping[str, object]
) -> None:
    """Store a row, or make the changes to the one with the same key."""
    keys = [column.name for column in inspect(row_class).primary_key]
    statement = (
        _insert(unit, row_class).values(values).on_conflict_do_update(index_elements=keys, set_=changes)
    )
    unit.session.execute(statement, execution_options={"populate_existing": True})


def insert_or_add(
    unit: Unit, row_class: type[Base], rows: Sequence[Mapping[str, object]], column: str
) -> None:
    """Store rows in one statement; where the key is there already, add to its `column`."""
    keys = [key.name for key in inspect(row_class).primary_key]
    statement = _insert(unit, row_class).values(list(rows))
    more = {column: row_class.__table__.c[column] + statement.excluded[column]}
    unit.session.connection().execute(statement.on_conflict_do_update(index_elements=keys, set_=more))


def _insert(unit: Unit, row_class: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if unit.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(row_class)
    return sqlite.insert(row_class)
