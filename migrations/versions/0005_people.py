"""People: what admins and leads decide about accounts and memberships.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Forward: two new tables, and a nullable column that is not witnessed."""
    _team_approvals()
    _former_keys()
    op.add_column("outbox", sa.Column("sealed_link", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Back. Which leads an officer saw is lost: teams without a key have to be looked at again. So are the keys that
    somebody had before a reset: let who waits for a second team be admitted before going down.
    """
    op.drop_column("outbox", "sealed_link")
    op.drop_table("former_keys")
    op.drop_table("team_approvals")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, deferrable=True, initially="DEFERRED")


def _team_approvals() -> None:
    op.create_table(
        "team_approvals",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("leads", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("approved_by", sa.String(32), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_team_approvals"),
        _refers("team_approvals", "team_id", "teams.id"),
    )
    op.create_index("ix_team_approvals_team_id", "team_approvals", ["team_id"])


def _former_keys() -> None:
    op.create_table(
        "former_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("kem_public", sa.LargeBinary(), nullable=False),
        sa.Column("sign_public", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_former_keys"),
        _refers("former_keys", "user_id", "users.id"),
    )
    op.create_index("ix_former_keys_user_id", "former_keys", ["user_id"])
