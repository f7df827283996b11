"""Digests of rows: what the log says of a write, and what a check finds in the tables.

A digest covers the witnessed columns of a row (`Base.__witness__`), so that a direct write to a table is
found by comparing the row with the digest in its last event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import inspect, select

from signaal import terms
from signaal.store.base import Base, written
from signaal.store.reader import Reader
from signaal.store.tables import witnessed

BATCH = 500


class Written(NamedTuple):
    """One row as it is stored: table, row id, SHA-256 in hexadecimal, or None when it was deleted."""

    table: str
    row_id: str
    digest: str | None


def row_id(row: Base) -> str:
    """The row's primary key as text."""
    mapper = inspect(type(row))
    return "/".join(str(part) for part in mapper.primary_key_from_instance(row))


def place(row: Base) -> tuple[str, str]:
    """Where a row stands: table and row id."""
    return str(row.__tablename__), row_id(row)


def plain(value: object) -> object:
    """A column's value as JSON can hold it: bytes as hexadecimal, moments in UTC with microseconds.

    Microseconds, because both databases keep them: a change below the millisecond is a change too.
    """
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return written(terms.aware(value))
    if isinstance(value, dict | list | tuple):
        return json.loads(json.dumps(value))
    return value


def digest(row: Base) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON of a row's witnessed columns.

    Keys sorted, no spaces, UTF-8: RFC 8785 for the values that columns hold.
    """
    columns = {name: plain(getattr(row, name)) for name in row.__witness__}
    text = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def scan(reader: Reader) -> Iterator[Written]:
    """Every witnessed row as it stands now, table by table, in batches: memory stays flat."""
    for row_class in witnessed():
        keys = inspect(row_class).primary_key
        found = reader.session.scalars(
            select(row_class).order_by(*keys).execution_options(yield_per=BATCH, populate_existing=True)
        )
        for row in found:
            yield Written(*place(row), digest(row))
