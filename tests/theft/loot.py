"""What a thief carries away: the folder of the instance, and of PostgreSQL its data folder and a dump.

All workers of a run share one server: while a file is looked for, another database of that server may go, with every
file and folder in it. What went is left out; a place that must be there and is not stays an error.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
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


def files_of_database(url: str) -> list[Path]:
    """The files of this database on its server, written out."""
    _, own = _folders(url)
    return files_below(own)


def files_of_others(url: str) -> list[Path]:
    """All other files of the server, written out: other databases, and the write-ahead log that all share."""
    data, own = _folders(url)
    return [path for path in files_below(data) if own not in path.parents]


def _folders(url: str) -> tuple[Path, Path]:
    """The data folder of the server and the folder of this database in it, after a checkpoint."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return Path(row[0]), Path(row[0]) / "base" / str(row[1])


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder that lives: folders and files that go meanwhile are passed over.

    Raises:
        FileNotFoundError: the folder itself is not there.
    """
    with os.scandir(folder):
        """It is there, and it may be read; `os.walk` would say nothing of it."""
    places = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return sorted(path for path in places if path.is_file())


def content(path: Path) -> bytes:
    """What stands in a file; nothing when it has gone since it was listed."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def in_files(files: Iterable[Path], texts: Iterable[str]) -> Iterator[Hit]:
    """As `searching.in_file`; files of a living server may go while they are read."""
    wanted = tuple(texts)
    for path in files:
        with suppress(FileNotFoundError):
            yield from in_file(path, wanted)


def holding(files: Iterable[Path], pieces: Iterable[bytes]) -> list[str]:
    """Files in which one of these pieces stands. Also to know that a search looks where the data is."""
    wanted = list(pieces)
    return [
        str(path) for path in files if any(piece in found for found in [content(path)] for piece in wanted)
    ]
