"""No published table lets a reader compute a small cell: checked by solving the sums, not by a graph."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.monitoring.disclosure import SMALL, TOTAL, Cell, Published, percentage, publish, rounded

TABLES = st.integers(1, 4).flatmap(
    lambda rows: st.integers(1, 4).flatmap(
        lambda columns: st.lists(st.integers(0, 60), min_size=rows * columns, max_size=rows * columns).map(
            lambda n: {(f"r{i // columns}", f"c{i % columns}"): count for i, count in enumerate(n)}
        )
    )
)


def truth(counts: dict[Cell, int]) -> dict[Cell, int]:
    table = dict(counts)
    for (row, column), count in counts.items():
        for cell in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[cell] = table.get(cell, 0) + count
    return table


def determined(published: Published) -> set[Cell]:
    """Hidden cells that the sums of rows and columns fix, even for a reader of unrounded shown counts."""
    unknown = sorted(published.hidden())
    equations = []
    for axis in (0, 1):
        for name in {cell[axis] for cell in published.cells}:
            signs = {c: -1 if c[1 - axis] == TOTAL else 1 for c in published.cells if c[axis] == name}
            equations.append([Fraction(signs.get(cell, 0)) for cell in unknown])
    rank_of_all = reduce(equations)
    return {
        cell
        for cell in unknown
        if any(sum(map(bool, row)) == 1 and row[unknown.index(cell)] for row in rank_of_all)
    }


def reduce(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form: a row with a single entry fixes that unknown."""
    rows, lead = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows and rows[0] else 0):
        pivot = next((i for i in range(lead, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[lead], rows[pivot] = rows[pivot], rows[lead]
        rows[lead] = [value / rows[lead][column] for value in rows[lead]]
        for i, row in enumerate(rows):
            if i != lead and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[lead], strict=True)]
        lead += 1
    return rows


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_no_small_cell_is_shown_or_can_be_computed(counts: dict[Cell, int]) -> None:
    published = publish(counts)
    exact = truth(counts)
    assert published.cells.keys() == exact.keys()
    for cell, shown in published.cells.items():
        assert shown is None or exact[cell] >= SMALL
    assert not determined(published)


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_what_is_hidden_in_a_line_is_ten_or_more_together(counts: dict[Cell, int]) -> None:
    published, exact = publish(counts), truth(counts)
    for axis in (0, 1):
        for name in {cell[axis] for cell in published.cells}:
            line = [c for c in published.cells if c[axis] == name]
            total = next(c for c in line if c[1 - axis] == TOTAL)
            secret = [c for c in line if c != total and published.cells[c] is None]
            if secret and published.cells[total] is not None:
                assert sum(exact[c] for c in secret) >= SMALL


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_shown_counts_are_multiples_of_five_near_the_truth(counts: dict[Cell, int]) -> None:
    exact = truth(counts)
    for cell, shown in publish(counts).cells.items():
        if shown is not None:
            assert shown % 5 == 0
            assert abs(shown - exact[cell]) <= 2


def test_a_table_of_large_cells_is_shown_whole() -> None:
    counts = {("a", "x"): 20, ("a", "y"): 33, ("b", "x"): 41, ("b", "y"): 12}
    published = publish(counts)
    assert published.hidden() == frozenset()
    assert published.cells["a", "y"] == 35
    assert published.cells[TOTAL, TOTAL] == 105


def test_one_small_cell_takes_three_others_with_it() -> None:
    counts = {(row, column): 40 for row in "abc" for column in "xyz"}
    counts["a", "x"] = 3
    hidden = publish(counts).hidden()
    assert ("a", "x") in hidden
    assert len(hidden) == 4


def test_a_difference_with_an_earlier_table_reveals_nothing() -> None:
    may = {("a", "x"): 40, ("a", "y"): 50, ("b", "x"): 60, ("b", "y"): 70}
    june = {**may, ("a", "x"): 43}
    assert publish(may).hidden() == publish(june).hidden() == frozenset()
    assert ("a", "x") in publish(june, earlier=may).hidden()
    assert publish(may, earlier=may).hidden() == frozenset()


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_percentage_needs_a_hundred_and_no_small_part_on_either_side(one: int, two: int) -> None:
    part, whole = sorted((one, two))
    found = percentage(part, whole)
    assert (found is None) == (whole < 100 or part < 10 or whole - part < 10)
    if found is not None:
        assert abs(found - 100 * part / whole) <= 4


@given(st.integers(0, 10_000))
def test_rounding(count: int) -> None:
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) <= 2


@pytest.mark.parametrize("counts", [{("a", "x"): -1}, {("", "x"): 20}, {("a", ""): 20}])
def test_nonsense_is_refused(counts: dict[Cell, int]) -> None:
    with pytest.raises(ValueError, match=r"count|name"):
        publish(counts)


def test_an_impossible_part_is_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        percentage(5, 4)


def test_an_empty_table_shows_nothing() -> None:
    assert publish({}).cells == {(TOTAL, TOTAL): None}
