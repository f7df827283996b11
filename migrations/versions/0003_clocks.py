"""Clocks, duty, messages, counters and signs of life.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, deferrable=True, initially="DEFERRED")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    """Forward."""
    _counters()
    _heartbeats()
    _meta()
    _duty()
    _outbox()
    _deadlines()
    _attempts()
    _deadline_steps()


def downgrade() -> None:
    """Everything in these tables is lost: there is no older version to keep it for."""
    op.drop_table("deadline_steps")
    op.drop_table("attempts")
    op.drop_table("deadlines")
    op.drop_table("outbox")
    op.drop_table("duty")
    op.drop_table("meta")
    op.drop_table("heartbeats")
    op.drop_table("counters")


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "month", "what", "key", name="pk_counters"),
    )


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(120), nullable=True),
        sa.Column("holder", sa.String(64), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("days", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
        _refers("duty", "organisation_id", "organisations.id"),
    )
    op.create_index("ix_duty_organisation_id_position", "duty", ["organisation_id", "position"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("subject_code", sa.String(16), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("deadline_step_id", sa.String(32), nullable=True),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(120), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        _refers("outbox", "user_id", "users.id"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
    )
    op.create_index("ix_outbox_deadline_step_id", "outbox", ["deadline_step_id"])
    _partial("ix_outbox_not_before_id", "outbox", ["not_before", "id"], "state IN ('queued', 'leased')")
    op.create_index("ix_outbox_subject_code", "outbox", ["subject_code"])
    _partial("ix_outbox_user_id_created_at", "outbox", ["user_id", "created_at"], "seen_at IS NULL")


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.String(32), nullable=True),
        sa.Column("linked_id", sa.String(32), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("leg_started_at", MOMENT, nullable=False),
        sa.Column("holder_team_id", sa.String(32), nullable=False),
        sa.Column("holder_user_id", sa.String(32), nullable=True),
        sa.Column("steps", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("next_step_at", MOMENT, nullable=True),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("undo_until", MOMENT, nullable=True),
        sa.Column("yes_at", MOMENT, nullable=True),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("acknowledged_by", sa.String(64), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(64), nullable=True),
        sa.Column("no_duty", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
        _refers("deadlines", "case_id", "cases.id"),
        _refers("deadlines", "holder_team_id", "teams.id"),
        _refers("deadlines", "holder_user_id", "users.id"),
        _refers("deadlines", "referral_id", "referrals.id"),
    )
    op.create_index("ix_deadlines_case_id", "deadlines", ["case_id"])
    _partial("ix_deadlines_due_at_id", "deadlines", ["due_at", "id"], "state = 'running'")
    _partial(
        "ix_deadlines_holder_team_id_due_at", "deadlines", ["holder_team_id", "due_at"], "state = 'running'"
    )
    _partial(
        "ix_deadlines_next_step_at_id",
        "deadlines",
        ["next_step_at", "id"],
        "state = 'running' AND next_step_at IS NOT NULL",
    )
    op.create_index("ix_deadlines_referral_id", "deadlines", ["referral_id"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("deadline_id", sa.String(32), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("part_of_day", sa.String(32), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("author_user_id", sa.String(32), nullable=False),
        sa.Column("by_closed_letter_or_visit", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        _refers("attempts", "author_user_id", "users.id"),
        _refers("attempts", "case_id", "cases.id"),
        _refers("attempts", "deadline_id", "deadlines.id"),
    )
    op.create_index("ix_attempts_case_id_at", "attempts", ["case_id", "at"])
    op.create_index("ix_attempts_deadline_id", "attempts", ["deadline_id"])


def _deadline_steps() -> None:
    op.create_table(
        "deadline_steps",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("deadline_id", sa.String(32), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_steps"),
        _refers("deadline_steps", "deadline_id", "deadlines.id"),
        sa.UniqueConstraint("deadline_id", "leg", "number", name="uq_deadline_steps_deadline_id_leg_number"),
    )
