"""Epochs, witnesses and pruning of the log.

Adds the roots of full subtrees (so that a proof reads some hundred rows and not a million), the witnesses and their
signatures, and the one door through which bytes of events may leave. The indexes for searching now end in the moment.
Leaves and events are not touched.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LATER = {"deferrable": True, "initially": "DEFERRED"}
BATCH = 4096
STEP = 8


def upgrade() -> None:
    """Forward."""
    _audit_nodes()
    _audit_pruned()
    _audit_witnesses()
    _audit_cosignatures()
    _search_by_moment()
    _fill_nodes()
    _open_the_door()


def downgrade() -> None:
    """Back. Witnesses, their signatures and the list of what was pruned are lost with their tables: no older version
    has a place for them. The log itself still says all of it."""
    _shut_the_door()
    _search_by_number()
    op.drop_table("audit_cosignatures")
    op.drop_table("audit_witnesses")
    op.drop_table("audit_pruned")
    op.drop_table("audit_nodes")


def _audit_nodes() -> None:
    op.create_table(
        "audit_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", BIG_NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name="pk_audit_nodes"),
    )


def _audit_pruned() -> None:
    op.create_table(
        "audit_pruned",
        sa.Column("size", BIG_NUMBER, autoincrement=False, nullable=False),
        sa.Column("announced", BIG_NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_audit_pruned"),
    )


def _audit_witnesses() -> None:
    op.create_table(
        "audit_witnesses",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(32), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_witnesses"),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name="fk_audit_witnesses_added_by", **LATER),
    )


def _audit_cosignatures() -> None:
    op.create_table(
        "audit_cosignatures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("witness_id", sa.String(32), nullable=False),
        sa.Column("size", BIG_NUMBER, nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_cosignatures"),
        sa.ForeignKeyConstraint(
            ["witness_id"], ["audit_witnesses.id"], name="fk_audit_cosignatures_witness_id", **LATER
        ),
    )
    op.create_index("ix_audit_cosignatures_witness_id_size", "audit_cosignatures", ["witness_id", "size"])


OLD = {
    "ix_audit_index_at": ["at"],
    "ix_audit_index_organisation_id_seq": ["organisation_id", "seq"],
    "ix_audit_index_organisation_id_event_seq": ["organisation_id", "event", "seq"],
    "ix_audit_index_user_id_seq": ["user_id", "seq"],
}
NEW = {
    "ix_audit_index_organisation_id_at_seq": ["organisation_id", "at", "seq"],
    "ix_audit_index_organisation_id_event_at_seq": ["organisation_id", "event", "at", "seq"],
    "ix_audit_index_user_id_at_seq": ["user_id", "at", "seq"],
}


def _search_by_moment() -> None:
    for name in OLD:
        op.drop_index(name, table_name="audit_index")
    for name, columns in NEW.items():
        op.create_index(name, "audit_index", columns)
    op.create_index("ix_audit_subjects_seq_subject", "audit_subjects", ["seq", "subject"])


def _search_by_number() -> None:
    op.drop_index("ix_audit_subjects_seq_subject", table_name="audit_subjects")
    for name in NEW:
        op.drop_index(name, table_name="audit_index")
    for name, columns in OLD.items():
        op.create_index(name, "audit_index", columns)


def _fill_nodes() -> None:
    """The roots of the full subtrees of 256, 65,536, ... leaves (RFC 9162 2.1.1), for a log that is there already."""
    bind = op.get_bind()
    nodes = sa.table("audit_nodes", sa.column("level"), sa.column("position"), sa.column("hash"))
    level, below = STEP, _leaves(bind)
    while below:
        wide = 1 << STEP
        groups = [below[at : at + wide] for at in range(0, len(below) - wide + 1, wide)]
        above = [_root(group) for group in groups]
        if above:
            rows = [{"level": level, "position": at, "hash": found} for at, found in enumerate(above)]
            bind.execute(sa.insert(nodes), rows)
        level, below = level + STEP, above


def _leaves(bind: sa.Connection) -> list[bytes]:
    return [bytes(leaf) for leaf in _read_leaves(bind)]


def _read_leaves(bind: sa.Connection) -> Iterator[bytes]:
    leaves = sa.table("audit_leaves", sa.column("seq"), sa.column("leaf"))
    after = -1
    while True:
        asked = sa.select(leaves.c.seq, leaves.c.leaf).where(leaves.c.seq > after)
        found = bind.execute(asked.order_by(leaves.c.seq).limit(BATCH)).all()
        if not found:
            return
        for seq, leaf in found:
            yield leaf
            after = seq


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return hashes[0]


# Bytes may leave only as far as `audit_pruned` says, and that may be said only of what the log announced itself.
SQLITE_DOOR = (
    "DROP TRIGGER audit_events_no_delete",
    "CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events"
    " WHEN OLD.seq >= COALESCE((SELECT MAX(size) FROM audit_pruned), 0)"
    " BEGIN SELECT RAISE(ABORT, 'audit_events is written once'); END",
    "CREATE TRIGGER audit_pruned_announced BEFORE INSERT ON audit_pruned"
    " WHEN NEW.announced < NEW.size"
    " OR NEW.size <= COALESCE((SELECT MAX(size) FROM audit_pruned), 0)"
    " OR NOT EXISTS (SELECT 1 FROM audit_events WHERE seq = NEW.announced"
    ' AND instr(bytes, CAST(\'"event":"log:pruned"\' AS BLOB)) > 0'
    " AND instr(bytes, CAST('\"number\":' || NEW.size || ',' AS BLOB)) > 0)"
    " BEGIN SELECT RAISE(ABORT, 'audit_pruned is written once, of what was announced'); END",
    "CREATE TRIGGER audit_pruned_no_update BEFORE UPDATE ON audit_pruned"
    " BEGIN SELECT RAISE(ABORT, 'audit_pruned is written once'); END",
    "CREATE TRIGGER audit_pruned_no_delete BEFORE DELETE ON audit_pruned"
    " BEGIN SELECT RAISE(ABORT, 'audit_pruned is written once'); END",
)
POSTGRES_DOOR = (
    "DROP TRIGGER audit_events_written_once ON audit_events",
    "CREATE TRIGGER audit_events_written_once BEFORE UPDATE OR TRUNCATE ON audit_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_written_once()",
    "CREATE FUNCTION audit_only_pruned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF OLD.seq >= COALESCE((SELECT MAX(size) FROM audit_pruned), 0) THEN"
    " RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END IF;"
    " RETURN OLD; END $$",
    "CREATE TRIGGER audit_events_only_pruned BEFORE DELETE ON audit_events"
    " FOR EACH ROW EXECUTE FUNCTION audit_only_pruned()",
    "CREATE FUNCTION audit_pruned_announced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NEW.announced < NEW.size"
    " OR NEW.size <= COALESCE((SELECT MAX(size) FROM audit_pruned), 0)"
    " OR NOT EXISTS (SELECT 1 FROM audit_events WHERE seq = NEW.announced"
    " AND position(convert_to('\"event\":\"log:pruned\"', 'UTF8') IN bytes) > 0"
    " AND position(convert_to('\"number\":' || NEW.size || ',', 'UTF8') IN bytes) > 0) THEN"
    " RAISE EXCEPTION '% is written once, of what was announced', TG_TABLE_NAME; END IF;"
    " RETURN NEW; END $$",
    "CREATE TRIGGER audit_pruned_announced BEFORE INSERT ON audit_pruned"
    " FOR EACH ROW EXECUTE FUNCTION audit_pruned_announced()",
    "CREATE TRIGGER audit_pruned_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_pruned"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_written_once()",
)
SQLITE_SHUT = (
    "DROP TRIGGER audit_events_no_delete",
    "CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events"
    " BEGIN SELECT RAISE(ABORT, 'audit_events is written once'); END",
)
POSTGRES_SHUT = (
    "DROP TRIGGER audit_events_only_pruned ON audit_events",
    "DROP FUNCTION audit_only_pruned()",
    "DROP TRIGGER audit_events_written_once ON audit_events",
    "CREATE TRIGGER audit_events_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_written_once()",
    "DROP TRIGGER audit_pruned_announced ON audit_pruned",
    "DROP FUNCTION audit_pruned_announced()",
)


def _open_the_door() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRES_DOOR if postgres else SQLITE_DOOR:
        op.execute(sa.text(statement.replace(":", "\\:")))


def _shut_the_door() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRES_SHUT if postgres else SQLITE_SHUT:
        op.execute(sa.text(statement.replace(":", "\\:")))
