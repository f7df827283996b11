"""The log's lives: after a restore it goes on under the next number, and its first event there says so.

`log:restored` stands at the place where the kept events end. It names the new epoch, the kept size (`number`, its own
place) and the last checkpoint that was signed before (`size`, `root`): what lies between the two is lost, and said.
Source: the log's design page, "The tree".
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signaal.audit import log
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.signed_notes import Note
from signaal.store import audit
from signaal.store.units import Unit

FIRST = 1


@dataclass(frozen=True)
class Restored:
    """One restore as the log tells it. `seq` is the place of the event and the number of events kept; `lost_root`
    (hexadecimal) and `lost_size` are None when no checkpoint from before was left."""

    seq: int
    epoch: int
    at: datetime
    lost_size: int | None
    lost_root: str | None

    @property
    def lost(self) -> int:
        """How many events are known to be gone; 0 when the backup was newer than the last checkpoint."""
        return max(0, (self.lost_size or 0) - self.seq)


def begin(unit: Unit, at: datetime, epoch: int, lost: Note | None) -> int:
    """Write `log:restored`, with every row that the unit wrote, and return its place: the last thing in the unit that
    restores. `lost` is the newest checkpoint that was signed before, of any epoch; see `newest`.

    Raises:
        Unavailable: the log cannot be written.
    """
    kept = audit.locked_head(unit).size
    entry = Entry(
        event=Event.LOG_RESTORED,
        at=at,
        epoch=epoch,
        number=kept,
        size=None if lost is None else lost.size,
        root=None if lost is None else lost.root.hex(),
    )
    return log.append(unit, entry)


def newest(notes: Iterable[Note], name: str) -> Note | None:
    """The last checkpoint of a log called `signaal/<id>`: of its latest epoch the one with the most events."""
    ours = [(epoch, note.size, note) for note in notes if (epoch := number(note.origin, name)) is not None]
    return max(ours, key=lambda found: found[:2])[2] if ours else None


def number(origin: str, name: str) -> int | None:
    """The epoch in an origin `signaal/<id>/<epoch>`, or None when it belongs to another log."""
    head, _, tail = origin.rpartition("/")
    return int(tail) if head == name and tail.isdecimal() and tail == str(int(tail)) and int(tail) else None


def read(seq: int, stored: bytes | dict[str, Any]) -> Restored | None:
    """What a `log:restored` says, or None when the bytes are something else or contradict their place."""
    try:
        said = stored if isinstance(stored, dict) else json.loads(stored)
        if said["event"] != Event.LOG_RESTORED.value or said["number"] != seq:
            return None
        return Restored(
            seq, said["epoch"], datetime.fromisoformat(said["at"]), said.get("size"), said.get("root")
        )
    except (ValueError, TypeError, KeyError):
        return None
