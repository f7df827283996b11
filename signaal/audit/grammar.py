"""What an event's bytes look like, as one expression: reads a block of events at once, and only canonical ones.

`entries.encode` writes keys in the order of RFC 8785, each at most once, values without quotes or backslashes. So one
expression with every key in its place accepts exactly what that function can write, and what it does not accept goes
the careful way in `chain`. A property test holds the two together.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import NamedTuple

_KEYS = (
    "action", "address", "app", "at", "basis", "consent", "epoch", "event", "explanation", "fingerprint", "lead",
    "number", "organisation", "outcome", "parts", "policy", "purpose", "reason", "request", "role", "root", "salt",
    "seq", "session", "since", "size", "subjects", "target", "team", "until", "user",
)  # fmt: skip
_ALWAYS = {"action", "app", "at", "event", "outcome", "purpose", "salt", "seq"}
_WORD = '[^"]*+'
"""Whoever reads looks for backslashes and newlines in the whole block first."""
_CAPTURED = {
    "at": f'"({_WORD})"', "event": f'"({_WORD})"', "organisation": f'"({_WORD})"', "outcome": f'"({_WORD})"',
    "seq": "([0-9]++)", "user": f'"({_WORD})"',
    "subjects": rf'\[("{_WORD}"(?:,"{_WORD}")*+)\]',
}  # fmt: skip
_OTHER = {
    "number": "[0-9]++", "epoch": "[0-9]++", "size": "[0-9]++", "lead": "true",
    "parts": rf'\["{_WORD}"(?:,"{_WORD}")*+\]',
}  # fmt: skip


def _key(name: str) -> str:
    value = _CAPTURED.get(name) or _OTHER.get(name) or f'"{_WORD}"'
    said = f'"{name}":{value},'
    return said if name in _ALWAYS else f"(?:{said})?+"


_EVENT = re.compile(
    r"^\{" + "".join(map(_key, _KEYS)) + r'"v":1(?:,"writes":(\[\[[^\n]*\]\]))?\}$', re.MULTILINE | re.ASCII
)


class Read(NamedTuple):
    """Columns of a block, "" where a field is not there; `subjects` and `writes` as written (subjects without the
    brackets). `lines` is the block as the derived index should say it, see `audit_blocks.index`."""

    at: tuple[str, ...]
    event: tuple[str, ...]
    organisation: tuple[str, ...]
    outcome: tuple[str, ...]
    seq: tuple[str, ...]
    subjects: tuple[str, ...]
    user: tuple[str, ...]
    writes: tuple[str, ...]
    lines: str


_INDEXED = itemgetter(0, 1, 2, 3, 4, 6)


def read(events: bytes, number: int) -> Read | None:
    """The fields of so many events with a newline between them, or None when one is not written as we write them."""
    try:
        lines = events.decode("ascii")
    except UnicodeDecodeError:
        return None
    if "\\" in lines or lines.count("\n") != number - 1:
        return None
    found = _EVENT.findall(lines)
    if not number or len(found) != number:
        return None
    at, event, organisation, outcome, seq, subjects, user, writes = zip(*found, strict=True)
    lines = "\n".join(map('"'.join, map(_INDEXED, found)))
    return Read(at, event, organisation, outcome, seq, subjects, user, writes, lines)
