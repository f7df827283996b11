"""People, their teams and keys, and logging in.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    """Forward."""
    _organisations()
    _throttle()
    _users()
    _drafts()
    _receipts()
    _sessions()
    _teams()
    _memberships()
    _pins()
    _team_keys()


def downgrade() -> None:
    """Everything in these tables is lost: there is no older version to keep it for."""
    op.drop_table("team_keys")
    op.drop_table("pins")
    op.drop_table("memberships")
    op.drop_table("teams")
    op.drop_table("sessions")
    op.drop_table("receipts")
    op.drop_table("drafts")
    op.drop_table("users")
    op.drop_table("throttle")
    op.drop_table("organisations")


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("affiliated", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )


def _throttle() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("kdf", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("verifier", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("kem_public", sa.LargeBinary(), nullable=True),
        sa.Column("sign_public", sa.LargeBinary(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("activation_hash", sa.LargeBinary(), nullable=True),
        sa.Column("activation_expires", MOMENT, nullable=True),
        sa.Column("pending", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("activated_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("activation_hash", name="uq_users_activation_hash"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        _refers("drafts", "user_id", "users.id"),
    )
    op.create_index("ix_drafts_user_id_updated_at", "drafts", ["user_id", "updated_at"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("form_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("form_id", name="pk_receipts"),
        _refers("receipts", "user_id", "users.id"),
    )
    op.create_index("ix_receipts_created_at", "receipts", ["created_at"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("full_login_at", MOMENT, nullable=False),
        sa.Column("step_up_at", MOMENT, nullable=True),
        sa.Column("names_until", MOMENT, nullable=True),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("key_mark", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_reason", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        _refers("sessions", "user_id", "users.id"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_user_id_ended_at", "sessions", ["user_id", "ended_at"])


def _teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("function", sa.String(32), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("solo", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("approved_by", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        _refers("teams", "organisation_id", "organisations.id"),
    )
    op.create_index("ix_teams_organisation_id", "teams", ["organisation_id"])


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("profession", sa.String(32), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("team_key_version", sa.Integer(), nullable=False),
        sa.Column("sealed_team_secret", sa.LargeBinary(), nullable=True),
        sa.Column("roster_line", sa.LargeBinary(), nullable=True),
        sa.Column("roster_fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("pin_version", sa.Integer(), nullable=True),
        sa.Column("pin_fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("pin_mark", sa.LargeBinary(), nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        _refers("memberships", "organisation_id", "organisations.id"),
        _refers("memberships", "team_id", "teams.id"),
        _refers("memberships", "user_id", "users.id"),
    )
    op.create_index("ix_memberships_organisation_id_role", "memberships", ["organisation_id", "role"])
    op.create_index("ix_memberships_team_id_state", "memberships", ["team_id", "state"])
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"])


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("recipient_team_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("compared_at", MOMENT, nullable=True),
        sa.Column("compared_by", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pins"),
        _refers("pins", "recipient_team_id", "teams.id"),
        _refers("pins", "team_id", "teams.id"),
        sa.UniqueConstraint("owner_id", "recipient_team_id", name="uq_pins_owner_id_recipient_team_id"),
    )


def _team_keys() -> None:
    op.create_table(
        "team_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kem_public", sa.LargeBinary(), nullable=False),
        sa.Column("sign_public", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("previous_signature", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team_keys"),
        _refers("team_keys", "team_id", "teams.id"),
        sa.UniqueConstraint("team_id", "version", name="uq_team_keys_team_id_version"),
    )
