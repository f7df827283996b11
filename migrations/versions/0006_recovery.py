"""Recovery papers, drills and the turning of a team's secret.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
TURNING = {
    "ix_grants_holder_id_holder_version": ["holder_id", "holder_version"],
    "ix_grants_signer_id_signer_version": ["signer_id", "signer_version"],
}
"""What is still to be turned must be found without reading every grant of every team."""


def upgrade() -> None:
    """Forward: two new tables, and two indexes on the grants."""
    _recovery_papers()
    _rotations()
    for name, columns in TURNING.items():
        op.create_index(name, "grants", columns)


def downgrade() -> None:
    """Back. Papers are lost: teams make new ones later. End a running rotation first, or its team's older grants are
    lost with the secret that opens them.
    """
    for name in TURNING:
        op.drop_index(name, "grants")
    op.drop_table("rotations")
    op.drop_table("recovery_papers")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, deferrable=True, initially="DEFERRED")


def _recovery_papers() -> None:
    op.create_table(
        "recovery_papers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("pin_version", sa.Integer(), nullable=False),
        sa.Column("pin_fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("pin_mark", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("sealed_team_secret", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("drilled_at", MOMENT, nullable=True),
        sa.Column("drilled_by", sa.String(32), nullable=True),
        sa.Column("used_by", sa.String(32), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_papers"),
        _refers("recovery_papers", "team_id", "teams.id"),
        _refers("recovery_papers", "made_by", "users.id"),
    )
    op.create_index("ix_recovery_papers_team_id_state", "recovery_papers", ["team_id", "state"])


def _rotations() -> None:
    op.create_table(
        "rotations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_mark", sa.LargeBinary(), nullable=False),
        sa.Column("approved_by", sa.String(32), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("approval", sa.LargeBinary(), nullable=True),
        sa.Column("started_by", sa.String(32), nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("turned", sa.Integer(), nullable=False),
        sa.Column("left_behind", sa.Integer(), nullable=False),
        sa.Column("sealed_previous", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rotations"),
        _refers("rotations", "team_id", "teams.id"),
        _refers("rotations", "asked_by", "users.id"),
    )
    op.create_index("ix_rotations_team_id_state", "rotations", ["team_id", "state"])
