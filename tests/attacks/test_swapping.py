"""Every bytes column of the schema, in every row that matters: what is put in its place is found by the log.

That most of it also opens nothing is said by the tests of the vault; this one leaves out no column, for it takes
them from the schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import LargeBinary

from signaal.actions import drafts, inbox, verify
from signaal.actions.context import operator
from signaal.store.tables import SCHEMA, row_classes
from signaal.terms import Bundle
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import refer
from tests.actions.rotations import asked
from tests.support.papers import paper_of
from tests.support.world import World

UNSEEN = {
    "drafts.sealed": "volatile; bound to its own writer, id and form: tests/vault/test_drafts.py",
    "former_keys.kem_public": "no reset in this story; witnessed like the others",
    "former_keys.sign_public": "as above",
    "former_keys.fingerprint": "as above",
    "index_tokens.token": "made at the first opening by who may search; witnessed like the others",
    "outbox.sealed_link": "volatile; bound to its own message: tests/vault/test_links.py",
    "passkey_challenges.holder": "a question of five minutes, answered once: tests/actions/test_passkeys.py",
    "passkeys.credential_id": "no passkey in this story; tests/actions/test_passkeys.py",
    "passkeys.public_key": "as above",
    "passkeys.sealed_secret": "as above",
    "passkeys.fingerprint": "as above",
    "recovery_papers.sealed_code": "this paper was typed back; tests/vault/test_recovery.py",
    "session_pins.salt": "no PIN in this story; tests/actions/test_unlocking.py",
    "session_pins.sealed_secret": "as above; tests/actions/test_unlocking.py",
    "sessions.sealed_secret": "volatile; bound to session and person: tests/vault/test_sessions.py",
    "sessions.key_mark": "volatile; bound to session and person: tests/vault/test_sessions.py",
    "team_keys.previous_signature": "no second version in this story; tests/actions/test_rotating.py",
    "rotations.sealed_previous": "no rotation has begun in this story; tests/actions/test_rotating.py",
    "users.activation_hash": "everybody activated in this story",
}
"""Columns in which this story has no value, or that the log leaves out on purpose; with where they are tried."""


def columns() -> set[str]:
    """Every bytes column outside the log, as table.column."""
    return {
        f"{table.name}.{column.name}"
        for table in SCHEMA.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and not table.name.startswith("audit_")
    }


def witnessed() -> set[str]:
    return {f"{row.__tablename__}.{name}" for row in row_classes() for name in row.__witness__}


VOLATILE = {name for name, why in UNSEEN.items() if why.startswith(("volatile", "a question"))}


def test_every_column_of_bytes_is_evidence_unless_a_reason_is_given() -> None:
    assert columns() >= set(UNSEEN)
    assert columns() - witnessed() == VOLATILE


@pytest.fixture(scope="module")
def busy(built: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two cards with packages, a paper, a rotation that two leads agreed on, a draft."""
    world = built.copy(tmp_path_factory.mktemp("busy") / "world")
    for _ in range(2):
        sent = refer(world, Bundle.EVERYTHING)
        inbox.accept(world.ctx("responder"), sent.reference, new_id())
        inbox.note(world.ctx("responder"), sent.reference, "Bellen na zes uur", new_id())
        refer(world, Bundle.CALL_AND_WHY, who="teacher")
    paper_of(world, "jgz_lead", "jgz_team")
    asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    drafts.keep(world.ctx("nurse"), "signaller.notice", {"remark": ["Later"]})
    yield world
    world.close()


@pytest.mark.parametrize("column", sorted(columns() - set(UNSEEN)))
def test_another_value_in_its_place_is_found(busy: World, column: str) -> None:
    table, name = column.split(".")
    with closing(sqlite3.connect(busy.tools.store.url.database or "")) as connection:
        key = SCHEMA.tables[table].primary_key.columns.keys()[0]
        found = connection.execute(f"SELECT {key}, {name} FROM {table} WHERE {name} IS NOT NULL").fetchall()
        assert found, "the story no longer makes such a value"
        row, own = found[0]
        another = next((value for _, value in found if value != own), own[:-1] + bytes([own[-1] ^ 1]))
        for value in (another, own[:-1], own[::-1]):
            _put(connection, f"UPDATE {table} SET {name} = ? WHERE {key} = ?", value, row)
            assert not verify.verify(operator(busy.tools)).ok, "nobody noticed"
        _put(connection, f"UPDATE {table} SET {name} = ? WHERE {key} = ?", own, row)
    assert verify.verify(operator(busy.tools)).ok, "as it was"


def _put(connection: sqlite3.Connection, statement: str, *values: object) -> None:
    try:
        with connection:
            connection.execute(statement, values)
    except sqlite3.IntegrityError:
        with connection:  # the database itself refuses two of these: another value then
            connection.execute(statement, (bytes(32), values[1]))
