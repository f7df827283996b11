"""Every row of the database as lines, from one moment, for a backup that restores on either database.

One JSON value a line. `{"table": name, "columns": {name: kind}}`, then an array for each of its rows; at the end
`{"rows": {table: number}}`. Kinds: text, int, bool, json, bytes (base64), moment (ISO, UTC). Left out is what must not
come back: sessions and everything that hangs on one (`LEFT_OUT`); of those that the log knows the ids stand in
`{"gone": [[table, id], ...]}`, so that it can be told that they are gone.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, LargeBinary, Table, inspect, select

from signaal.store.base import WRITTEN_AS, Moment
from signaal.store.reader import Reader
from signaal.store.tables import SCHEMA, witnessed
from signaal.store.witness import row_id

LEFT_OUT = frozenset(
    {"sessions", "session_pins", "passkey_challenges", "throttle", "heartbeats", "revocations"}
)
"""Sessions, what is asked within one, brakes, signs of life, and what the journal has."""
_BATCH = 500


def lines(reader: Reader) -> Iterator[bytes]:
    """The whole database at the moment of this read, in batches: memory stays flat."""
    counts: dict[str, int] = {}
    for table in SCHEMA.sorted_tables:
        if table.name not in LEFT_OUT:
            yield _line({"table": table.name, "columns": kinds(table)})
            counts[table.name] = 0
            for row in _rows(reader, table):
                counts[table.name] += 1
                yield _line(row)
    yield _line({"gone": _gone(reader)})
    yield _line({"rows": counts})


def kinds(table: Table) -> dict[str, str]:
    """Of each column what kind of value it holds."""
    return {column.name: kind_of(column.type) for column in table.columns}


def kind_of(column_type: object) -> str:
    """What a line calls this type."""
    for known, kind in (
        (Moment, "moment"),
        (LargeBinary, "bytes"),
        (JSON, "json"),
        (Boolean, "bool"),
        (Integer, "int"),
    ):
        if isinstance(column_type, known):
            return kind
    return "text"


def _rows(reader: Reader, table: Table) -> Iterator[list[Any]]:
    asked = select(table).order_by(*table.primary_key.columns)
    found = reader.session.connection().execute(asked.execution_options(yield_per=_BATCH))
    for row in found:
        yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime):
        return value.strftime(WRITTEN_AS)
    return value


def _gone(reader: Reader) -> list[list[str]]:
    """Rows that the log knows and that are left out: table and id."""
    found = []
    for row_class in witnessed():
        if row_class.__tablename__ in LEFT_OUT:
            keys = inspect(row_class).primary_key
            for row in reader.session.scalars(select(row_class).order_by(*keys)):
                found.append([str(row_class.__tablename__), row_id(row)])
    return found


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
