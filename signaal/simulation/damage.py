"""Rows that a bad disk or a careless hand spoils: the sweep must leave them alone, count them, and go on with the rest.

Two kinds: a plan that cannot be read, and a pointer that went back to a step that was taken, which only the database's
own rule (one step of one leg, once) keeps from being taken again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random

from signaal.simulation.ledger import Ledger
from signaal.simulation.mortal import MortalStore

_WRITTEN = "%Y-%m-%dT%H:%M:%S.%fZ"
_UNREADABLE = '[{"n": 0}]'


@dataclass
class Damage:
    """One row at a time for each spell, mended at the end of it."""

    store: MortalStore
    ledger: Ledger
    rng: Random
    _done: deque[tuple[str, str]] = field(default_factory=deque)
    """Clock, and the statement that mends it."""

    def begin(self) -> None:
        """Spoil the row of a running clock that took a step already; none there, nothing happens."""
        clocks = [clock_id for clock_id in self.ledger.history.clocks if self.ledger.passed(clock_id)]
        clocks = [clock_id for clock_id in clocks[-40:] if clock_id not in self.ledger.spoiled]
        if not clocks:
            return
        clock_id = self.rng.choice(clocks)
        if self.rng.random() < 0.5:
            self._unreadable(clock_id)
        else:
            self._goes_back(clock_id)

    def cure(self) -> None:
        """Mend the oldest."""
        if self._done:
            clock_id, statement = self._done.popleft()
            self.store.damage(statement)
            self.ledger.spoiled.discard(clock_id)

    def cure_all(self) -> None:
        while self._done:
            self.cure()

    def _unreadable(self, clock_id: str) -> None:
        (steps,) = self.store.look(f"SELECT CAST(steps AS TEXT) FROM deadlines WHERE id = '{clock_id}'")[0]  # noqa: S608 - our own id
        self._spoil(
            clock_id,
            f"UPDATE deadlines SET steps = '{_UNREADABLE}' WHERE id = '{clock_id}'",  # noqa: S608 - our own id
            f"UPDATE deadlines SET steps = '{steps}' WHERE id = '{clock_id}'",  # noqa: S608 - our own id
        )

    def _goes_back(self, clock_id: str) -> None:
        number, at = self.ledger.passed(clock_id) or (0, None)
        leg, pointer, waits = self.store.look(
            f"SELECT leg, next_step, next_step_at FROM deadlines WHERE id = '{clock_id}'"  # noqa: S608 - our own id
        )[0]
        if at is None:
            return
        before = "NULL" if waits is None else f"'{waits if isinstance(waits, str) else waits.isoformat()}'"
        self._spoil(
            clock_id,
            f"UPDATE deadlines SET next_step = {number}, next_step_at = '{at.strftime(_WRITTEN)}' "  # noqa: S608 - our own id
            f"WHERE id = '{clock_id}'",
            f"UPDATE deadlines SET next_step = {pointer}, next_step_at = {before} "  # noqa: S608 - our own id
            f"WHERE id = '{clock_id}' AND leg = {leg} AND state = 'running' AND next_step = {number}",
        )

    def _spoil(self, clock_id: str, statement: str, mends: str) -> None:
        self.store.damage(statement)
        self.ledger.spoiled.add(clock_id)
        self._done.append((clock_id, mends))
