"""A dump is every row of one moment but sessions, and loads into either database, whole or not at all."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from signaal.store import dumping, loading, witness
from signaal.store.connections import build_engine, checked
from signaal.store.engine import Store, open_store
from signaal.store.loading import UNFINISHED, BadDump
from signaal.store.tables import SCHEMA
from signaal.store.tables_audit import AuditHeadRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.tables_work import MetaRow
from signaal.terms import Conflict
from tests.store import rows
from tests.store.rows import World, writing
from tests.support.clock import START


@pytest.fixture
def lines(store: Store, world: World) -> list[bytes]:
    """A dump with all kinds of values in it, and a session."""
    with writing(store) as unit:
        yes = rows.consent(world.case.id)
        unit.add(yes)
        unit.add(rows.record(world.team.id, world.nurse.id, world.case.id, sealed=bytes(range(256))))
        unit.add(rows.deadline(world.case.id, world.team.id, steps=[{"n": 1, "at": "2026-11-16", "é": None}]))
        unit.add(
            SessionRow(
                id=rows.new_id(),
                token_hash=b"t",
                user_id=world.nurse.id,
                created_at=START,
                last_seen_at=START + timedelta(microseconds=1),
                full_login_at=START,
            )
        )
    with store.reading() as reader:
        return list(dumping.lines(reader))


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path) -> str:
    """The address of another migrated database, of the other kind too where both are there."""
    import shutil

    shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "other.db")
    return f"sqlite:///{tmp_path / 'other.db'}"


def found(store: Store) -> list[object]:
    with store.reading() as reader:
        return [line for line in witness.scan(reader) if line.table not in ("sessions", "meta")]


def test_what_was_dumped_is_loaded_whichever_database_it_came_from(
    store: Store, lines: list[bytes], empty: str
) -> None:
    done = loading.load(empty, lines)
    assert done.gone == [("sessions", done.gone[0][1])]
    there = open_store(empty)
    assert found(there) == found(store)
    with there.reading() as reader:
        assert reader.session.scalars(select(SessionRow)).all() == []
        assert reader.get(MetaRow, UNFINISHED).value == "1"
        assert reader.session.get(AuditHeadRow, 1) is not None
    there.close()


@pytest.mark.postgres
def test_a_dump_made_on_sqlite_comes_back_on_postgresql(
    sqlite_store: Store, empty_postgres: str, request
) -> None:
    cluster = request.getfixturevalue("postgres_cluster")
    migrated_url = cluster.copy(empty_postgres.split("@/")[1].split("?")[0])
    with sqlite_store.reading() as reader:
        lines = list(dumping.lines(reader))
    assert loading.load(migrated_url, lines).rows["audit_head"] == 1
    cluster.drop(migrated_url)


def test_nothing_is_loaded_over_rows(store: Store, lines: list[bytes], migrated_url: str) -> None:
    with pytest.raises(Conflict):
        loading.load(migrated_url, lines)


@pytest.mark.parametrize("cut", [0, 1, -1, -2, 5])
def test_a_dump_without_all_of_its_lines_is_loaded_not_at_all(
    lines: list[bytes], empty: str, cut: int
) -> None:
    broken = lines[:cut] if cut != 5 else [*lines[:5], b"{", *lines[5:]]
    with pytest.raises(BadDump):
        loading.load(empty, broken)
    engine = build_engine(checked(empty))
    with engine.connect() as connection:
        for name in ("users", "meta", "cases"):
            assert connection.execute(select(SCHEMA.tables[name])).all() == []
    engine.dispose()


@pytest.mark.parametrize(
    "junk",
    [b"null", b'"x"', b"[1]", b"\xff", b'{"rows":{}}', b"[" * 100_000],
    ids=lambda junk: junk[:8].decode("latin-1"),
)
def test_junk_is_refused(lines: list[bytes], empty: str, junk: bytes) -> None:
    with pytest.raises(BadDump):
        loading.load(empty, [junk, *lines])


def test_no_session_stands_in_a_dump(lines: list[bytes]) -> None:
    tables = {
        value["table"] for line in lines if isinstance(value := json.loads(line), dict) and "table" in value
    }
    assert tables == set(SCHEMA.tables) - dumping.LEFT_OUT
    for name in SCHEMA.tables:
        refers = {key.target_fullname.partition(".")[0] for key in SCHEMA.tables[name].foreign_keys}
        assert not refers & dumping.LEFT_OUT or name in dumping.LEFT_OUT, f"{name} hangs on what is left out"
