"""Requests of families, holds, incidents and terms.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.String(27).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
LATER = {"deferrable": True, "initially": "DEFERRED"}


def upgrade() -> None:
    """Forward."""
    _office_clocks()
    _incidents()
    _holds()
    _family_requests()


def downgrade() -> None:
    """Back. What stands in these tables is lost: no older version has a place for it. The log still says it."""
    op.drop_table("family_requests")
    op.drop_table("holds")
    op.drop_table("incidents")
    op.drop_table("office_clocks")


def _office_clocks() -> None:
    op.create_table(
        "office_clocks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("target_id", sa.String(32), nullable=False),
        sa.Column("link", sa.String(120), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("steps", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("next_step_at", MOMENT, nullable=True),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("taken", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(64), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_office_clocks"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_office_clocks_organisation_id", **LATER
        ),
    )
    for columns, where in (
        (["next_step_at", "id"], "state = 'running' AND next_step_at IS NOT NULL"),
        (["organisation_id", "due_at"], "state = 'running'"),
    ):
        name = f"ix_office_clocks_{'_'.join(columns)}"
        op.create_index(
            name, "office_clocks", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_index("ix_office_clocks_target_id", "office_clocks", ["target_id"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("happened_from", MOMENT, nullable=False),
        sa.Column("happened_until", MOMENT, nullable=True),
        sa.Column("known_at", MOMENT, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("people", sa.String(40), nullable=False),
        sa.Column("registered_by", sa.String(32), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("report", sa.Boolean(), nullable=True),
        sa.Column("report_ground", sa.String(40), nullable=True),
        sa.Column("inform", sa.Boolean(), nullable=True),
        sa.Column("inform_ground", sa.String(40), nullable=True),
        sa.Column("measures", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_incidents_organisation_id", **LATER
        ),
        sa.ForeignKeyConstraint(["registered_by"], ["users.id"], name="fk_incidents_registered_by", **LATER),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_incidents_decided_by", **LATER),
    )
    op.create_index("ix_incidents_organisation_id_known_at", "incidents", ["organisation_id", "known_at"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("placed_by", sa.String(32), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("lifted_by", sa.String(32), nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_holds_case_id", **LATER),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_holds_organisation_id", **LATER
        ),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name="fk_holds_placed_by", **LATER),
        sa.ForeignKeyConstraint(["lifted_by"], ["users.id"], name="fk_holds_lifted_by", **LATER),
    )
    op.create_index("ix_holds_case_id", "holds", ["case_id"])
    op.create_index("ix_holds_organisation_id_until", "holds", ["organisation_id", "until"])


def _family_requests() -> None:
    op.create_table(
        "family_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("askers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("whose", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("identity", sa.String(40), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("registered_by", sa.String(32), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("extended_at", MOMENT, nullable=True),
        sa.Column("extension_reason", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("ground", sa.String(40), nullable=True),
        sa.Column("answered_by", sa.String(32), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("names_reason", sa.String(40), nullable=True),
        sa.Column("names_asked_by", sa.String(32), nullable=True),
        sa.Column("names_asked_at", MOMENT, nullable=True),
        sa.Column("names_agreed_by", sa.String(32), nullable=True),
        sa.Column("names_agreed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_family_requests"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_family_requests_case_id", **LATER),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_family_requests_organisation_id", **LATER
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["users.id"], name="fk_family_requests_registered_by", **LATER
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name="fk_family_requests_answered_by", **LATER
        ),
        sa.ForeignKeyConstraint(
            ["names_asked_by"], ["users.id"], name="fk_family_requests_names_asked_by", **LATER
        ),
        sa.ForeignKeyConstraint(
            ["names_agreed_by"], ["users.id"], name="fk_family_requests_names_agreed_by", **LATER
        ),
    )
    op.create_index("ix_family_requests_case_id", "family_requests", ["case_id"])
    columns = ["organisation_id", "answered_at", "received_at"]
    op.create_index(f"ix_family_requests_{'_'.join(columns)}", "family_requests", columns)
