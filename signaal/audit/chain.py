"""Walks the stored log from its first event: bytes, leaves, tree, index and subjects side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from signaal import terms
from signaal.audit.entries import SCHEMA
from signaal.audit.findings import Finding, Findings
from signaal.audit.tree import Tree
from signaal.store import audit
from signaal.store.reader import Reader

_PARSE = json.JSONDecoder().decode
ENDLESS = 2**62
"""The size of a log whose head is gone: as many events as there are."""

LastWrite = tuple[str | None, int]
"""SHA-256 in hex of a row's last state (None: deleted), and the event that says so."""


@dataclass
class Told:
    """What the events tell about the world outside the log."""

    writes: dict[tuple[str, str], LastWrite] = field(default_factory=dict)
    keys: set[tuple[str, str]] = field(default_factory=set)
    """(user or team id, fingerprint in hex) of every `key:published`."""


class _Stream:
    """Rows in order of seq, taken one seq at a time; what nobody asks for is extra."""

    def __init__(self, rows: Iterator[Any], extra: Callable[[int], None]) -> None:
        self._rows = rows
        self._extra = extra
        self._next: Any = next(rows, None)

    @property
    def empty(self) -> bool:
        """Nothing is left."""
        return self._next is None

    def take(self, seq: int) -> Any:
        """The row of this seq, or None."""
        row = self._next
        while row is not None and row[0] < seq:
            self._extra(row[0])
            row = next(self._rows, None)
        if row is not None and row[0] == seq:
            self._next = next(self._rows, None)
            return row
        self._next = row
        return None

    def take_all(self, seq: int) -> list[Any]:
        """All rows of this seq."""
        found = []
        while (row := self.take(seq)) is not None:
            found.append(row)
        return found

    def finish(self) -> None:
        """Report what is left."""
        while self._next is not None:
            self._extra(self._next[0])
            self._next = next(self._rows, None)


def walk(reader: Reader, findings: Findings, reached: Callable[[int, Tree], None]) -> tuple[Tree, Told]:
    """Recompute the tree from the stored bytes and compare all that was derived from them.

    `reached(size, tree)` is called before the first and after every event, for comparing checkpoints.
    """
    size, peaks = _head(reader)
    told, tree, add = Told(), Tree(), findings.add
    events = _Stream(audit.events(reader), lambda seq: add(Finding.EVENT_EXTRA, seq))
    leaves = _Stream(audit.leaves(reader), lambda seq: add(Finding.LEAF_EXTRA, seq))
    index = _Stream(audit.index(reader), lambda seq: add(Finding.INDEX_EXTRA, seq))
    subjects = _Stream(audit.subjects(reader), lambda seq: add(Finding.SUBJECTS_EXTRA, seq))
    reached(0, tree)
    while tree.size < size:
        seq = tree.size
        if events.empty and leaves.empty:
            if size < ENDLESS:
                add(Finding.EVENT_MISSING, seq)  # the tail is gone: one finding, however long it was
            break
        event, leaf = events.take(seq), leaves.take(seq)
        tree.append(_leaf(seq, event and event[1], leaf and leaf[1], findings))
        if event is not None and (said := _said(event[1], seq, findings)):
            _compare(seq, said, index.take(seq), subjects.take_all(seq), findings)
            _hear(seq, said, told, findings)
        reached(tree.size, tree)
    for stream in (events, leaves, index, subjects):
        stream.finish()
    if tree.pack() != peaks:
        add(Finding.HEAD_DIFFERS)
    return tree, told


def _head(reader: Reader) -> tuple[int, bytes]:
    try:
        top = audit.head(reader)
    except terms.NotFound:
        return ENDLESS, b""
    return top.size, top.peaks


def _leaf(seq: int, event: bytes | None, leaf: bytes | None, findings: Findings) -> bytes:
    """The leaf hash to go on with: of the bytes as they are, or what was kept where they are gone."""
    if event is None:
        findings.add(Finding.EVENT_MISSING, seq)
    if leaf is None:
        findings.add(Finding.LEAF_MISSING, seq)
    if event is None:
        return leaf or bytes(32)
    computed = sha256(b"\x00" + event).digest()
    if leaf is not None and computed != leaf:
        findings.add(Finding.LEAF_DIFFERS, seq)
    return computed


def _said(stored: bytes, seq: int, findings: Findings) -> dict[str, Any]:
    """What the bytes say; empty when they cannot be read."""
    try:
        said = _PARSE(stored.decode())
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("v") != SCHEMA:
        findings.add(Finding.BYTES_UNREADABLE, seq)
        return {}
    if said.get("seq") != seq:
        findings.add(Finding.SEQ_DIFFERS, seq)
    return said


def _compare(seq: int, said: dict[str, Any], indexed: Any, subjects: list[Any], findings: Findings) -> None:
    if (
        indexed is None
        or indexed.event != said.get("event")
        or indexed.outcome != said.get("outcome")
        or indexed.user_id != said.get("user")
        or indexed.organisation_id != said.get("organisation")
        or _stamp(indexed.at) != said.get("at")
    ):
        findings.add(Finding.INDEX_DIFFERS, seq)
    named = said.get("subjects")
    if (named or subjects) and sorted(subject for _, subject in subjects) != _sorted(named):
        findings.add(Finding.SUBJECTS_DIFFER, seq)


def _sorted(named: Any) -> list[str] | None:
    """Somebody may have put anything there."""
    try:
        return sorted(named)
    except TypeError:
        return None


def _stamp(moment: datetime) -> str:
    """As `entries.stamp` writes it, but exact: a microsecond that was put in later does not fit."""
    text = moment.isoformat(timespec="microseconds")
    return f"{text[:23]}Z" if text.endswith("000+00:00") else text


def _hear(seq: int, said: dict[str, Any], told: Told, findings: Findings) -> None:
    try:
        for table, row, digest in said.get("writes", ()):
            told.writes[table, row] = digest, seq
        if said.get("event") == "key:published":
            told.keys.add((said["target"], said["fingerprint"]))
    except (TypeError, ValueError, KeyError):
        findings.add(Finding.BYTES_UNREADABLE, seq)
