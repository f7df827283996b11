"""The mail server: it takes mail, refuses it, says nothing, or takes it and says that it did not.

It also remembers: a mail without a committed message, or without the step that it tells of, was sent too early.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from random import Random

from signaal.notify.delivery import WAITS
from signaal.notify.mailer import Mail, NotDelivered, Problem
from signaal.simulation.figures import Figures
from signaal.simulation.history import History
from signaal.simulation.machine import Machine


class Mood(Enum):
    FINE = "fine"
    REFUSES = "refuses"
    BUSY = "busy"
    SILENT = "silent"
    TWICE = "twice"


@dataclass
class Post:
    """Mail may come twice only when its sender died, or when the server lied."""

    machine: Machine
    figures: Figures
    history: History
    rng: Random
    mood: Mood = Mood.FINE
    sender: Callable[[], str] = str
    """Who delivers now."""
    tries: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    waiting: dict[str, datetime] = field(default_factory=dict)
    """What should leave and did not yet, and from when on."""
    _may_repeat: set[str] = field(default_factory=set)
    _under_way: dict[str, set[str]] = field(default_factory=dict)

    def next_at(self) -> datetime | None:
        """When the first of what waits may leave; None: nothing waits."""
        return min(self.waiting.values(), default=None)

    def send(self, mail: Mail) -> None:
        """Take it, or not. Raises NotDelivered."""
        name = mail.message_id
        self._look(mail)
        self.tries[name] += 1
        if self.tries[name] > len(WAITS):
            self.waiting.pop(name, None)
        if self.mood is Mood.REFUSES and self.rng.random() < 0.2:
            self.refused.add(name)
            self.waiting.pop(name, None)
            raise NotDelivered(Problem.REFUSED)
        if self.mood in (Mood.REFUSES, Mood.BUSY):
            raise NotDelivered(Problem.BUSY)
        if self.mood is Mood.SILENT:
            raise NotDelivered(Problem.UNREACHABLE)
        if name in self.accepted and name not in self._may_repeat:
            self.figures.found("double", f"mail {name[:10]} sent again without a cause", self.machine.true)
        self._may_repeat.discard(name)
        self.accepted.add(name)
        if self.mood is Mood.TWICE:
            self._may_repeat.add(name)
            raise NotDelivered(Problem.UNREACHABLE)
        self.waiting.pop(name, None)
        self._under_way.setdefault(self.sender(), set()).add(name)

    def ended(self, by: str, *, died: bool) -> None:
        """A delivery came to its end; when it died, what it sent and did not write down may come again."""
        names = self._under_way.pop(by, set())
        if died:
            self._may_repeat |= names
            self.waiting.update(dict.fromkeys(names, self.machine.true))

    def settled(self) -> None:
        """At the very end: every mail left at least once, or the server said for good that it would not take it."""
        for note in self.history.notes.values():
            if note.channel != "mail" or note.not_before > self.machine.now():
                continue
            name = note.message_id
            if name not in self.accepted and name not in self.refused and self.tries[name] <= len(WAITS):
                self.figures.found("lost", f"mail {name[:10]} ({note.message}) never left", self.machine.true)
        self.figures.messages = len(self.accepted)

    def _look(self, mail: Mail) -> None:
        note = self.history.notes.get(self.history.by_message_id.get(mail.message_id, ""))
        if note is None:
            self.figures.found("messages_without_step", "a mail that no row stands for", self.machine.true)
        elif note.step_id is not None and note.step_id not in self.history.taken:
            self.figures.found("messages_without_step", f"{note.message} without its step", self.machine.true)
        elif note.not_before > self.machine.now():
            self.figures.found("early", f"{note.message} left before its moment", self.machine.true)
