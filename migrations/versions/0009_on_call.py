"""Who is on duty, who has it, and messages to a pager.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
LATER = {"deferrable": True, "initially": "DEFERRED"}


def upgrade() -> None:
    """Forward."""
    _duty_turns()
    _duty_alarms()
    _schools()
    _months()


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_deadlines_started_at", "deadlines")
    op.drop_table("published_months")
    op.drop_table("clock_results")
    op.drop_table("closing_days")
    op.drop_table("school_regions")
    op.drop_table("duty_alarms")
    op.drop_table("duty_turns")


def _duty_turns() -> None:
    op.create_table(
        "duty_turns",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("function", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("out_of_hours", sa.Boolean(), nullable=False),
        sa.Column("holidays", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(100), nullable=True),
        sa.Column("asked_user_id", sa.String(32), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("swap_id", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_duty_turns"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_duty_turns_organisation_id", **LATER
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_duty_turns_user_id", **LATER),
        sa.ForeignKeyConstraint(["asked_user_id"], ["users.id"], name="fk_duty_turns_asked_user_id", **LATER),
    )
    op.create_index("ix_duty_turns_organisation_id_ends_at", "duty_turns", ["organisation_id", "ends_at"])
    op.create_index("ix_duty_turns_user_id_ends_at", "duty_turns", ["user_id", "ends_at"])


def _duty_alarms() -> None:
    op.create_table(
        "duty_alarms",
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "starts_at", name="pk_duty_alarms"),
    )


def _schools() -> None:
    home = {"columns": ["organisation_id"], "refcolumns": ["organisations.id"]}
    op.create_table(
        "school_regions",
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("region", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_school_regions"),
        sa.ForeignKeyConstraint(**home, name="fk_school_regions_organisation_id", **LATER),
    )
    op.create_table(
        "closing_days",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("first_on", sa.String(10), nullable=False),
        sa.Column("last_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closing_days"),
        sa.ForeignKeyConstraint(**home, name="fk_closing_days_organisation_id", **LATER),
    )
    op.create_index(
        "ix_closing_days_organisation_id_first_on", "closing_days", ["organisation_id", "first_on"]
    )


def _months() -> None:
    calm = sa.text("kind = 'calm_48h'")
    op.create_index(
        "ix_deadlines_started_at", "deadlines", ["started_at"], sqlite_where=calm, postgresql_where=calm
    )
    op.create_table(
        "clock_results",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("sender_team_id", sa.String(32), nullable=False),
        sa.Column("recipient_team_id", sa.String(32), nullable=True),
        sa.Column("came", sa.String(16), nullable=False),
        sa.Column("no_duty", sa.Boolean(), nullable=False),
        sa.Column("against", sa.String(16), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("to_contact", "to_answer", "inside", "outside", "to_calm")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clock_results"),
        *(
            sa.ForeignKeyConstraint([name], ["teams.id"], name=f"fk_clock_results_{name}", **LATER)
            for name in ("sender_team_id", "recipient_team_id")
        ),
    )
    op.create_index("ix_clock_results_month", "clock_results", ["month"])
    op.create_table(
        "published_months",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published_months"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_published_months_organisation_id", **LATER
        ),
        sa.UniqueConstraint("organisation_id", "month", name="uq_published_months_organisation_id_month"),
    )
