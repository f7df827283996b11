"""The migrations make exactly the schema of the models, up and down, with data, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from signaal.store import schema, turns
from signaal.store.connections import build_engine, checked
from signaal.store.engine import Store, open_store
from signaal.store.tables import SCHEMA, row_classes
from signaal.store.tables_on_call import TurnReadRow, TurnRow
from signaal.store.witness import scan
from tests.store.rows import World, writing
from tests.support.clock import START

REVISIONS = [script.revision for script in ScriptDirectory(str(schema.FOLDER)).walk_revisions()][::-1]
WRITTEN_ONCE = ("audit_leaves", "audit_events")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = build_engine(checked(database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    store.close()


def test_head_equals_models(database_url: str, engine: Engine):
    assert schema.migrate(database_url) == schema.head() == schema.current(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SCHEMA)
    assert differences == [], "write a migration: alembic -x url=... revision --autogenerate"


def test_partial_indexes_stay_partial(database_url: str, engine: Engine):
    # The comparison above does not look at the condition of an index.
    schema.migrate(database_url)
    expected = {
        index.name for table in SCHEMA.tables.values() for index in table.indexes
        if index.dialect_options["sqlite"].get("where") is not None
    }  # fmt: skip
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'",
    }
    with engine.connect() as connection:
        assert set(connection.scalars(text(asked[engine.dialect.name]))) == expected


def test_foreign_keys_are_checked_at_the_end(database_url: str, engine: Engine):
    schema.migrate(database_url)
    with engine.connect() as connection:
        found = inspect(connection)
        keys = [key for table in SCHEMA.tables for key in found.get_foreign_keys(table)]
    assert len(keys) == sum(len(table.foreign_keys) for table in SCHEMA.tables.values())
    assert all(key["options"] == {"deferrable": True, "initially": "DEFERRED"} for key in keys)


def test_every_step_goes_up_and_down(database_url: str, engine: Engine):
    for revision in REVISIONS:
        assert schema.migrate(database_url, revision) == revision
    for revision in [*REVISIONS[-2::-1], "base"]:
        assert schema.migrate(database_url, revision) == revision
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    assert schema.migrate(database_url) == REVISIONS[-1]


def test_data_survives_the_log_going_down_and_up(database_url: str, store: Store):
    # Later migrations lengthen this way: whatever is stored at one revision is there at the next.
    schema.migrate(database_url)
    with writing(store) as unit:
        for row in World().rows():
            unit.add(row)
    with store.reading() as reader:
        before = list(scan(reader))
    store.close()
    assert len(before) == 7
    schema.migrate(database_url, "0003")
    schema.migrate(database_url)
    with store.reading() as reader:
        assert list(scan(reader)) == before


def test_turns_keep_whose_they_are_when_what_their_calendar_gave_comes_and_goes(
    database_url: str, store: Store
):
    schema.migrate(database_url)
    world = World()
    given: dict[str, Any] = {
        "starts_at": START,
        "ends_at": START + timedelta(days=1),
        "function": "social_team",
    }
    turn = TurnRow(
        id="f" * 32, organisation_id=world.organisation.id, phone="078-5550100", user_id=world.nurse.id, source="x",
        **given,
    )  # fmt: skip
    with writing(store) as unit:
        for row in (*world.rows(), turn, TurnReadRow(turn_id=turn.id, user_id=None, **given)):
            unit.add(row)
    with store.reading() as reader:
        before = [written for written in scan(reader) if written.table == "duty_turns"]
        assert [row.user_id for row in turns.read_of(reader, [turn]).values()] == [None]
    for revision in ("0012", "0013"):
        store.close()
        schema.migrate(database_url, revision)
        with store.reading() as reader:
            kept = reader.session.scalars(select(TurnRow)).one()
            assert (kept.user_id, kept.source) == (world.nurse.id, "x")
    with store.reading() as reader:
        assert [written for written in scan(reader) if written.table == "duty_turns"] == before
        assert turns.read_of(reader, [turn]) == {}


def test_migrating_twice_changes_nothing(database_url: str, engine: Engine):
    schema.migrate(database_url)
    schema.migrate(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_head")) == 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(database_url: str, engine: Engine):
    schema.migrate(database_url, "0003")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE audit_subjects (in_the_way INTEGER)"))
    with pytest.raises(DBAPIError):
        schema.migrate(database_url)
    assert schema.current(database_url) == "0003"
    with engine.connect() as connection:
        assert "audit_leaves" not in inspect(connection).get_table_names()


def _put(connection: Connection, table: str) -> None:
    column = {"audit_leaves": "leaf", "audit_events": "bytes"}[table]
    zero = "x'00'" if connection.dialect.name == "sqlite" else "'\\x00'::bytea"
    connection.execute(text(f"INSERT INTO {table} (seq, {column}) VALUES (0, {zero})"))


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET seq = 5", "DELETE FROM {table}"])
def test_the_log_is_written_once(database_url: str, engine: Engine, table: str, statement: str):
    schema.migrate(database_url)
    with engine.begin() as connection:
        _put(connection, table)
    with pytest.raises(DBAPIError, match=r"written once|P0001"), engine.begin() as connection:
        connection.execute(text(statement.format(table=table)))
    with engine.connect() as connection:
        assert list(connection.scalars(text(f"SELECT seq FROM {table}"))) == [0]


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_no_database_has_a_side_door(database_url: str, engine: Engine, table: str):
    schema.migrate(database_url)
    column = {"audit_leaves": "leaf", "audit_events": "bytes"}[table]
    ways = {
        "sqlite": [f"REPLACE INTO {table} (seq, {column}) VALUES (0, x'01')"],
        "postgresql": [f"TRUNCATE {table}"],
    }
    with engine.begin() as connection:
        _put(connection, table)
    for way in ways[engine.dialect.name]:
        with pytest.raises(DBAPIError, match=r"written once|P0001"), engine.begin() as connection:
            connection.execute(text(way))


def test_witnessed_columns_exist_and_only_volatile_ones_are_left_out():
    volatile = {
        "deadlines": {"failures", "last_error"},
        "office_clocks": {"failures", "last_error"},
        "outbox": {
            "state",
            "lease_until",
            "attempts",
            "last_error",
            "sent_at",
            "seen_at",
            "sealed_link",
        },
        "sessions": {
            "key_mark",
            "last_seen_at",
            "full_login_at",
            "step_up_at",
            "names_until",
            "sealed_secret",
        },
        "session_pins": {"left"},
        "passkeys": {"sign_count", "last_used_at"},
        "users": {"totp_last_step"},
        "review_desks": {"seen_until"},
    }
    for row in row_classes():
        if row.__witness__:
            columns = {column.key for column in inspect(row).column_attrs}
            assert columns - set(row.__witness__) == volatile.get(str(row.__tablename__), set()), row


def test_not_evidence_are_only_tables_of_the_machine():
    silent = {str(row.__tablename__) for row in row_classes() if not row.__witness__}
    assert silent == {
        "audit_checkpoints", "audit_events", "audit_head", "audit_index", "audit_leaves", "audit_nodes",
        "audit_pruned", "audit_subjects",
        "counters", "drafts", "duty_alarms", "heartbeats", "passkey_challenges", "receipts", "revocations", "throttle",
    }  # fmt: skip


def test_migrations_are_born_with_the_safety_rules():
    template = (schema.FOLDER / "script.py.mako").read_text(encoding="utf-8")
    for rule in (
        "add first, use later",
        "Data is kept",
        "No import of signaal",
        "triggers stay",
        "data-map.md",
    ):
        assert rule in template
    for file in (schema.FOLDER / "versions").glob("*.py"):
        code = file.read_text(encoding="utf-8")
        assert "signaal" not in code, f"{file.name} must do the same in five years: no import of signaal"
