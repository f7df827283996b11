"""A proof that one event is in the log, as a file that says everything (c2sp.org/tlog-proof).

Lines: the version, `extra` with the event's bytes (left out when they were pruned), `index` with its place, the hashes
from the leaf's sibling up, an empty line, and the checkpoint with its signatures. The bytes are not trusted by
themselves: whoever checks hashes them first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaal.audit.signed_notes import decoded, encoded

VERSION = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class ProofFile:
    """A proof as read: `note` is the checkpoint with its signatures; nothing says yet that anything fits."""

    seq: int
    steps: tuple[bytes, ...]
    event: bytes | None
    note: str


def write(seq: int, steps: Sequence[bytes], event: bytes | None, note: str) -> str:
    """The file as text."""
    extra = [] if event is None else [f"extra {encoded(event)}"]
    return "\n".join([VERSION, *extra, f"index {seq}", *map(encoded, steps), "", note])


def read(text: str) -> ProofFile:
    """Out of `write`. ValueError when it is something else."""
    head, _, note = text.partition("\n\n")
    version, *lines = head.split("\n")
    event = None
    if lines and lines[0].startswith("extra "):
        event = decoded(lines.pop(0).removeprefix("extra "))
    if version != VERSION or not lines or not lines[0].startswith("index "):
        raise ValueError("not a proof of this version")
    place = lines.pop(0).removeprefix("index ")
    if not place.isdecimal() or str(int(place)) != place:
        raise ValueError("not a place in a log")
    return ProofFile(int(place), tuple(map(decoded, lines)), event, note)
