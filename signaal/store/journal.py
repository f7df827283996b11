"""The revocation journal: a file outside the database that says what may never come back from an old backup.

One canonical JSON object a line: the format first, then what was revoked, each with its number, a hash of the line
before and its moment. Ids of rows and keys only, nothing personal. A line is on disk before `append` returns; a line
that power loss cut off is cut away at the next append. Whoever appends holds the file's lock.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from signaal.terms import Say, SignaalError, canonical

FORMAT = "signaal/revocations/1"
_TAIL = 65536


class BadJournal(SignaalError):
    """No journal, one of another instance, or one that was changed or cut. Says which line, never what it holds."""

    status = 500


@dataclass(frozen=True)
class Position:
    """How far a journal is: the number of its last line, and the hash of that line."""

    number: int
    mark: str


@dataclass(frozen=True)
class Entry:
    """One revocation. `at` as ISO text in UTC; `more` holds ids and hashes."""

    kind: str
    target: str
    at: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """A whole journal. `marks[n]` is the hash of line n; `torn`: the last line was cut off and does not count."""

    instance: str
    entries: tuple[Entry, ...]
    marks: tuple[str, ...]
    torn: bool

    @property
    def position(self) -> Position:
        return Position(len(self.marks) - 1, self.marks[-1])

    def continues(self, earlier: Position) -> bool:
        """Does this journal hold everything that one at this position held?"""
        return earlier.number < len(self.marks) and self.marks[earlier.number] == earlier.mark


@dataclass(frozen=True)
class Journal:
    """Where it is. Made by `runtime`; many processes may append."""

    path: Path

    def append(self, instance: str, entries: Iterable[Entry]) -> Position:
        """Put lines at the end and return when the disk has them; a file that is not there is begun.

        Raises:
            OSError: the file cannot be written. Nothing may be forgotten then.
            BadJournal: what stands at the end is no line of a journal.
        """
        fresh = not self.path.exists()
        with open(self.path, "a+b", opener=_private) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            position = _last(file) or _write(file, -1, "", {"format": FORMAT, "instance": instance})
            for entry in entries:
                said = {"kind": entry.kind, "id": entry.target, **entry.more}
                position = _write(file, position.number, position.mark, said | {"at": entry.at})
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            _sync_folder(self.path.parent)
        return position

    def read(self) -> Content:
        """Everything in it. BadJournal when it is not there, was changed, or is something else."""
        try:
            content = self.path.read_bytes()
        except OSError:
            raise BadJournal(Say("backup.journal_missing", {"path": str(self.path)})) from None
        return parse(content)

    def position(self) -> Position | None:
        """How far it is; None when there is none yet. BadJournal as `append`."""
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                file.seek(0, os.SEEK_END)
                return _tail(file)[0]
        except FileNotFoundError:
            return None


def parse(content: bytes) -> Content:
    """Read a journal's bytes.

    Raises:
        BadJournal: a line that does not fit the one before it; its number (from 1) stands in the sentence.
    """
    whole, _, torn = content.rpartition(b"\n")
    lines = whole.split(b"\n") if whole else []
    said: list[dict[str, Any]] = []
    marks: list[str] = []
    for number, line in enumerate(lines):
        said.append(_said(line, number, marks[-1] if marks else ""))
        marks.append(sha256(line).hexdigest())
    if not said or said[0].get("format") != FORMAT or not isinstance(said[0].get("instance"), str):
        raise _bad(0)
    entries = tuple(_entry(one, number) for number, one in enumerate(said[1:], 1))
    return Content(said[0]["instance"], entries, tuple(marks), bool(torn))


def _entry(said: dict[str, Any], number: int) -> Entry:
    known = {"n", "prev", "kind", "id", "at"}
    if not isinstance(said.get("kind"), str) or not isinstance(said.get("id"), str):
        raise _bad(number)
    more = {name: value for name, value in said.items() if name not in known}
    return Entry(said["kind"], said["id"], said.get("at"), more)


def _said(line: bytes, number: int, before: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise _bad(number) from None
    if not isinstance(said, dict) or said.get("n") != number or said.get("prev") != before:
        raise _bad(number)
    return said


def _bad(number: int) -> BadJournal:
    return BadJournal(Say("backup.journal_broken", {"line": number + 1}))


def _last(file: BinaryIO) -> Position | None:
    """The last whole line of a file that is locked for writing; half a line behind it is cut away."""
    position, end = _tail(file)
    file.truncate(end)
    return position


def _tail(file: BinaryIO) -> tuple[Position | None, int]:
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _TAIL)
    file.seek(start)
    whole, newline, _ = file.read().rpartition(b"\n")
    if not newline:
        return None, 0
    line = whole.rsplit(b"\n", 1)[-1]
    try:
        number = json.loads(line)["n"]
    except (ValueError, TypeError, KeyError):
        raise BadJournal(Say("backup.journal_end")) from None
    return Position(number, sha256(line).hexdigest()), start + len(whole) + 1


def _write(file: BinaryIO, number: int, before: str, said: dict[str, Any]) -> Position:
    given = {name: value for name, value in said.items() if value is not None}
    line = canonical({"n": number + 1, "prev": before, **given})
    file.write(line + b"\n")
    return Position(number + 1, sha256(line).hexdigest())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
