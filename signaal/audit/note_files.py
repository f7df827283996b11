"""Checkpoints outside the database: a file a day in a folder, one note after the other, each fsynced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from signaal import terms
from signaal.audit import signed_notes
from signaal.audit.signed_notes import Note


def keep(folder: Path, now: datetime, note: str) -> None:
    """Put a note at the end of today's file (UTC) and return when the disk has it.

    A write that power loss cut off was never published: what is left of it is cut away first.

    Raises:
        Unavailable: the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{terms.aware(now):%Y-%m-%d}.txt"
        fresh = not path.exists()
        with open(path, "a+b", opener=_private) as file:
            file.seek(0)
            file.truncate(signed_notes.end_of_last(file.read()))
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            _sync_folder(folder)
    except OSError as problem:
        raise terms.Unavailable(terms.Say("errors.database")) from problem


def notes(folder: Path) -> Iterator[tuple[str, str]]:
    """(file name, note) of everything kept, oldest first; also what is not a note, for `read` to refuse."""
    for path in sorted(folder.glob("*.txt")):
        for note in signed_notes.read_many(_text(path)):
            yield path.name, note


def newest(folder: Path, origin: str) -> Note | None:
    """The note of the largest log in the newest file that has one of this origin, or None."""
    for path in sorted(folder.glob("*.txt"), reverse=True):
        found = [note for note in map(_readable, signed_notes.read_many(_text(path))) if note is not None]
        ours = [note for note in found if note.origin == origin]
        if ours:
            return max(ours, key=lambda note: note.size)
    return None


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _readable(note: str) -> Note | None:
    try:
        return signed_notes.read(note)
    except ValueError:
        return None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
