"""What the privacy officer looked at, and what came of it.

Adds how an organisation reviews its log, the weeks whose sample was drawn, what has to be looked at, and
which memberships somebody has to confirm. Nothing else is touched.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LATER = {"deferrable": True, "initially": "DEFERRED"}
UNDECIDED = sa.text("finding IS NULL")


def upgrade() -> None:
    """Forward."""
    _review_desks()
    _review_weeks()
    _review_items()
    _member_reviews()


def downgrade() -> None:
    """Back. What was reviewed is lost with its tables: no older version has a place for it. The log still says who
    decided what, and when."""
    op.drop_table("member_reviews")
    op.drop_table("review_items")
    op.drop_table("review_weeks")
    op.drop_table("review_desks")


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=f"fk_{table}_{column}", **LATER)


def _house(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id", **LATER
    )


def _review_desks() -> None:
    op.create_table(
        "review_desks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("seen_until", sa.String(10), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("sample_before", sa.Integer(), nullable=False),
        sa.Column("sample_set_at", MOMENT, nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_desks"),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name="fk_review_desks_id", **LATER),
    )


def _review_weeks() -> None:
    op.create_table(
        "review_weeks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("size", BIG_NUMBER, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review_weeks"),
        sa.UniqueConstraint("organisation_id", "week", name="uq_review_weeks_organisation_id_week"),
        _house("review_weeks"),
        _user("review_weeks", "closed_by"),
    )


def _review_items() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=True),
        sa.Column("code", sa.String(16), nullable=True),
        sa.Column("seqs", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("finding", sa.String(16), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("asked_id", sa.String(32), nullable=True),
        sa.Column("asked_by", sa.String(32), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(24), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
        _house("review_items"),
        *(_user("review_items", column) for column in ("user_id", "decided_by", "asked_id", "asked_by")),
    )
    op.create_index("ix_review_items_organisation_id_week", "review_items", ["organisation_id", "week"])
    op.create_index(
        "ix_review_items_organisation_id_due_at_id", "review_items", ["organisation_id", "due_at", "id"],
        sqlite_where=UNDECIDED, postgresql_where=UNDECIDED,
    )  # fmt: skip
    op.create_index("ix_review_items_asked_id", "review_items", ["asked_id"])


def _member_reviews() -> None:
    op.create_table(
        "member_reviews",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("membership_id", sa.String(32), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(8), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_member_reviews"),
        sa.UniqueConstraint("membership_id", "period", name="uq_member_reviews_membership_id_period"),
        _house("member_reviews"),
        _user("member_reviews", "decided_by"),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name="fk_member_reviews_membership_id", **LATER
        ),
    )
    op.create_index(
        "ix_member_reviews_organisation_id_due_at", "member_reviews", ["organisation_id", "due_at"]
    )
