"""What a thief carries away: the folder of the instance, and of PostgreSQL its data folder and a dump."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg

from tests.theft.searching import Hit, in_file


def dump_sqlite(database: Path, to: Path) -> None:
    """Every row as SQL text, blobs in hexadecimal: a value is whole here, also where pages split it in the file."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        to.write_text("\n".join(connection.iterdump()), encoding="utf-8")


def dump_postgres(url: str, to: Path) -> None:
    """Every row of every table of ours, as COPY writes it."""
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    with psycopg.connect(url) as connection, to.open("wb") as file:
        for (table,) in connection.execute(listed).fetchall():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as rows:
                file.writelines(bytes(part) for part in rows)


def postgres_files(url: str) -> tuple[list[Path], list[Path]]:
    """The files of this database, written out; and all others of the server, its write-ahead log included."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    data, own = Path(row[0]), Path(row[0]) / "base" / str(row[1])
    mine = sorted(path for path in own.iterdir() if path.is_file())
    others = sorted(p for p in data.rglob("*") if own not in p.parents and p.is_file())
    return mine, others


def in_files(files: Iterable[Path], texts: Iterable[str]) -> Iterator[Hit]:
    """As `searching.in_file`; files of a living server may go while they are read."""
    wanted = tuple(texts)
    for path in files:
        try:
            yield from in_file(path, wanted)
        except FileNotFoundError:
            continue


def holds(files: Iterable[Path], content: bytes) -> bool:
    """Does any of these files hold these bytes? To know that a search looks where the data is."""
    return any(content in path.read_bytes() for path in files if path.exists())
