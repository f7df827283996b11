"""What the events tell while they go by: rows that were written, keys, restores, prunings, and the hour."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from signaal.audit import epochs
from signaal.audit.epochs import Restored
from signaal.audit.events import Event
from signaal.audit.findings import Finding, Findings

SKEW = timedelta(minutes=10)
"""So far apart may two events stand in another order than their moments: a request keeps the moment it began with."""
SPECIAL = frozenset(
    event.value for event in (Event.KEY_PUBLISHED, Event.MEMBER_ENDED, Event.LOG_RESTORED, Event.LOG_PRUNED)
)
"""Events that are read whole."""

LastWrite = tuple[str | None, int]
"""SHA-256 in hex of a row's last state (None: deleted), and the event that says so."""


@dataclass
class Told:
    """What the events tell about the world outside the log."""

    writes: dict[tuple[str, str], LastWrite] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    """(user or team id, fingerprint in hex) of every `key:published`, and the last that says so."""
    ended: dict[str, int] = field(default_factory=dict)
    """Memberships that ended, and the event that says so. None ever begins again: who comes back gets another."""
    restored: list[Restored] = field(default_factory=list)
    pruned: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What every `log:pruned` says, by its place."""
    latest: str = ""
    """The latest moment so far, as written."""

    @property
    def base(self) -> int:
        """The epoch in which what is kept begins: restores before it are told no more."""
        last = max(self.pruned, default=None)
        found = self.pruned[last].get("epoch") if last is not None else None
        return found if isinstance(found, int) else epochs.FIRST

    def hear(self, seq: int, said: dict[str, Any], findings: Findings) -> None:
        """One event, read whole. What cannot be understood is a finding."""
        try:
            for table, row, digest in said.get("writes", ()):
                self.writes[table, row] = digest, seq
            self._heard(seq, said)
        except (TypeError, ValueError, KeyError):
            findings.add(Finding.BYTES_UNREADABLE, seq)

    def hear_writes(self, seq: int, written: str) -> None:
        """The rows of one event, as JSON. ValueError or TypeError when it is none."""
        for table, row, digest in json.loads(written):
            self.writes[table, row] = digest, seq

    def _heard(self, seq: int, said: dict[str, Any]) -> None:
        name = said.get("event")
        if name == Event.KEY_PUBLISHED.value:
            self.keys[said["target"], said["fingerprint"]] = seq
        elif name == Event.MEMBER_ENDED.value:
            self.ended[str(said.get("target"))] = seq
        elif name == Event.LOG_PRUNED.value:
            self.pruned[seq] = said
        elif name == Event.LOG_RESTORED.value:
            restored = epochs.read(seq, said)
            if restored is None:
                raise ValueError("a restore that contradicts its place")
            self.restored.append(restored)

    def clock(self, seq: int, at: str, findings: Findings) -> None:
        """The moment of one event: a clock that was set back shows."""
        if at >= self.latest:
            self.latest = at
        elif _moment(self.latest) - _moment(at) > SKEW:
            findings.add(Finding.TIME_BACK, seq)
            self.latest = at  # one finding for one step back


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
