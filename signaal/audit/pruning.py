"""What must be said again before old events go: rows and keys whose last word is among them.

A row that was last written six years ago is still evidence; a key that was published then is still in use. So
`log:pruned` carries their digests, and `key:published` is written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from signaal.audit import chain, log, verify
from signaal.audit.entries import Entry, Write
from signaal.audit.events import Event
from signaal.audit.findings import Findings
from signaal.store.reader import Reader
from signaal.store.units import Unit


@dataclass(frozen=True)
class Heirloom:
    """`writes` are rows that stand and whose last event is old, `keys` are keys in use (owner, fingerprint in
    hexadecimal) that no later event publishes, `epoch` is the one in which what stays begins.
    """

    writes: tuple[Write, ...]
    keys: tuple[tuple[str, str], ...]
    epoch: int


def heirloom(reader: Reader, size: int) -> Heirloom:
    """What would be forgotten if everything below `size` went. Check the log before: this believes it."""
    told = chain.walk(reader, Findings()).told
    writes: list[Write] = [
        (table, row, digest)
        for (table, row), (digest, seq) in told.writes.items()
        if seq < size and digest is not None
    ]
    in_use = {(owner, fingerprint.hex()) for _, owner, fingerprint in verify.public_keys(reader)}
    keys = sorted(key for key in in_use if told.keys.get(key, size) < size)
    epoch = max([told.base, *(one.epoch for one in told.restored if one.seq < size)])
    return Heirloom(tuple(sorted(writes, key=str)), tuple(keys), epoch)


def announce(
    unit: Unit, now: datetime, size: int, period: tuple[datetime, datetime], kept: Heirloom, request: str
) -> int:
    """Write what is passed on, and last `log:pruned`; its place. `period` is from the first to the last that goes."""
    again: Sequence[Entry] = [
        Entry(
            event=Event.KEY_PUBLISHED,
            at=now,
            target=owner,
            fingerprint=mark,
            reason="pruned",
            request=request,
        )
        for owner, mark in kept.keys
    ]
    if again:
        log.append_all(unit, again)
    pruned = Entry(
        event=Event.LOG_PRUNED,
        at=now,
        number=size,
        epoch=kept.epoch,
        since=period[0],
        until=period[1],
        request=request,
    )
    return log.append_all(unit, [pruned], kept.writes)
