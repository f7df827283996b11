"""Clocks. Nothing here says overdue: whoever looks compares `due_at` with the moment (R14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import aliased, load_only

from signaal.store import office_clocks
from signaal.store.reader import Reader, present
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_people import TeamRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit

RUNNING: ColumnElement[bool] = DeadlineRow.state == literal_column("'running'")
"""Spelled out, not bound: SQLite uses the partial indexes only when it can read the word."""


_DUE = (
    select(DeadlineRow)
    .where(RUNNING, DeadlineRow.next_step_at <= bindparam("now"))
    .order_by(DeadlineRow.next_step_at, DeadlineRow.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
"""Put together once: every sweep asks it, and once more for each step."""

_CARD = (
    select(CaseRow, TeamRow)
    .join(TeamRow, TeamRow.id == CaseRow.team_id)
    .where(CaseRow.id == bindparam("case"))
)
_RECIPIENT = aliased(TeamRow)
_BOTH_SIDES = (
    _CARD.add_columns(ReferralRow, _RECIPIENT)
    .outerjoin(ReferralRow, ReferralRow.id == bindparam("referral"))
    .outerjoin(_RECIPIENT, _RECIPIENT.id == ReferralRow.recipient_team_id)
)

_OF_ONE_KIND = (
    select(DeadlineRow)
    .where(RUNNING, DeadlineRow.case_id == bindparam("case"), DeadlineRow.kind == bindparam("kind"))
    .order_by(DeadlineRow.due_at, DeadlineRow.id)
)
_OF_KINDS = (
    select(DeadlineRow)
    .where(DeadlineRow.case_id == bindparam("case"), DeadlineRow.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(DeadlineRow.started_at, DeadlineRow.id)
)


def add(unit: Unit, row: DeadlineRow) -> DeadlineRow:
    """Start a clock."""
    return unit.add(row)


def find(reader: Reader, deadline_id: str) -> DeadlineRow | None:
    """By id, or None."""
    return reader.find(DeadlineRow, deadline_id)


def get(reader: Reader, deadline_id: str) -> DeadlineRow:
    """By id. NotFound otherwise."""
    return reader.get(DeadlineRow, deadline_id)


def locked(unit: Unit, deadline_id: str) -> DeadlineRow:
    """By id, kept from others until the unit ends. NotFound otherwise."""
    return unit.locked(DeadlineRow, deadline_id)


def claim_next(unit: Unit, now: datetime, but: Collection[str] = ()) -> DeadlineRow | None:
    """The first running clock whose next step is due, for this unit alone: no other sweep gets it. None: no more.

    `but` leaves out clocks that failed in this sweep. SQLite has one writer; PostgreSQL skips locked rows.

    Raises:
        ValueError: that row cannot be read; `claim_id` says which one it is.
    """
    return unit.session.scalars(
        _due(but), {"now": now}, execution_options={"populate_existing": True}
    ).first()


def read_along(unit: Unit, row: DeadlineRow) -> None:
    """Ask in one question for the card and teams of this clock, so that the unit has them when they are looked for.

    After the claim, not with it: one statement could show the clock as another unit just left it, and the card before.
    """
    asked, values = _CARD, {"case": row.case_id}
    if row.referral_id is not None:
        asked, values = _BOTH_SIDES, {"case": row.case_id, "referral": row.referral_id}
    for found in unit.session.execute(asked, values):
        unit.hold(found)


def claim_id(unit: Unit, now: datetime, but: Collection[str] = ()) -> str | None:
    """The same clock's id and nothing else, so that a row that cannot be read stops nobody."""
    return unit.session.scalars(_due(but).with_only_columns(DeadlineRow.id), {"now": now}).first()


def _due(but: Collection[str]) -> Select[DeadlineRow]:
    return _DUE.where(DeadlineRow.id.not_in(set(but))) if but else _DUE


def running_of_teams(
    reader: Reader, team_ids: Collection[str], kinds: Collection[str] | None = None, limit: int = 200
) -> list[DeadlineRow]:
    """Running clocks that these teams hold, first due first."""
    asked = select(DeadlineRow).where(RUNNING, DeadlineRow.holder_team_id.in_(set(team_ids)))
    if kinds is not None:
        asked = asked.where(DeadlineRow.kind.in_(set(kinds)))
    return list(reader.session.scalars(_by_due(asked).limit(limit)))


def running_received(reader: Reader, team_ids: Collection[str], limit: int = 200) -> list[DeadlineRow]:
    """Running clocks of referrals sent to these teams, held by them or not yet: the top of the inbox."""
    asked = (
        select(DeadlineRow)
        .join(ReferralRow, ReferralRow.id == DeadlineRow.referral_id)
        .where(RUNNING, ReferralRow.inside, ReferralRow.recipient_team_id.in_(set(team_ids)))
    )
    return list(reader.session.scalars(_by_due(asked).limit(limit)))


def visible_outside(
    reader: Reader,
    team_ids: Collection[str] | None = None,
    *,
    ended_since: datetime | None = None,
    limit: int = 500,
) -> list[DeadlineRow]:
    """Clocks that a coordinator may see: after a yes only (R8). First due first.

    `team_ids`: those that one of these teams holds or received. `ended_since` adds clocks ended after it.
    """
    over = DeadlineRow.ended_at >= ended_since if ended_since is not None else None
    asked = select(DeadlineRow).where(
        DeadlineRow.yes_at.is_not(None), RUNNING if over is None else or_(RUNNING, over)
    )
    if team_ids is not None:
        asked = asked.outerjoin(ReferralRow, ReferralRow.id == DeadlineRow.referral_id).where(
            or_(
                DeadlineRow.holder_team_id.in_(set(team_ids)),
                ReferralRow.recipient_team_id.in_(set(team_ids)),
            )
        )
    return list(reader.session.scalars(_by_due(asked).limit(limit)))


def of_case(reader: Reader, case_id: str) -> list[DeadlineRow]:
    """All clocks of a case, ended ones too, oldest first."""
    return of_cases(reader, [case_id]).get(case_id, [])


def of_cases(
    reader: Reader, case_ids: Collection[str], *, running_only: bool = False
) -> dict[str, list[DeadlineRow]]:
    """Clocks of many cases, by case id, oldest first: a list costs one question."""
    asked = select(DeadlineRow).where(DeadlineRow.case_id.in_(set(case_ids)))
    if running_only:
        asked = asked.where(RUNNING)
    grouped: dict[str, list[DeadlineRow]] = {}
    for row in reader.session.scalars(asked.order_by(DeadlineRow.started_at, DeadlineRow.id)):
        grouped.setdefault(row.case_id, []).append(row)
    return grouped


def of_referrals(reader: Reader, referral_ids: Collection[str]) -> dict[str, list[DeadlineRow]]:
    """Clocks of many referrals, by referral id, oldest first."""
    asked = select(DeadlineRow).where(DeadlineRow.referral_id.in_(set(referral_ids)))
    grouped: dict[str, list[DeadlineRow]] = {}
    for row in reader.session.scalars(asked.order_by(DeadlineRow.started_at, DeadlineRow.id)):
        grouped.setdefault(row.referral_id or "", []).append(row)
    return grouped


def running(reader: Reader, case_id: str, kind: str) -> list[DeadlineRow]:
    """The running clocks of one kind in a case, first due first."""
    return list(reader.session.scalars(_OF_ONE_KIND, {"case": case_id, "kind": kind}))


def of_kinds(reader: Reader, case_id: str, kinds: Collection[str]) -> list[DeadlineRow]:
    """The clocks of some kinds in a case, ended ones too, oldest first."""
    return list(reader.session.scalars(_OF_KINDS, {"case": case_id, "kinds": sorted(kinds)}))


def linked_to(reader: Reader, deadline_id: str) -> list[DeadlineRow]:
    """The clocks that follow this one, oldest first."""
    asked = select(DeadlineRow).where(DeadlineRow.linked_id == deadline_id)
    return list(reader.session.scalars(asked.order_by(DeadlineRow.started_at, DeadlineRow.id)))


def ended(reader: Reader, state: str, since: datetime, limit: int = 200) -> list[DeadlineRow]:
    """Clocks that ended in one state after a moment, oldest first (mistakes wait for a second person)."""
    asked = select(DeadlineRow).where(DeadlineRow.state == state, DeadlineRow.ended_at >= since)
    return list(reader.session.scalars(asked.order_by(DeadlineRow.ended_at, DeadlineRow.id).limit(limit)))


def advance(_unit: Unit, row: DeadlineRow, next_step: int, next_step_at: datetime | None) -> None:
    """A step was taken: the next one, or None when no step is left."""
    row.next_step = next_step
    row.next_step_at = next_step_at
    row.failures = 0
    row.last_error = None


def end(_unit: Unit, row: DeadlineRow, state: str, at: datetime, reason: str | None = None) -> None:
    """Stop a clock in an end state; no step follows."""
    row.state = state
    row.ended_at = at
    row.end_reason = reason
    row.next_step_at = None


def failed(unit: Unit, deadline_id: str, error: str) -> tuple[int, str]:
    """Count a step that could not be taken; the clock stays due. `error` is the name of the error's class.

    Returns how often it failed, and the team that holds the clock. Reads nothing else of the row.
    """
    some = load_only(DeadlineRow.failures, DeadlineRow.last_error, DeadlineRow.holder_team_id)
    asked = select(DeadlineRow).where(DeadlineRow.id == deadline_id).options(some).with_for_update()
    row = present(unit.session.scalars(asked).one_or_none())
    row.failures += 1
    row.last_error = error[:120]
    return row.failures, row.holder_team_id


def failing(reader: Reader) -> int:
    """How many running clocks had a step that could not be taken; those without a card, too."""
    asked = select(func.count()).select_from(DeadlineRow).where(RUNNING, DeadlineRow.failures > 0)
    return reader.session.scalars(asked).one() + office_clocks.failing(reader)


def waiting_since(reader: Reader, now: datetime) -> datetime | None:
    """The oldest step that is due and not taken, or None: says how far the sweep is behind.

    Clocks without a card count, too.
    """
    asked = select(func.min(DeadlineRow.next_step_at)).where(RUNNING, DeadlineRow.next_step_at <= now)
    found = (reader.session.scalars(asked).one(), office_clocks.waiting_since(reader, now))
    return min((at for at in found if at is not None), default=None)


def _by_due(asked: Select[DeadlineRow]) -> Select[DeadlineRow]:
    return asked.order_by(DeadlineRow.due_at, DeadlineRow.id)
