"""What the installation knows about itself."""

from __future__ import annotations

from signaal.store.reader import Reader
from signaal.store.tables_work import MetaRow
from signaal.store.units import Unit


def find(reader: Reader, key: str) -> str | None:
    """A value, or None."""
    row = reader.find(MetaRow, key)
    return None if row is None else row.value


def put(unit: Unit, key: str, value: str) -> None:
    """Store a value or change it; the log gets an event, as for every row that is evidence."""
    row = unit.find(MetaRow, key)
    if row is None:
        unit.add(MetaRow(key=key, value=value))
    else:
        row.value = value
