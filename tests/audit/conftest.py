"""A log to write in and to attack: on SQLite and on PostgreSQL, with its signer and its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from signaal.audit import checkpoints, log, verify
from signaal.audit.checkpoints import LogSigner
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.findings import Report
from signaal.store import organisations
from signaal.store.engine import Store, open_store
from signaal.store.tables_people import OrganisationRow
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TRAPPED = ("audit_leaves", "audit_events")


@dataclass
class Bench:
    """A store with a log, and the tools of somebody who has the database in hand."""

    url: str
    store: Store
    signer: LogSigner
    folder: Path
    now: datetime = START

    def write(self, times: int = 1, /, **fields: Any) -> None:
        """Append events that store nothing, a second apart."""
        for _ in range(times):
            self.now += timedelta(seconds=1)
            with self.store.unit() as unit:
                log.append(unit, Entry(**{"event": Event.CASE_LISTED, "at": self.now, **fields}))

    def organise(self, number: int = 1) -> str:
        """Store rows through the log; the id of the last."""
        row_id = ""
        for _ in range(number):
            self.now += timedelta(seconds=1)
            with self.store.unit() as unit:
                row_id = f"{len(organisations.everything(unit)):032x}"
                organisations.add(
                    unit,
                    OrganisationRow(
                        id=row_id, name="Huis", kind="school", municipality="Aa", created_at=self.now
                    ),
                )
                log.append(unit, Entry(event=Event.ORGANISATION_CREATED, at=self.now, target=row_id))
        return row_id

    def sign(self) -> Any:
        """A checkpoint, now."""
        self.now += timedelta(seconds=1)
        return checkpoints.make(self.store, self.signer, self.now, self.folder)

    def verify(self) -> Report:
        with self.store.reading() as reader:
            return verify.run(reader, self.folder, self.signer.verifier)

    def codes(self) -> set[str]:
        """The problems that a check finds, as codes."""
        return {problem.code.value for problem in self.verify().problems}

    def attack(self, *statements: str, **values: Any) -> None:
        """Run SQL as somebody who owns the database: the triggers go first."""
        url = make_url(self.url)
        engine = create_engine(url.set(drivername="postgresql+psycopg") if "postgres" in self.url else url)
        with engine.begin() as connection:
            for table in TRAPPED:
                if "postgres" in self.url:
                    connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
                else:
                    for verb in ("update", "delete", "replace"):
                        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
            for statement in statements:
                connection.execute(text(statement), values)
        engine.dispose()


def a_signer(seed: int = 7) -> LogSigner:
    return LogSigner(checkpoints.origin("test", 1), Signer(Secret(bytes([seed]) * 32)))


@pytest.fixture
def new_bench(tmp_path: Path, empty_sqlite: Path) -> Iterator[Callable[[str], Bench]]:
    """Opens a bench on a database address."""
    made: list[Store] = []

    def start(url: str) -> Bench:
        if "sqlite" in url:
            shutil.copy(empty_sqlite, str(make_url(url).database))
        store = open_store(url)
        made.append(store)
        return Bench(url, store, a_signer(), tmp_path / "checkpoints")

    yield start
    for store in made:
        store.close()


@pytest.fixture
def bench(new_bench: Callable[[str], Bench], migrated_url: str) -> Bench:
    """On each of the two databases."""
    return new_bench(migrated_url)


@pytest.fixture
def small(new_bench: Callable[[str], Bench], tmp_path: Path) -> Bench:
    """On SQLite only, for what does not depend on the database."""
    return new_bench(f"sqlite:///{tmp_path / 'log.db'}")
