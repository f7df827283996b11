"""What a check of the log found: codes with their place, never content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signaal import terms

MOST = 1000
"""So many problems are listed; more say nothing new."""


class Finding(StrEnum):
    """What can be wrong. The sentence of each stands in texts/*/log.toml under `problem`."""

    BYTES_UNREADABLE = "bytes_unreadable"
    SEQ_DIFFERS = "seq_differs"
    EVENT_MISSING = "event_missing"
    EVENT_EXTRA = "event_extra"
    LEAF_MISSING = "leaf_missing"
    LEAF_EXTRA = "leaf_extra"
    LEAF_DIFFERS = "leaf_differs"
    HEAD_DIFFERS = "head_differs"
    INDEX_DIFFERS = "index_differs"
    INDEX_EXTRA = "index_extra"
    SUBJECTS_DIFFER = "subjects_differ"
    SUBJECTS_EXTRA = "subjects_extra"
    CHECKPOINT_UNREADABLE = "checkpoint_unreadable"
    CHECKPOINT_UNSIGNED = "checkpoint_unsigned"
    CHECKPOINT_DIFFERS = "checkpoint_differs"
    CHECKPOINT_AHEAD = "checkpoint_ahead"
    CHECKPOINT_ROW_DIFFERS = "checkpoint_row_differs"
    CHECKPOINT_NOT_IN_FILE = "checkpoint_not_in_file"
    ROW_EDITED = "row_edited"
    ROW_INSERTED = "row_inserted"
    ROW_DELETED = "row_deleted"
    MEMBER_RETURNED = "member_returned"
    KEY_UNPUBLISHED = "key_unpublished"
    NODE_DIFFERS = "node_differs"
    TIME_BACK = "time_back"
    TIME_DIFFERS = "time_differs"
    COSIGNATURE_DIFFERS = "cosignature_differs"
    EPOCH_UNLINKED = "epoch_unlinked"
    RESTORE_HIDES = "restore_hides"
    PRUNED_EARLY = "pruned_early"
    PRUNED_DIFFERS = "pruned_differs"
    RESTORE_WAITING = "restore_waiting"
    """Not found by a check: the desk's own word, until the privacy officer accepted a restore."""


@dataclass(frozen=True)
class Problem:
    """One thing that does not fit. `seq` is the event it was found at; `place` a table/row or a file."""

    code: Finding
    seq: int | None = None
    place: str | None = None

    @property
    def say(self) -> terms.Say:
        """What it means to a person."""
        return terms.Say(f"log.problem.{self.code.value}")

    def as_json(self) -> dict[str, object]:
        """For a program that reads the result."""
        return {"code": self.code.value, "seq": self.seq, "place": self.place}


@dataclass(frozen=True)
class Report:
    """The result of a check. `root` is hexadecimal, of the tree over the events as they are stored now.

    `first_bad_seq` is the first event that something does not fit with. Where only a checkpoint tells, it is
    the size of the last checkpoint that did fit; None when all problems lie elsewhere.
    """

    ok: bool
    size: int
    root: str
    first_bad_seq: int | None
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """The object that `signaal audit verify --json` prints."""
        return {
            "ok": self.ok,
            "size": self.size,
            "root": self.root,
            "first_bad_seq": self.first_bad_seq,
            "problems": [problem.as_json() for problem in self.problems],
        }


class Findings:
    """Collects problems while a check runs; remembers the first bad place beyond what it lists."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.number = 0
        self._first: int | None = None
        self._from: int | None = None

    def add(self, code: Finding, seq: int | None = None, place: str | None = None) -> None:
        """Note one problem."""
        self.number += 1
        if len(self.problems) < MOST:
            self.problems.append(Problem(code, seq, place))
        if seq is not None and (self._first is None or seq < self._first):
            self._first = seq

    def since(self, seq: int) -> None:
        """Somewhere from this event on, without a word about which."""
        if self._from is None:
            self._from = seq

    def report(self, size: int, root: bytes) -> Report:
        """Everything found, in the order in which it was found."""
        first = self._from if self._first is None else self._first
        return Report(self.number == 0, size, root.hex(), first, tuple(self.problems))
