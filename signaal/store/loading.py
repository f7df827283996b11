"""Rows from a dump into an empty database, of SQLite or PostgreSQL: all of them in one transaction, or none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    LargeBinary,
    String,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.sql.expression import TableClause

from signaal.store.base import WRITTEN_AS, Moment
from signaal.store.connections import build_engine, checked
from signaal.store.failures import translated
from signaal.terms import Conflict, Say

UNFINISHED = "restore.unfinished"
"""In `meta` from the load until everything that was revoked is revoked again: an instance with it does not start."""
_BATCH = 500
_TYPES: Mapping[str, Any] = {
    "text": String, "int": BigInteger, "bool": Boolean, "bytes": LargeBinary, "moment": Moment,
}  # fmt: skip
_FROM_TEXT: Mapping[str, Callable[[str], Any]] = {
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "moment": lambda text: datetime.strptime(text, WRITTEN_AS).replace(tzinfo=UTC),
}


class BadDump(ValueError):
    """These are no lines of a dump, or not all of them. Nothing was stored."""


@dataclass
class Loaded:
    """What came in: rows by table, and the (table, id) of rows that the log knows and a dump leaves out."""

    rows: dict[str, int] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)


def load(url: str, lines: Iterable[bytes]) -> Loaded:
    """Put a dump into a database that has tables of the dump's revision and no rows.

    Raises:
        Conflict: there are rows already. Nothing was stored.
        BadDump: a line is broken, or the end is missing. Nothing was stored.
        Unavailable: the database is locked, full or gone.
    """
    engine = build_engine(checked(url))
    try:
        with translated(), engine.begin() as connection:
            _must_be_empty(connection)
            connection.execute(table("audit_head").delete())
            found = _all(connection, lines)
            meta = table("meta", column("key"), column("value"))
            connection.execute(insert(meta), [{"key": UNFINISHED, "value": "1"}])
            return found
    finally:
        engine.dispose()


def _must_be_empty(connection: Connection) -> None:
    for name in ("meta", "users", "organisations", "audit_leaves"):
        if connection.execute(select(func.count()).select_from(table(name))).scalar_one():
            raise Conflict(Say("backup.not_empty"))


def _all(connection: Connection, lines: Iterable[bytes]) -> Loaded:
    done, rows = Loaded(), _Rows(connection)
    ended = False
    for line in lines:
        value = _read(line)
        if ended:
            raise BadDump("something stands behind the end")
        if isinstance(value, list):
            rows.add(value)
        elif "table" in value:
            rows.begin(value)
        elif "gone" in value:
            done.gone = [(str(name), str(key)) for name, key in value["gone"]]
        elif "rows" in value:
            rows.flush()
            done.rows, ended = rows.counts, rows.counts == value["rows"]
            if not ended:
                raise BadDump("the number of rows is another")
    if not ended:
        raise BadDump("the end is missing")
    return done


def _read(line: bytes) -> Any:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise BadDump("a line cannot be read") from None
    if not isinstance(value, dict | list):
        raise BadDump("a line is no row")
    return value


class _Rows:
    """Gathers rows of one table and stores them in batches."""

    def __init__(self, connection: Connection) -> None:
        self.counts: dict[str, int] = {}
        self._connection = connection
        self._into: TableClause | None = None
        self._kinds: dict[str, str] = {}
        self._waiting: list[dict[str, Any]] = []

    def begin(self, said: dict[str, Any]) -> None:
        """The rows of another table follow."""
        self.flush()
        self._kinds = dict(said["columns"])
        columns = [
            column(name, JSON(none_as_null=True) if kind == "json" else _TYPES[kind])
            for name, kind in self._kinds.items()
        ]
        self._into = table(said["table"], *columns)
        self.counts[said["table"]] = 0

    def add(self, row: list[Any]) -> None:
        """One row, in the order of the columns."""
        if self._into is None or len(row) != len(self._kinds):
            raise BadDump("a row without its table")
        named = zip(self._kinds.items(), row, strict=True)
        try:
            self._waiting.append({name: _value(kind, value) for (name, kind), value in named})
        except (ValueError, TypeError):
            raise BadDump("a value is not of its kind") from None
        self.counts[self._into.name] += 1
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        if self._waiting and self._into is not None:
            self._connection.execute(insert(self._into), self._waiting)
        self._waiting = []


def _value(kind: str, value: Any) -> Any:
    convert = _FROM_TEXT.get(kind)
    return value if value is None or convert is None else convert(value)
