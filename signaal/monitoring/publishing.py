"""A month as it may be published (R22): one table of teams and endings, and three figures that cannot undo it.

Pure. Source: design page product, R22. What was published once is kept by the caller and never made again,
so that no later version can be subtracted from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from signaal.monitoring import disclosure
from signaal.monitoring.disclosure import TOTAL, Cell
from signaal.monitoring.months import CALM, Came, Result, summarise

OTHER = "other"
COLUMNS = (Came.MET.value, Came.MET_LATE.value, OTHER)
"""Always all three: a column that is missing would say that there was none. Finer ones would be hidden anyway."""
_LEFT_OUT = frozenset({Came.MISTAKE, Came.UNDONE})


@dataclass(frozen=True)
class Figures:
    """Rounded counts by (team, column) with TOTAL for sums, None where hidden; percents, a count, hours."""

    cells: Mapping[Cell, int | None]
    on_time: int | None
    no_duty: int | None
    median_calm: int | None

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams in the order of the table, the line of totals last."""
        return (*sorted({team for team, _ in self.cells} - {TOTAL}), TOTAL)


def figures(teams: Sequence[str], results: Sequence[Result]) -> Figures:
    """What may be shown of these clocks, for these teams (each with a line, also without a clock).

    Clocks that were started by accident are left out: they are about us, not about families.
    """
    shown = [one for one in results if one.came not in _LEFT_OUT]
    counted = Counter((one.team, _column(one.came)) for one in shown)
    counts = {(team, column): counted[team, column] for team in teams for column in COLUMNS}
    cells = disclosure.publish(counts).cells
    whole = cells.get((TOTAL, TOTAL))
    summary = summarise(shown)
    met, calm = summary.counts[Came.MET], sum(summary.counts[came] for came in CALM)
    ends_known = all(cells.get((TOTAL, came.value)) is not None for came in CALM)
    return Figures(
        cells=cells,
        on_time=disclosure.percentage(met, len(shown)) if whole is not None and ends_known else None,
        no_duty=_alone(summary.no_duty, len(shown)) if whole is not None else None,
        median_calm=summary.medians["to_calm"].hours if ends_known and calm >= disclosure.SMALL else None,
    )


def _column(came: Came) -> str:
    return came.value if came.value in COLUMNS else OTHER


def _alone(part: int, whole: int) -> int | None:
    """One count out of a total that is shown: hidden when it or the rest is small."""
    return disclosure.publish({("all", "yes"): part, ("all", "no"): whole - part}).cells["all", "yes"]
