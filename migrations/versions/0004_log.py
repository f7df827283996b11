"""The log: its head, leaves, events, index and checkpoints.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    _audit_checkpoints()
    _audit_events()
    _audit_head()
    _audit_index()
    _audit_leaves()
    _audit_subjects()
    head = sa.table("audit_head", sa.column("id"), sa.column("size"), sa.column("peaks", sa.LargeBinary))
    op.bulk_insert(head, [{"id": 1, "size": 0, "peaks": b""}])
    _trap()


def downgrade() -> None:
    """Everything in these tables is lost: there is no older version to keep it for."""
    _untrap()
    op.drop_table("audit_subjects")
    op.drop_table("audit_leaves")
    op.drop_table("audit_index")
    op.drop_table("audit_head")
    op.drop_table("audit_events")
    op.drop_table("audit_checkpoints")


def _audit_checkpoints() -> None:
    op.create_table(
        "audit_checkpoints",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("size", BIG_NUMBER, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_checkpoints"),
    )
    op.create_index("ix_audit_checkpoints_size", "audit_checkpoints", ["size"])


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("seq", BIG_NUMBER, autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_events"),
    )


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", BIG_NUMBER, nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name="ck_audit_head_one_row"),
    )


def _audit_index() -> None:
    op.create_table(
        "audit_index",
        sa.Column("seq", BIG_NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=True),
        sa.Column("organisation_id", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_index"),
    )
    op.create_index("ix_audit_index_at", "audit_index", ["at"])
    op.create_index(
        "ix_audit_index_organisation_id_event_seq", "audit_index", ["organisation_id", "event", "seq"]
    )
    op.create_index("ix_audit_index_organisation_id_seq", "audit_index", ["organisation_id", "seq"])
    op.create_index("ix_audit_index_user_id_seq", "audit_index", ["user_id", "seq"])


def _audit_leaves() -> None:
    op.create_table(
        "audit_leaves",
        sa.Column("seq", BIG_NUMBER, autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_leaves"),
    )


def _audit_subjects() -> None:
    op.create_table(
        "audit_subjects",
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("seq", BIG_NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "seq", name="pk_audit_subjects"),
    )


# Leaves and events are written once. Pruning, the one door, belongs to the owner of the tables.
WRITTEN_ONCE = ("audit_leaves", "audit_events")

SQLITE_TRAPS = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is written once'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is written once'); END",
    # INSERT OR REPLACE deletes without asking the trigger above, unless a connection opts in.
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
    " WHEN EXISTS (SELECT 1 FROM {table} WHERE seq = NEW.seq)"
    " BEGIN SELECT RAISE(ABORT, '{table} is written once'); END",
)
POSTGRES_FUNCTION = (
    "CREATE FUNCTION audit_written_once() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$"
)
POSTGRES_TRAP = (
    "CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_written_once()"
)


def _trap() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(POSTGRES_FUNCTION)
    for table in WRITTEN_ONCE:
        for trap in (POSTGRES_TRAP,) if postgres else SQLITE_TRAPS:
            op.execute(trap.format(table=table))


def _untrap() -> None:
    # SQLite drops a table's triggers with it.
    if op.get_bind().dialect.name == "postgresql":
        for table in WRITTEN_ONCE:
            op.execute(f"DROP TRIGGER {table}_written_once ON {table}")
        op.execute("DROP FUNCTION audit_written_once()")
