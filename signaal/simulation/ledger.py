"""What must happen, kept apart from the product: every planned step until it was taken, every end until it was seen.

The plan is what was committed at the start of a leg. Which steps fall away is said here anew, in a few lines: those
of a clock that ended, of an earlier leg, those that wait for an acknowledgement that came, and those whose moment
passed while a clock stood still.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signaal.simulation import almanac
from signaal.simulation.figures import Figures
from signaal.simulation.history import ClockSeen, History, Planned, Taken
from signaal.simulation.machine import Machine

LATE_AFTER = timedelta(minutes=5)
Waiting = tuple[datetime, str, int, int]
"""Moment, clock, leg and number."""


@dataclass
class Ledger:
    """`spoiled`: clocks whose row is damaged now. `breached`: those past their end that nobody looked at yet."""

    machine: Machine
    figures: Figures
    history: History
    spoiled: set[str] = field(default_factory=set)
    breached: list[str] = field(default_factory=list)
    born: set[str] = field(default_factory=set)
    """Clocks that the transaction at hand began."""
    _open: dict[str, dict[int, Planned]] = field(default_factory=dict)
    _done: set[tuple[str, int, int]] = field(default_factory=set)
    _waits: list[Waiting] = field(default_factory=list)
    _ends: list[tuple[datetime, str]] = field(default_factory=list)

    def clock(self, now: ClockSeen, before: ClockSeen | None) -> None:
        """A clock was committed as `now`."""
        if before is None:
            self._begins(now)
        elif now.due_at != before.due_at or now.started_at != before.started_at:
            self._found("unseen_breaches", now.id, "its end moved")
        if before is None or (now.leg, now.leg_started_at) != (before.leg, before.leg_started_at):
            self._plan(now)
        mine = self._open.get(now.id, {})
        if not now.running:
            mine.clear()
        elif before is not None and not before.running:
            self._open[now.id] = {
                step.number: step
                for step in now.plan
                if step.at > self.machine.now() and (now.id, now.leg, step.number) not in self._done
            }
            self._wait(now)
        if now.acknowledged_at is not None:
            for number in [step.number for step in mine.values() if step.until_taken]:
                del mine[number]

    def step(self, taken: Taken, *, by_sweep: bool) -> None:
        """A step was committed."""
        self.figures.steps += 1
        clock, place = self.history.clocks[taken.clock_id], (taken.clock_id, taken.leg, taken.number)
        planned = {step.number: step.at for step in clock.plan}.get(taken.number)
        if place in self._done:
            self._found("double", taken.clock_id, f"step {taken.leg}.{taken.number} taken again")
        self._done.add(place)
        if taken.leg != clock.leg and taken.clock_id in self.born:  # begun and passed on in one transaction
            planned = clock.started_at
        elif taken.leg != clock.leg:
            planned = None
        if planned != taken.planned_at or taken.taken_at < taken.planned_at:
            self._found("early", taken.clock_id, f"step {taken.leg}.{taken.number} before its moment")
        elif by_sweep and self.machine.true < taken.planned_at:
            self._found("early", taken.clock_id, f"step {taken.leg}.{taken.number} by a clock that jumped")
        if taken.late is not (taken.taken_at - taken.planned_at > LATE_AFTER):
            self._found("unseen_breaches", taken.clock_id, "late and not marked, or marked and not late")
        if not taken.told:
            self._found("unseen_breaches", taken.clock_id, f"step {taken.leg}.{taken.number} told nobody")
        self.figures.count("late", int(taken.late))
        self._open.get(taken.clock_id, {}).pop(taken.number, None)

    def gone(self, clock: ClockSeen) -> None:
        """A clock that ran was erased with its card. That of 48 hours keeps its card until it ends (docs/adr/0007),
        24 months at most: longer than a simulation lasts.
        """
        if clock.kind == "calm_48h":
            self._found("lost", clock.id, "erased while help within 48 hours still ran")

    def failed(self, clocks: int) -> None:
        """A sweep came to its end and this many clocks failed in it: no more than have a damaged row."""
        if clocks > len(self.spoiled):
            words = f"{clocks} failed in a sweep, {len(self.spoiled)} of them for a damaged row"
            self.figures.found("lost", words, self.machine.true)

    def swept(self, until: datetime) -> None:
        """A sweep came to its end: everything up to this moment was taken, or it is lost."""
        held = []
        while self._waits and self._waits[0][0] <= until:
            waiting = heapq.heappop(self._waits)
            if not self._is_open(waiting):
                continue
            if waiting[1] in self.spoiled:
                held.append(waiting)
            else:
                self._found("lost", waiting[1], f"step {waiting[2]}.{waiting[3]} of {waiting[0]:%d-%m %H:%M}")
                del self._open[waiting[1]][waiting[3]]
        for waiting in held:
            heapq.heappush(self._waits, waiting)
        while self._ends and self._ends[0][0] < until:
            _, clock_id = heapq.heappop(self._ends)
            found = self.history.clocks.get(clock_id)
            if found is not None and found.running:
                self.breached.append(clock_id)

    def next_at(self) -> datetime | None:
        """When the next step that still waits comes, damaged rows left out; None: none waits."""
        later, found = [], None
        while self._waits and found is None:
            if not self._is_open(self._waits[0]):
                heapq.heappop(self._waits)
            elif self._waits[0][1] in self.spoiled:
                later.append(heapq.heappop(self._waits))
            else:
                found = self._waits[0][0]
        for waiting in later:
            heapq.heappush(self._waits, waiting)
        return found

    def passed(self, clock_id: str) -> tuple[int, datetime] | None:
        """The last step of its leg that a running clock took, and its moment; None when there is none."""
        clock = self.history.clocks[clock_id]
        done = [s for s in clock.plan if (clock_id, clock.leg, s.number) in self._done]
        return (done[-1].number, done[-1].at) if done and clock.running else None

    def _begins(self, clock: ClockSeen) -> None:
        self.born.add(clock.id)
        heapq.heappush(self._ends, (clock.due_at, clock.id))
        if wrong := almanac.wrong_end(clock):
            self._found("unseen_breaches", clock.id, wrong)

    def _plan(self, clock: ClockSeen) -> None:
        self._open[clock.id] = {step.number: step for step in clock.plan}
        self._wait(clock)
        if wrong := almanac.wrong_plan(clock):
            self._found("early" if "before" in wrong else "unseen_breaches", clock.id, wrong)

    def _wait(self, clock: ClockSeen) -> None:
        for step in self._open[clock.id].values():
            heapq.heappush(self._waits, (step.at, clock.id, clock.leg, step.number))

    def _is_open(self, waiting: Waiting) -> bool:
        _, clock_id, leg, number = waiting
        clock = self.history.clocks.get(clock_id)
        return clock is not None and clock.leg == leg and number in self._open.get(clock_id, {})

    def _found(self, what: str, clock_id: str, words: str) -> None:
        self.figures.found(what, f"clock {clock_id[:8]} {words}", self.machine.true)
