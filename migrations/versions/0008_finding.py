"""A family found again within a team, and what may never come back from a backup.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
LATER = {"deferrable": True, "initially": "DEFERRED"}


def upgrade() -> None:
    """Forward."""
    _index_tokens()
    _erasures()
    _revocations()
    op.add_column("drafts", sa.Column("subject_code", sa.String(16), nullable=True))
    op.create_index("ix_drafts_subject_code", "drafts", ["subject_code"])


def downgrade() -> None:
    """Back. Tokens are made again when cards are opened; what waits for the journal is lost with the table."""
    op.drop_index("ix_drafts_subject_code", table_name="drafts")
    op.drop_column("drafts", "subject_code")
    op.drop_table("revocations")
    op.drop_table("erasures")
    op.drop_table("index_tokens")


def _index_tokens() -> None:
    op.create_table(
        "index_tokens",
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_index_tokens"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_index_tokens_case_id", **LATER),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_index_tokens_team_id", **LATER),
    )
    op.create_index("ix_index_tokens_team_id", "index_tokens", ["team_id"])


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("requested_by", sa.String(32), nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_erasures"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_erasures_case_id", **LATER),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name="fk_erasures_requested_by", **LATER),
    )


def _revocations() -> None:
    op.create_table(
        "revocations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("more", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revocations"),
    )
