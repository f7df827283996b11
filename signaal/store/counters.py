"""Counts that lead to no case: added to at the moment of writing, never recounted from cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_work import CounterRow
from signaal.store.units import Unit
from signaal.store.upserts import insert_or_add, insert_or_change


def add(unit: Unit, team_id: str, month: str, what: str, key: str, n: int = 1) -> None:
    """Add to a count; `month` as 2026-11. Several units may do so at the same moment."""
    values = {"team_id": team_id, "month": month, "what": what, "key": key, "n": n}
    insert_or_change(unit, CounterRow, values, {"n": CounterRow.n + n})


def add_all(unit: Unit, team_id: str, month: str, counts: Iterable[tuple[str, str]]) -> None:
    """Add one for every (what, key) given, in one statement; ordered, so that two units never wait in a ring."""
    found = sorted(Counter(counts).items())
    rows = [
        {"team_id": team_id, "month": month, "what": what, "key": key, "n": n} for (what, key), n in found
    ]
    if rows:
        insert_or_add(unit, CounterRow, rows, "n")


def of_teams(reader: Reader, team_ids: Collection[str], what: str | None = None) -> list[CounterRow]:
    """The counts of some teams, by month and key; of one subject only when it is named."""
    asked = select(CounterRow).where(CounterRow.team_id.in_(set(team_ids)))
    if what is not None:
        asked = asked.where(CounterRow.what == what)
    asked = asked.order_by(CounterRow.month, CounterRow.what, CounterRow.key, CounterRow.team_id)
    return list(reader.session.scalars(asked))


def totals(reader: Reader, team_id: str, what: str, months: Collection[str]) -> dict[str, int]:
    """One subject of one team over some months, by key: the codes this team uses most."""
    asked = select(CounterRow.key, CounterRow.n).where(
        CounterRow.team_id == team_id, CounterRow.what == what, CounterRow.month.in_(set(months))
    )
    summed: dict[str, int] = {}
    for key, n in reader.session.execute(asked):
        summed[key] = summed.get(key, 0) + n
    return summed
