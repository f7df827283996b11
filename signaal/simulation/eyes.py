"""Looking as people do: the coordinator's overview, a receiver's inbox, and every clock that is past its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from signaal.actions import clockviews, inbox, overview
from signaal.actions.context import system
from signaal.simulation.deaths import Killed
from signaal.simulation.figures import Figures
from signaal.simulation.history import History
from signaal.simulation.ledger import Ledger
from signaal.simulation.secrecy import Secrecy
from signaal.simulation.town import COORDINATOR, LEADS, TAKERS, Platform
from signaal.store import deadlines
from signaal.terms import Unavailable

AT_ONCE = 200


@dataclass
class Eyes:
    """What they see is compared with what was committed."""

    platform: Platform
    figures: Figures
    history: History
    ledger: Ledger
    secrecy: Secrecy
    teams: dict[str, str]

    def look(self) -> None:
        """One round of everybody. While a row cannot be read, or the database is not there, another day."""
        if self.ledger.spoiled:
            return
        parts: list[Callable[[], None]] = [
            self._coordinator,
            *(partial(self._receiver, team) for team in TAKERS),
            self._ends,
        ]
        for part in parts:
            try:
                self._again(part)
            except Unavailable:
                self.figures.count("looks put off")

    def _again(self, part: Callable[[], None]) -> None:
        """Whoever looked when the process died looks once more."""
        while True:
            try:
                return part()
            except Killed:
                self.figures.count("looks repeated")

    def _coordinator(self) -> None:
        for row in overview.clocks(self.platform.ctx(COORDINATOR)):
            if not self.secrecy.outside(row.code):
                self._shown(f"overview shows {row.code}")

    def _receiver(self, team: str) -> None:
        page = inbox.page(self.platform.ctx(LEADS[team]))
        for line in (*page.urgent, *page.lines):
            sent = self.history.sent.get(self.history.by_reference.get(line.reference, ""))
            if sent is None or sent.team_id != self.teams[team]:
                self._shown(f"the inbox of {team} shows {line.reference}")

    def _ends(self) -> None:
        """Whoever looks at a clock that ran past its end is told so."""
        past, self.ledger.breached = self.ledger.breached[:AT_ONCE], self.ledger.breached[AT_ONCE:]
        tools = self.platform.tools
        with tools.store.reading() as reader:
            rows = [row for row in (deadlines.find(reader, found) for found in past) if row is not None]
            views = clockviews.many(reader, system(tools), rows)
        for row in rows:
            runs = self.history.clocks[row.id].running and row.due_at < self.platform.now
            view = views[row.id]
            if runs and not (view.overdue and view.what.key.endswith(".overdue")):
                self.figures.found(
                    "unseen_breaches",
                    f"clock {row.id[:8]} is past its end and does not say so",
                    self.platform.now,
                )
            self.figures.count("breaches", int(runs))

    def _shown(self, words: str) -> None:
        self.figures.found("shown_before_yes", words, self.platform.now)
