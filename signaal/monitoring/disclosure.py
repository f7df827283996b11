"""What may be published of a table of counts, so that no published number points at a child (R22).

A cell under 10 is hidden. So is whatever would let somebody compute it: a hidden cell is determined by the
sums of its row and column exactly when, in the graph of lines (rows and columns with their totals) joined by
hidden cells, its edge is a bridge; so cells are hidden until no bridge is left. What is hidden in a line
together must be 10 or more. Shown counts are rounded to 5; no percentage under a denominator of 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALL = 10
STEP = 5
SMALLEST_DENOMINATOR = 100
TOTAL = ""
"""The name of the row and of the column with totals; a row or column of one's own needs another name."""

Cell = tuple[str, str]


@dataclass(frozen=True)
class Published:
    """Per cell (row, column; TOTAL for sums) the rounded count, or None where it is hidden."""

    cells: Mapping[Cell, int | None]

    def hidden(self) -> frozenset[Cell]:
        return frozenset(cell for cell, count in self.cells.items() if count is None)


def rounded(count: int) -> int:
    """To the nearest 5, a half upwards (there is none in whole numbers)."""
    return (2 * count + STEP) // (2 * STEP) * STEP


def percentage(part: int, whole: int) -> int | None:
    """Whole percents, of rounded counts; None where part, rest or whole is too small to publish.

    Raises ValueError: a negative count, or a part above the whole.
    """
    if not 0 <= part <= whole:
        raise ValueError("a part lies between 0 and the whole")
    if whole < SMALLEST_DENOMINATOR or part < SMALL or whole - part < SMALL:
        return None
    return (200 * rounded(part) + rounded(whole)) // (2 * rounded(whole))


def publish(counts: Mapping[Cell, int], earlier: Mapping[Cell, int] | None = None) -> Published:
    """The table with its totals as it may be published. A missing cell is 0.

    `earlier` are the true counts of a table already published over a part of the same period: a cell whose
    difference from it would be small is hidden too, because a reader can subtract.

    Raises ValueError: a negative count, or a row or column called TOTAL.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is 0 or more")
    if any(TOTAL in cell for cell in counts):
        raise ValueError("a row or column needs a name")
    table = _with_totals(counts)
    hidden = {cell for cell, count in table.items() if count < SMALL}
    if earlier is not None:
        before = _with_totals(earlier)
        hidden |= {cell for cell, count in table.items() if 0 < abs(count - before.get(cell, 0)) < SMALL}
    while extra := _needed(table, hidden):
        hidden.add(extra)
    return Published({cell: None if cell in hidden else rounded(count) for cell, count in table.items()})


def _with_totals(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    rows = sorted({row for row, _ in counts})
    columns = sorted({column for _, column in counts})
    table = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        table[row, TOTAL] = sum(table[row, column] for column in columns)
    for column in columns:
        table[TOTAL, column] = sum(table[row, column] for row in rows)
    table[TOTAL, TOTAL] = sum(counts.values())
    return table


def _needed(table: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    """One more cell that has to be hidden, the smallest that serves; None when all is safe."""
    for cell in sorted(hidden):
        found = _thin_line(table, hidden, cell) or _bridge(table, hidden, cell)
        if found is not None:
            return found
    return None


def _line(table: Mapping[Cell, int], cell: Cell, axis: int) -> list[Cell]:
    """The cells of the row (axis 0) or the column (axis 1) of a cell, its total included."""
    return [other for other in table if other[axis] == cell[axis]]


def _smallest(table: Mapping[Cell, int], cells: Iterable[Cell]) -> Cell | None:
    """A cell of the inside rather than a total, the smallest count, then by name: always the same answer."""
    return min(cells, key=lambda cell: (TOTAL in cell, table[cell], cell), default=None)


def _thin_line(table: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> Cell | None:
    """Something to hide beside cells that hold under 10 together: their sum can be computed from the rest."""
    for axis in (0, 1):
        line = _line(table, cell, axis)
        secret = [other for other in line if other in hidden and other[1 - axis] != TOTAL]
        shown = [other for other in line if other not in hidden]
        total_shown = any(other[1 - axis] == TOTAL for other in shown)
        if secret and total_shown and sum(table[other] for other in secret) < SMALL:
            return _smallest(table, shown)
    return None


def _bridge(table: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> Cell | None:
    """Something to hide when the sums determine this hidden cell; None when they do not."""
    rows, columns = _reach(hidden - {cell}, cell[0])
    if cell[1] in columns:
        return None
    there_rows, there_columns = _reach_column(hidden - {cell}, cell[1])
    closing = [c for c in table if c not in hidden and _joins(c, rows, columns, there_rows, there_columns)]
    beside = [c for axis in (0, 1) for c in _line(table, cell, axis) if c not in hidden]
    return _smallest(table, closing) or _smallest(table, beside)


def _joins(
    cell: Cell, rows: set[str], columns: set[str], there_rows: set[str], there_columns: set[str]
) -> bool:
    return (cell[0] in rows and cell[1] in there_columns) or (cell[0] in there_rows and cell[1] in columns)


def _reach(hidden: set[Cell], row: str) -> tuple[set[str], set[str]]:
    """The rows and columns that hidden cells join to a row."""
    return _grow(hidden, {row}, set())


def _reach_column(hidden: set[Cell], column: str) -> tuple[set[str], set[str]]:
    return _grow(hidden, set(), {column})


def _grow(hidden: set[Cell], rows: set[str], columns: set[str]) -> tuple[set[str], set[str]]:
    growing = True
    while growing:
        size = len(rows) + len(columns)
        columns |= {column for row, column in hidden if row in rows}
        rows |= {row for row, column in hidden if column in columns}
        growing = len(rows) + len(columns) > size
    return rows, columns
