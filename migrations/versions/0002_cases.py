"""Cases, keys, sealed records, consents and referrals.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [to], name=name, deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    """Forward."""
    _grants()
    _cases()
    _consents()
    _records()
    _referrals()
    _signals()


def downgrade() -> None:
    """Everything in these tables is lost: there is no older version to keep it for."""
    op.drop_table("signals")
    op.drop_table("referrals")
    op.drop_table("records")
    op.drop_table("consents")
    op.drop_table("cases")
    op.drop_table("grants")


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("object_kind", sa.String(16), nullable=False),
        sa.Column("object_id", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("holder_kind", sa.String(8), nullable=False),
        sa.Column("holder_id", sa.String(32), nullable=False),
        sa.Column("holder_version", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(8), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("signer_kind", sa.String(8), nullable=True),
        sa.Column("signer_id", sa.String(32), nullable=True),
        sa.Column("signer_version", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_holder_id_object_kind", "grants", ["holder_id", "object_kind"])
    op.create_index("ix_grants_object_id_holder_id", "grants", ["object_id", "holder_id"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("pseudonym", sa.String(9), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("owner_user_id", sa.String(32), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("age_band", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("close_reason", sa.String(64), nullable=True),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("key_commitment", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("told_how", sa.String(64), nullable=True),
        sa.Column("outside_at", MOMENT, nullable=True),
        sa.Column("pregnancy_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        _refers("cases", "owner_user_id", "users.id"),
        _refers("cases", "team_id", "teams.id"),
        sa.UniqueConstraint("pseudonym", name="uq_cases_pseudonym"),
    )
    op.create_index("ix_cases_expires_at", "cases", ["expires_at"])
    op.create_index("ix_cases_owner_user_id_updated_at_id", "cases", ["owner_user_id", "updated_at", "id"])
    op.create_index("ix_cases_team_id_state_updated_at_id", "cases", ["team_id", "state", "updated_at", "id"])
    op.create_index("ix_cases_team_id_updated_at_id", "cases", ["team_id", "updated_at", "id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("record_id", sa.String(32), nullable=False),
        sa.Column("recipient_team_id", sa.String(32), nullable=True),
        sa.Column("recipient_function", sa.String(64), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("key_commitment", sa.LargeBinary(), nullable=False),
        sa.Column("keep_until", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        _refers("consents", "recipient_team_id", "teams.id"),
    )
    op.create_index("ix_consents_case_id_created_at", "consents", ["case_id", "created_at"])
    op.create_index("ix_consents_keep_until", "consents", ["keep_until"])


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("object_kind", sa.String(16), nullable=False),
        sa.Column("object_id", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_team_id", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("author_user_id", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        _refers("records", "author_user_id", "users.id"),
        _refers("records", "owner_team_id", "teams.id"),
    )
    op.create_index("ix_records_object_id_kind_created_at", "records", ["object_id", "kind", "created_at"])


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(11), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("consent_id", sa.String(32), nullable=True),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("sender_team_id", sa.String(32), nullable=False),
        sa.Column("author_user_id", sa.String(32), nullable=False),
        sa.Column("recipient_team_id", sa.String(32), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("key_commitment", sa.LargeBinary(), nullable=False),
        sa.Column("notes_key_id", sa.String(32), nullable=True),
        sa.Column("notes_commitment", sa.LargeBinary(), nullable=True),
        sa.Column("return_reason", sa.String(64), nullable=True),
        sa.Column("outcome_reason", sa.String(64), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("accepted_by", sa.String(32), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("proposed_team_id", sa.String(32), nullable=True),
        sa.Column("nudged_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
        _refers("referrals", "accepted_by", "users.id"),
        _refers("referrals", "author_user_id", "users.id"),
        _refers("referrals", "case_id", "cases.id"),
        _refers("referrals", "consent_id", "consents.id"),
        _refers("referrals", "proposed_team_id", "teams.id"),
        _refers("referrals", "recipient_team_id", "teams.id"),
        _refers("referrals", "sender_team_id", "teams.id"),
        sa.UniqueConstraint("reference", name="uq_referrals_reference"),
    )
    op.create_index("ix_referrals_case_id_created_at", "referrals", ["case_id", "created_at"])
    op.create_index("ix_referrals_consent_id", "referrals", ["consent_id"])
    op.create_index(
        "ix_referrals_recipient_team_id_sent_at_id", "referrals", ["recipient_team_id", "sent_at", "id"]
    )
    op.create_index(
        "ix_referrals_recipient_team_id_state_sent_at_id",
        "referrals",
        ["recipient_team_id", "state", "sent_at", "id"],
    )
    op.create_index("ix_referrals_sender_team_id", "referrals", ["sender_team_id"])


def _signals() -> None:
    op.create_table(
        "signals",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("record_id", sa.String(32), nullable=False),
        sa.Column("author_user_id", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("replaced_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_signals"),
        _refers("signals", "author_user_id", "users.id"),
        _refers("signals", "case_id", "cases.id"),
        _refers("signals", "record_id", "records.id"),
    )
    op.create_index("ix_signals_case_id_created_at", "signals", ["case_id", "created_at"])
