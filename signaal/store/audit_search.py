"""Searching the log: by organisation, case, user, event and period, in pages, through the derived index."""

from __future__ import annotations

import operator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_

from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditEventRow, AuditIndexRow, AuditSubjectRow


def page(
    reader: Reader,
    *,
    organisation_id: str | None = None,
    subject: str | None = None,
    user_id: str | None = None,
    event: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    size: int = 25,
) -> tuple[list[tuple[int, bytes]], int | None]:
    """Events that fit all that is named, newest first: ([(seq, bytes)], where the next page begins or None).

    `since` is included, `until` is not. `before` is the seq that the last page ended with. In the order of their
    moments, as the indexes have them; of one moment the last that was written first.
    """
    row = AuditIndexRow
    asked = select(row.seq, AuditEventRow.stored).join(AuditEventRow, AuditEventRow.seq == row.seq)
    if subject is not None:
        asked = asked.join(AuditSubjectRow, AuditSubjectRow.seq == row.seq).where(
            AuditSubjectRow.subject == subject
        )
    if before is not None:
        at = select(row.at).where(row.seq == before).scalar_subquery()
        asked = asked.where(tuple_(row.at, row.seq) < tuple_(at, before))
    house: Any = row.organisation_id
    user: Any = row.user_id
    if (
        subject is not None
    ):  # few events name one case: begin there, whatever the planner thinks of the others
        house, user = func.coalesce(house, ""), func.coalesce(user, "")
    for compare, column, value in (
        (operator.eq, house, organisation_id),
        (operator.eq, user, user_id),
        (operator.eq, row.event, event),
        (operator.ge, row.at, since),
        (operator.lt, row.at, until),
    ):
        if value is not None:
            asked = asked.where(compare(column, value))
    asked = asked.order_by(row.at.desc(), row.seq.desc()).limit(size + 1)
    found = [(seq, stored) for seq, stored in reader.session.execute(asked)]
    shown = found[:size]
    return shown, shown[-1][0] if len(found) > size else None
