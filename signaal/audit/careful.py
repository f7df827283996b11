"""The careful way through a block of events: one by one, saying what does not fit and where."""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import sha256
from typing import Any

from signaal.audit.entries import SCHEMA
from signaal.audit.findings import Finding, Findings
from signaal.audit.told import Told
from signaal.store import audit_blocks
from signaal.store.reader import Reader

_PARSE = json.JSONDecoder().decode


def walk(reader: Reader, told: Told, start: int, end: int, pruned: int, findings: Findings) -> list[bytes]:
    """The leaf hashes to go on with, after comparing every event from `start` up to and without `end`.

    Below `pruned` no event is asked for.
    """
    events = audit_blocks.events_by_seq(reader, start, end)
    leaves = audit_blocks.leaves_by_seq(reader, start, end)
    index = audit_blocks.index_by_seq(reader, start, end)
    subjects: defaultdict[int, list[str]] = defaultdict(list)
    for seq, subject in audit_blocks.subjects_by_seq(reader, start, end):
        subjects[seq].append(subject)
    found = []
    for seq in range(start, end):
        event = events.get(seq) if seq >= pruned else None
        if event is None and seq >= pruned:
            findings.add(Finding.EVENT_MISSING, seq)
            if seq in index:
                findings.add(Finding.INDEX_EXTRA, seq)
            if subjects[seq]:
                findings.add(Finding.SUBJECTS_EXTRA, seq)
        found.append(_leaf(seq, event, leaves.get(seq), findings))
        if event is not None and (said := _said(event, seq, findings)):
            _compare(seq, said, index.get(seq), subjects[seq], findings)
            told.hear(seq, said, findings)
            _clock(seq, said, told, findings)
    return found


def leaves(reader: Reader, start: int, end: int, findings: Findings) -> list[bytes]:
    """Leaf hashes of a part whose bytes are gone, with a finding for each that is missing."""
    there = audit_blocks.leaves_by_seq(reader, start, end)
    return [_leaf(seq, None, there.get(seq), findings) for seq in range(start, end)]


def _leaf(seq: int, event: bytes | None, leaf: bytes | None, findings: Findings) -> bytes:
    """Of the bytes as they are, or what was kept where they are gone."""
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


def _compare(seq: int, said: dict[str, Any], indexed: Any, subjects: list[str], findings: Findings) -> None:
    expected = (
        _kept_at(said.get("at")),
        said.get("event"),
        said.get("outcome"),
        said.get("organisation"),
        said.get("user"),
    )
    if indexed != expected:
        findings.add(Finding.INDEX_DIFFERS, seq)
    named = said.get("subjects")
    if (named or subjects) and sorted(subjects) != _sorted(named):
        findings.add(Finding.SUBJECTS_DIFFER, seq)


def _kept_at(at: Any) -> str | None:
    """How the index keeps a moment of the log: with microseconds."""
    return f"{at[:-1]}000Z" if isinstance(at, str) else None


def _sorted(named: Any) -> list[str] | None:
    """Somebody may have put anything there."""
    try:
        return sorted(named)
    except TypeError:
        return None


def _clock(seq: int, said: dict[str, Any], told: Told, findings: Findings) -> None:
    try:
        told.clock(seq, said["at"], findings)
    except (KeyError, TypeError, ValueError):
        findings.add(Finding.BYTES_UNREADABLE, seq)
