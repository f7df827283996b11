"""Looks at every commit, and hands what it sees to those who keep count. It asks no rule whether it was right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from signaal.simulation.deaths import Deaths
from signaal.simulation.figures import Figures
from signaal.simulation.history import ClockSeen, History, note_of, taken_of
from signaal.simulation.ledger import Ledger
from signaal.simulation.machine import Machine
from signaal.simulation.mortal import MortalStore, Touched
from signaal.simulation.post import Post
from signaal.simulation.secrecy import Secrecy


@dataclass
class Watch:
    """One look per commit, and one at everything at the end."""

    machine: Machine
    figures: Figures
    deaths: Deaths
    history: History
    ledger: Ledger
    secrecy: Secrecy
    post: Post

    def committed(self, touched: Touched) -> None:
        """First what a step or a message rests on, then these."""
        self.ledger.born.clear()
        by_table: dict[str, list[tuple[str, Any]]] = {}
        for (table, key), row in touched.items():
            by_table.setdefault(table, []).append((key, row))
        for table in ("cases", "consents", "referrals", "deadlines", "deadline_steps"):
            rows, by_table[table] = by_table.get(table, []), []
            for key, row in rows:
                if row is None:
                    self._forget(table, key)
                else:
                    by_table[table].append((key, row))
        for _, row in by_table["cases"]:
            self.history.keep_case(row)
        for _, row in by_table["consents"]:
            self.history.consents[row.id] = row.state
        for _, row in by_table["referrals"]:
            self.history.keep_sent(row)
        for _, row in by_table["deadlines"]:
            self._clock(row)
        self._steps(by_table.get("deadline_steps", []), by_table.get("outbox", []))
        for key, row in by_table.get("outbox", ()):
            self._note(key, row)

    def compare(self, store: MortalStore) -> None:
        """What stands in the database is what was seen, row for row."""
        steps = store.look("SELECT deadline_id, leg, number, id FROM deadline_steps")
        for place, n in Counter(row[:3] for row in steps).items():
            if n > 1:
                words = f"clock {place[0][:8]} holds step {place[1:]} {n} times"
                self.figures.found("double", words, self.machine.true)
        self._same("steps", {row[3] for row in steps}, set(self.history.taken))
        notes = {row[0] for row in store.look("SELECT message_id FROM outbox")}
        self._same("messages", notes, set(self.history.by_message_id))
        clocks = {row[:2] for row in store.look("SELECT id, state FROM deadlines")}
        self._same("clocks", clocks, {(clock.id, clock.state) for clock in self.history.clocks.values()})

    def _forget(self, table: str, key: str) -> None:
        """A row was erased with its card. A clock that still ran is counted; help within 48 hours must not."""
        clock = self.history.clocks.get(key) if table == "deadlines" else None
        if clock is not None and clock.running:
            self.figures.count(f"erased while it ran: {clock.kind}")
            self.ledger.gone(clock)
        self.history.forget(table, key)

    def _clock(self, row: Any) -> None:
        before = self.history.clocks.get(row.id)
        now = ClockSeen.of(row, before)
        if before is None:
            self.history.of_case.setdefault(row.case_id, []).append(row.id)
        self.history.clocks[row.id] = now
        self.ledger.clock(now, before)

    def _steps(self, steps: list[tuple[str, Any]], notes: list[tuple[str, Any]]) -> None:
        told = {row.deadline_step_id for _, row in notes if row is not None}
        for _, row in steps:
            taken = taken_of(row)
            self.history.taken[taken.id] = taken
            self.ledger.step(taken, by_sweep=self.deaths.doing.startswith("sweep"))
            if taken.told and taken.id not in told:
                self.figures.found(
                    "lost", f"step {taken.id[:8]} told people and left no message", self.machine.true
                )

    def _note(self, key: str, row: Any) -> None:
        before = self.history.notes.get(key)
        if row is None:
            if before is not None:
                del self.history.notes[key]
                del self.history.by_message_id[before.message_id]
                self.post.waiting.pop(before.message_id, None)
            return
        note = note_of(row)
        if before is not None and before.message_id != note.message_id:
            self.figures.found(
                "messages_without_step", f"message {key[:8]} changed its name", self.machine.true
            )
        self.history.notes[key] = note
        self.history.by_message_id[note.message_id] = key
        if before is None and note.channel == "mail":
            self.post.waiting[note.message_id] = note.not_before
        self.secrecy.note(note)

    def _same(self, what: str, stands: set[Any], seen: set[Any]) -> None:
        for _ in stands ^ seen:
            self.figures.found(
                "lost", f"{what} in the database are not those that were committed", self.machine.true
            )
