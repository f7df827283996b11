"""Turns out of a calendar take the place of what it brought before; what was passed on since stays passed on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from signaal.actions.turns import rewrite
from signaal.store import turns
from signaal.store.tables_on_call import TurnReadRow, TurnRow
from signaal.store.units import Unit
from signaal.terms import Say
from signaal.workflows import rereading
from signaal.workflows.rereading import Slot, Standing


@dataclass(frozen=True)
class Problem:
    """What is wrong with one event: its line in the file, its UID, and why."""

    line: int
    uid: str
    why: Say


@dataclass(frozen=True)
class Imported:
    """What an import did, in turns; with any problem it did nothing.

    `added`: new; `replaced`: stood before and went; `kept`: stood before with the same hours. `passed_on`: how many
    of those that stand now are with who took them over, and not with whom the calendar names.
    """

    added: int = 0
    replaced: int = 0
    kept: int = 0
    passed_on: int = 0
    problems: tuple[Problem, ...] = ()


def replace(
    unit: Unit, before: Sequence[TurnRow], rows: Sequence[TurnRow], working: Collection[str]
) -> Imported:
    """Store the rows of a calendar in the place of those of before. `working`: who can have a turn, by id.

    A turn with the same hours keeps its row, so that questions about it and swaps against it go on.
    """
    memory = turns.read_of(unit, before)
    standing = [Standing(row.id, _given(memory.get(row.id) or row), row.user_id) for row in before]
    slots = [_given(row) for row in rows]
    known = rereading.same(standing, slots)
    kept = {one.id for one in known.values()}
    left = [one for one in standing if one.id not in kept]
    stand = {row.id: row for row in before}
    passed_on = 0
    for number, (row, slot) in enumerate(zip(rows, slots, strict=True)):
        one = known.get(number)
        follows = one or rereading.moved(left, slot)
        if follows is not None:
            row.user_id = rereading.whose(follows, slot.person, working)
        passed_on += row.user_id != slot.person
        if one is None:
            unit.add(row)
            _remember(unit, memory, row.id, slot)
        else:
            rewrite(stand[one.id], row)
            _remember(unit, memory, one.id, slot)
    turns.remove(unit, [row for row in before if row.id not in kept])
    return Imported(len(rows) - len(known), len(left), len(known), passed_on)


def _given(row: TurnRow | TurnReadRow) -> Slot:
    """As the calendar gave it; a turn of before this was written down counts as given as it stands."""
    return Slot(row.function, row.starts_at, row.ends_at, row.second, row.user_id)


def _remember(unit: Unit, memory: dict[str, TurnReadRow], turn_id: str, slot: Slot) -> None:
    """What the calendar gives now is what the next reading compares with."""
    row = memory.get(turn_id)
    if row is None:
        unit.add(
            TurnReadRow(
                turn_id=turn_id, function=slot.function, user_id=slot.person, starts_at=slot.starts_at,
                ends_at=slot.ends_at, second=slot.second,
            )
        )  # fmt: skip
    else:
        row.function, row.user_id = slot.function, slot.person
