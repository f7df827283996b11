"""The log cannot be written: nothing is shown and nothing is changed, whatever the reason (503)."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from signaal.actions import checkpoints
from signaal.actions.context import system
from signaal.store import connections
from signaal.store.tables import SCHEMA
from tests.support.caller import Caller
from tests.support.forms import fields_of
from tests.support.region import IDENTITY, NOTICED, OWN_WORDS, Region
from tests.support.serving import make_app

CONTENT = (*IDENTITY, *NOTICED, *OWN_WORDS)
PAGE = "/signaal/nieuw?setting=jgz_4_12"
TYPED = {
    "told": ["HOME_EVICTION"],
    "acute.HOME_EVICTION": ["said_by_adult"],
    "partners": ["both_parents"],
    "wish": ["Rust met de huur."],
    "goes_well": ["De kinderen gaan graag naar school."],
    "told_how": ["talk"],
    "parent_name": ["Noor van der Berg"],
    "phone": ["0785550100"],
    "address": ["Dijk 1, Waterland"],
    "press": ["save"],
}
MACHINE = {"sessions", "throttle", "heartbeats", "users"}
"""Seen-last and tries: not of a family, and not of the log."""


def file_of(region: Region) -> Path:
    path = region.world.tools.store.url.database
    assert path is not None
    return Path(path)


@contextmanager
def broken_by_a_trigger(region: Region) -> Iterator[None]:
    """The table of the log refuses."""
    with closing(sqlite3.connect(file_of(region))) as database:
        database.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
        database.commit()
        yield
        database.execute("DROP TRIGGER broken")
        database.commit()


@contextmanager
def full_disk(region: Region) -> Iterator[None]:
    """Not a byte more goes to any file of this process, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(region: Region) -> Iterator[None]:
    """Somebody else holds the database and does not let go."""
    region.world.tools.store.close()
    with closing(sqlite3.connect(file_of(region), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


Trouble = Callable[[Region], AbstractContextManager[None]]
TROUBLES = [broken_by_a_trigger, full_disk, locked]


def counts(region: Region) -> dict[str, int]:
    with region.world.tools.store.reading() as reader:
        return {
            name: reader.session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in SCHEMA.tables.items()
            if name not in MACHINE
        }


@pytest.mark.asvs("16.3.4", "16.5.2", "16.5.3")
@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_shown_and_nothing_is_changed(
    region: Region, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.2)
    checkpoints.checkpoint(system(region.world.tools))
    app = make_app(region.world)
    nurse, officer = (Caller(app, region.world, name)._client()[0] for name in ("nurse", "jgz_officer"))
    card = f"/kaart/{region.cases['own']}"
    shown = nurse.get(card).text
    assert [word for word in CONTENT if word in shown], "otherwise this test would prove nothing"
    filled = fields_of(nurse.get(PAGE).text) | TYPED
    before = counts(region)
    with trouble(region):
        for answer in (
            nurse.get(card),
            nurse.get("/kaarten"),
            nurse.post(PAGE, data=filled),
            officer.get("/logboek"),
            officer.get("/logboek/controlepunt"),
        ):
            assert answer.status_code == 503, answer.request.path
            assert not [word for word in CONTENT if word in answer.text]
    assert counts(region) == before
    saved = nurse.post(PAGE, data=filled)
    assert saved.status_code == 303, "it was the log that stopped it"
