"""Time: what happens next, and who does it, until the last day; then everything calms down and is counted."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from signaal.actions import checkpoints, upkeep
from signaal.simulation.crew import AGAIN, POST_AGAIN, Crew
from signaal.simulation.damage import Damage
from signaal.simulation.eyes import Eyes
from signaal.simulation.post import Mood
from signaal.simulation.tale import GaveUp, Story
from signaal.simulation.weather import Spell, Trouble

Happening = Callable[[], None]
MOST_SWEEPS_APART = timedelta(hours=12)
POST_APART = timedelta(minutes=90)
SETTLES_WITHIN = timedelta(days=3)


@dataclass
class Days:
    """The next happening comes from the list, from a step that waits, or from mail that waits."""

    crew: Crew
    eyes: Eyes
    damage: Damage
    rng: Random
    end: datetime
    looks: float = 0.4
    """On which share of the mornings people look at everything."""
    _list: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _n: int = 0
    _sweep_again: datetime | None = None
    _post_tries: int = 0
    _post_at: datetime | None = None
    _last_sweep: datetime | None = None

    def at(self, moment: datetime, happening: Happening) -> None:
        """Let this happen then."""
        self._n += 1
        heapq.heappush(self._list, (moment, self._n, happening))

    def tell(self, story: Story) -> None:
        """Go on with a story; while the machine is off it waits."""
        if self.crew.dark:
            self.at(self.now + timedelta(minutes=self.rng.randint(20, 90)), lambda: self.tell(story))
            return
        try:
            again = next(story, None)
        except GaveUp:
            self.crew.figures.count("gave up")
            return
        if again is not None and again < self.end:
            self.at(max(again, self.now), lambda: self.tell(story))

    def spell(self, spell: Spell) -> None:
        """A disturbance begins, and ends at its own moment."""
        self.crew.figures.count(spell.kind.value)
        self._set(spell, on=True)
        self.at(spell.until, lambda: self._set(spell, on=False))

    def morning(self) -> None:
        """Every day: tidying up, a signed checkpoint, and on most days people who look."""
        self.crew.upkeep(upkeep.tidy, checkpoints.checkpoint)
        if not self.crew.dark and self.rng.random() < self.looks:
            self.crew.deaths.begin("look")
            self.eyes.look()
        if self.now + timedelta(days=1) < self.end:
            self.at(self.now + timedelta(days=1), self.morning)

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Until the end."""
        while True:
            moments = [self._sweep_moment(), self._post_moment()]
            if self._list:
                moments.append(self._list[0][0])
            moment = min(found for found in moments if found is not None)
            if moment >= self.end:
                break
            self.crew.machine.go_to(moment)
            progress(moment)
            if self._list and self._list[0][0] <= moment:
                heapq.heappop(self._list)[2]()
            elif moments[0] is not None and moments[0] <= moment:
                self._sweep()
            else:
                self._post()
        self._settle()

    @property
    def now(self) -> datetime:
        return self.crew.machine.true

    def _settle(self) -> None:
        """No more trouble: three days in which every step comes and all mail leaves."""
        crew = self.crew
        crew.machine.go_to(self.end)
        crew.dark = crew.silent = crew.deaths.dies = crew.deaths.gone = crew.deaths.full = False
        crew.machine.beside, crew.post.mood = timedelta(0), Mood.FINE
        self.damage.cure_all()
        until = self.end + SETTLES_WITHIN
        while self.now < until:
            self._sweep()
            crew.deliver()
            crew.machine.go_to(self.now + timedelta(hours=2))
        self._sweep()

    def _set(self, spell: Spell, *, on: bool) -> None:
        crew = self.crew
        match spell.kind:
            case Trouble.DARK:
                crew.dark = on
            case Trouble.SCHEDULER:
                crew.silent = on
            case Trouble.DATABASE:
                crew.deaths.gone = on
            case Trouble.DISK:
                crew.deaths.full = on
            case Trouble.MAIL:
                crew.post.mood = spell.mood if on else Mood.FINE
            case Trouble.JUMP:
                crew.machine.beside = spell.beside if on else timedelta(0)
            case Trouble.DAMAGE:
                self.damage.begin() if on else self.damage.cure()
        self._sweep_again = self.now + timedelta(seconds=self.rng.randint(1, 20))  # it may tempt a sweep

    def _sweep_moment(self) -> datetime:
        """When the next sweep comes that can matter: a few seconds after a step's moment, or soon after a failure."""
        crew, wanted = self.crew, crew_next(self.crew)
        latest = (self._last_sweep or self.now) + MOST_SWEEPS_APART
        moments = [latest]
        if self._sweep_again is not None:
            moments.append(self._sweep_again)
        elif wanted is not None:
            moments.append(wanted + timedelta(seconds=20 * self.rng.random()))
        if crew.dark:
            return self._list[0][0] if self._list else self.end
        return max(min(moments), self.now)

    def _sweep(self) -> None:
        whole = self.crew.sweep()
        self._last_sweep = self.now
        slow = self.crew.deaths.gone or self.crew.deaths.full or self.crew.silent
        self._sweep_again = None if whole else self.now + (15 * AGAIN if slow else AGAIN)

    def _post_moment(self) -> datetime | None:
        """Mail leaves some minutes after it may: often enough to meet every trouble, and not for each mail apart."""
        waits = self.crew.post.next_at()
        if waits is None or self.crew.dark or self.crew.silent:
            return None
        return max(waits + POST_APART, self._post_at or waits, self.now)

    def _post(self) -> None:
        before = len(self.crew.post.waiting)
        self.crew.deliver()
        self._post_tries = 0 if len(self.crew.post.waiting) < before else self._post_tries + 1
        self._post_at = self.now + POST_AGAIN[min(self._post_tries, len(POST_AGAIN) - 1)]


def crew_next(crew: Crew) -> datetime | None:
    """The true moment at which a clock that may stand behind says that the next step is due."""
    waits = crew.ledger.next_at()
    return None if waits is None else waits - min(crew.machine.beside, timedelta(0))
