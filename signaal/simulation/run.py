"""One simulation from its seed: the town is founded, the time is played, and what was seen is counted."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from signaal.actions.context import Tools
from signaal.demo import words
from signaal.runtime import open_for_simulating
from signaal.simulation import arrivals, weather
from signaal.simulation.crew import Crew
from signaal.simulation.damage import Damage
from signaal.simulation.days import Days
from signaal.simulation.deaths import Deaths
from signaal.simulation.eyes import Eyes
from signaal.simulation.figures import Figures
from signaal.simulation.history import History
from signaal.simulation.ledger import Ledger
from signaal.simulation.machine import Machine
from signaal.simulation.mortal import MortalStore
from signaal.simulation.post import Post
from signaal.simulation.secrecy import Secrecy
from signaal.simulation.tale import Place
from signaal.simulation.town import Platform
from signaal.simulation.turns import Turns
from signaal.simulation.watch import Watch

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it; nothing survives a power cut here anyway
MOST_LOOKS = 50
Progress = Callable[[float], None]
"""Told how much of the time has passed, from 0 to 1."""
_MONTHS = (
    datetime(2026, 3, 16, 5, tzinfo=UTC),  # Easter, and the clock goes forward
    datetime(2026, 10, 12, 5, tzinfo=UTC),  # the clock goes back
    datetime(2026, 12, 14, 5, tzinfo=UTC),  # Christmas and New Year
    datetime(2027, 4, 19, 5, tzinfo=UTC),  # the King's birthday, 5 May, Ascension, Whitsun
)


@dataclass(frozen=True)
class Order:
    """What to simulate. `database`: an empty PostgreSQL; otherwise SQLite in a folder that is gone afterwards."""

    seed: int
    days: int
    cases: int
    database: str | None = None


def simulate(
    seed: int, days: int, cases: int, database: str | None = None, progress: Progress | None = None
) -> Figures:
    """Play it, and return what was found. The same numbers give the same figures.

    Raises:
        Unavailable: the database cannot be reached at the beginning.
    """
    with _quiet(), _folder() as folder:
        order = Order(seed, days, cases, database)
        return Town(order, folder).play(progress or (lambda _: None))


def begins(seed: int) -> datetime:
    """The first morning: each seed in its own season."""
    return _MONTHS[seed % len(_MONTHS)] + timedelta(weeks=Random(seed).choice((0, 0, 1)))  # noqa: S311 - a date


class Town:
    """Everything of one simulation, put together."""

    def __init__(self, order: Order, folder: Path) -> None:
        self.order = order
        self.figures = Figures(order.seed, order.days)
        self.machine = Machine(begins(order.seed))
        self.history = History()
        self.deaths = Deaths(self._rng("deaths"), self.figures)
        self.ledger = Ledger(self.machine, self.figures, self.history)
        self.secrecy = Secrecy(self.machine, self.figures, self.history)
        self.post = Post(
            self.machine, self.figures, self.history, self._rng("post"), sender=lambda: self.deaths.doing
        )
        self.watch = Watch(
            self.machine, self.figures, self.deaths, self.history, self.ledger, self.secrecy, self.post
        )
        self.turns = Turns(self._rng("turns"))
        self.tools = self._tools(folder)

    def play(self, progress: Progress) -> Figures:
        """Found the town, play the days, compare what stands with what was seen."""
        try:
            self._play(progress)
            self.post.settled()
            self.watch.compare(self.store)
            self.figures.count("commit points killed on both sides", self.deaths.points)
        finally:
            self.store.close()
        return self.figures

    def _play(self, progress: Progress) -> None:
        said, order = words.load(), self.order
        end = self.machine.true + timedelta(days=order.days)
        platform = Platform(self.tools, self.machine, end)
        teams = platform.found(said, self._rng("people"))
        self.secrecy.learn(
            self.store.look("SELECT id, organisation_id FROM teams"),
            self.store.look("SELECT user_id, organisation_id, team_id, role, lead FROM memberships"),
        )
        eyes = Eyes(platform, self.figures, self.history, self.ledger, self.secrecy, teams)
        damage = Damage(self.store, self.ledger, self._rng("damage"))
        days = Days(self._crew(), eyes, damage, self._rng("days"), end, min(0.4, MOST_LOOKS / order.days))
        start = self.machine.true
        place = Place(self.machine, self.figures, self.deaths, self.history, self.ledger)
        for n, at in enumerate(arrivals.moments(self._rng("arrivals"), start, order.days, order.cases)):
            days.at(at, partial(self._arrives, days, platform, said, teams, place, n))
        for spell in weather.forecast(self._rng("weather"), start, order.days):
            days.at(spell.at, partial(days.spell, spell))
        days.at(start + timedelta(hours=1), days.morning)
        self.deaths.dies = True
        days.run(lambda moment: progress((moment - start) / (end - start)))

    def _arrives(
        self, days: Days, platform: Platform, said: words.Words, teams: dict[str, str], place: Place, n: int
    ) -> None:
        self.figures.cases += 1
        made, tell = arrivals.tale(self._rng(f"tale {n}"), platform, said, teams, place)
        days.tell(tell(made))

    def _crew(self) -> Crew:
        return Crew(
            self.tools,
            self.machine,
            self.figures,
            self.deaths,
            self.ledger,
            self.post,
            self.turns,
            self._rng("crew"),
        )

    def _tools(self, folder: Path) -> Tools:
        real = open_for_simulating(folder, self.machine, self.order.database)
        url = real.store.url.render_as_string(hide_password=False)
        real.store.close()
        self.store = MortalStore(url, self.deaths, self.watch.committed, self.turns.wait)
        ids = self._rng("ids")
        return replace(real, store=self.store, mailer=self.post, ids=lambda: f"{ids.getrandbits(128):032x}")

    def _rng(self, what: str) -> Random:
        return Random(f"{self.order.seed} {what}")  # noqa: S311 - stories and troubles; keys never come from here


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder of its own, in memory where the machine has that: a killed transaction is no power cut."""
    folder = Path(tempfile.mkdtemp(prefix="signaal-", dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None))
    try:
        yield folder / "instance"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What a machine would write about its troubles: here they are the play."""
    log = logging.getLogger("signaal")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
