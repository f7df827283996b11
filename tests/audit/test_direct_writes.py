"""Somebody writes to a table behind the program's back: found, whatever the table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Connection, Integer, LargeBinary, Table, create_engine, make_url, text
from sqlalchemy.types import TypeEngine

from signaal.audit import log
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.findings import Finding
from signaal.store import witness
from signaal.store.base import BigNumber, Moment
from signaal.store.tables import SCHEMA, witnessed
from tests.audit.conftest import Bench

TABLES = [str(row.__tablename__) for row in witnessed()]
MOMENT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def anything(kind: TypeEngine[Any], other: bool = False) -> Any:
    """A value of a column's type, or another one."""
    for known, values in (
        (Moment, (MOMENT, MOMENT.replace(hour=10))),
        (Boolean, (False, True)),
        ((Integer, type(BigNumber)), (1, 2)),
        (LargeBinary, (b"a" * 32, b"b" * 32)),
        (JSON, ([], ["x"])),
    ):
        if isinstance(kind, known):
            return values[other]
    return "b" if other else "a"


@contextmanager
def in_hand(bench: Bench) -> Iterator[Connection]:
    """The database as its owner has it: no program, no checks of keys between tables."""
    url = make_url(bench.url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if "postgres" in bench.url else url)
    with engine.begin() as connection:
        if "postgres" in bench.url:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
    engine.dispose()


def put(bench: Bench, table: Table) -> None:
    with in_hand(bench) as connection:
        connection.execute(table.insert().values({c.name: anything(c.type) for c in table.columns}))


def told(bench: Bench, name: str) -> None:
    """An event that speaks of every row of this table, as if the program had stored them."""
    with bench.store.reading() as reader:
        rows = [(row.table, row.row_id, row.digest) for row in witness.scan(reader) if row.table == name]
    with bench.store.unit() as unit:
        log.append_all(unit, [Entry(event=Event.ORGANISATION_CREATED, at=bench.now)], rows)


def found(bench: Bench, name: str) -> set[Finding]:
    """What a check says of rows of this table."""
    rows = {Finding.ROW_INSERTED, Finding.ROW_EDITED, Finding.ROW_DELETED}
    return {p.code for p in bench.verify().problems if str(p.place).startswith(f"{name}/")} & rows


def test_there_are_tables_to_try():
    assert len(TABLES) > 20


@pytest.mark.parametrize("name", TABLES)
def test_a_row_put_in_changed_or_taken_out_is_found(small: Bench, name: str) -> None:
    try_all(small, name)


@pytest.mark.postgres
def test_the_same_with_psql(new_bench, postgres_cluster, empty_postgres):
    url = postgres_cluster.copy(empty_postgres.split("@/")[1].split("?")[0])
    bench = new_bench(url)
    for name in TABLES:
        try_all(bench, name)
    bench.store.close()
    postgres_cluster.drop(url)


def try_all(bench: Bench, name: str) -> None:
    table = SCHEMA.tables[name]
    row_class = next(row for row in witnessed() if row.__tablename__ == name)
    put(bench, table)
    assert Finding.ROW_INSERTED in found(bench, name)
    told(bench, name)
    assert not found(bench, name)
    keys = {column.name for column in table.primary_key}
    changed = next(column for column in row_class.__witness__ if table.columns[column].name not in keys)
    column = table.columns[changed]
    with in_hand(bench) as connection:
        connection.execute(table.update().values({column.name: anything(column.type, other=True)}))
    assert Finding.ROW_EDITED in found(bench, name)
    told(bench, name)
    with in_hand(bench) as connection:
        connection.execute(table.delete())
    assert Finding.ROW_DELETED in found(bench, name)
