"""${message}

Before this is committed:
- It works beside the code that runs now: add first, use later, remove in a later release.
- Data is kept. What cannot be kept on the way down is said here, with the reason.
- No import of signaal: this file must do the same in five years.
- A new column on a table with rows has a default or is nullable; a new index on a big table is made
  `postgresql_concurrently` in a migration of its own.
- Nothing touches audit_leaves or audit_events but to add; their triggers stay. On SQLite a rebuilt table loses
  its triggers: make them again.
- Both databases: `pytest tests/house/test_migrations.py`. Every new column stands in docs/data-map.md, and in
  `__witness__` of its row unless it is volatile.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """And back."""
    ${downgrades if downgrades else "pass"}
