"""A published month tells nothing of a small number, not in its table and not by the figures beside it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.monitoring.disclosure import SMALL, STEP, TOTAL
from signaal.monitoring.months import Came, Result
from signaal.monitoring.publishing import COLUMNS, OTHER, figures

TEAMS = ("Noord", "Zuid")
CAMES = [came for came in Came if came not in (Came.MISTAKE, Came.UNDONE)]
MONTHS = st.lists(
    st.tuples(st.sampled_from(TEAMS), st.sampled_from(CAMES), st.integers(0, 80)), max_size=12
).map(lambda found: [(Result(team, came, to_calm=30), n) for team, came, n in found])


def many(*counted: tuple[Result, int]) -> list[Result]:
    return [one for one, n in counted for _ in range(n)]


def met(team: str = "Noord", hours: int = 30) -> Result:
    return Result(team, Came.MET, to_calm=hours)


@given(MONTHS)
@settings(max_examples=60)
def test_nothing_small_is_shown(counted: list[tuple[Result, int]]) -> None:
    results = many(*counted)
    found = figures(TEAMS, results)
    assert {column for _, column in found.cells} == {*COLUMNS, TOTAL}
    for (team, column), shown in found.cells.items():
        true = [one for one in results if team in (TOTAL, one.team) and column in (TOTAL, column_of(one))]
        if shown is not None:
            assert len(true) >= SMALL
            assert shown % STEP == 0
            assert abs(shown - len(true)) <= STEP // 2
    if found.on_time is not None:
        assert len(results) >= 100
    if found.median_calm is not None:
        assert sum(one.came in (Came.MET, Came.MET_LATE) for one in results) >= SMALL


def column_of(one: Result) -> str:
    return one.came.value if one.came.value in COLUMNS else OTHER


def test_an_accident_is_not_published() -> None:
    without = figures(TEAMS, many((met(), 40), (met("Zuid"), 40)))
    with_some = figures(TEAMS, many((met(), 40), (met("Zuid"), 40), (Result("Noord", Came.MISTAKE), 3)))
    assert without == with_some


def a_big_month(no_duty: int = 0) -> list[Result]:
    """240 clocks, in both teams 60 met, 40 late, 20 declined."""
    late, no = Result("", Came.MET_LATE, to_calm=60), Result("", Came.DECLINED)
    found = many((met(""), 60), (late, 40), (no, 20))
    found = [replace(one, team=team) for team in TEAMS for one in found]
    return [replace(one, no_duty=n < no_duty) for n, one in enumerate(found)]


def test_a_big_month_says_how_often_it_was_in_time() -> None:
    found = figures(TEAMS, a_big_month())
    assert found.on_time == 50
    assert found.median_calm == 30
    assert found.cells[TOTAL, TOTAL] == 240
    assert found.cells["Noord", OTHER] == 20
    assert found.teams == ("Noord", "Zuid", TOTAL)


def test_a_small_number_without_duty_is_hidden_and_so_is_a_small_rest() -> None:
    for n, shown in ((9, None), (10, 10), (230, 230), (231, None)):
        assert figures(TEAMS, a_big_month(no_duty=n)).no_duty == shown, n


def test_figures_beside_a_hidden_total_are_hidden() -> None:
    found = figures(TEAMS, many((met(), 9)))
    assert not [cell for cell in found.cells.values() if cell is not None]
    assert (found.on_time, found.no_duty, found.median_calm) == (None, None, None)
