"""What a calendar gave for each turn of the roster, so that reading it again keeps what was passed on.

Nothing is filled in for turns that stand: what their calendar gave is not known, and the next reading writes it down.
On the way down it is lost; the turns stay with whose they are, and an older version replaces them at the next reading.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
LATER = {"deferrable": True, "initially": "DEFERRED"}


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "duty_turns_read",
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("function", sa.String(100), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_duty_turns_read"),
        sa.ForeignKeyConstraint(["turn_id"], ["duty_turns.id"], name="fk_duty_turns_read_turn_id", **LATER),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_duty_turns_read_user_id", **LATER),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("duty_turns_read")
