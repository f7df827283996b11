"""Text on its way to paper: what cannot be printed becomes an empty box, what is too long may break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Any

BOX = "□"
"""Stands where a character has no shape in our letters."""

BREAK = "\u200b"
"""A place without width where a line may end."""

LONGEST = 32
PIECE = 8
"""A word longer than LONGEST may end a line after every PIECE characters: no text runs off the paper."""

_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")
_LATIN = re.compile(r"[\n -~\u00a0-\u017f\u2010-\u2026\u20ac\u200b□]")
"""What the letters that we always have can show; the last resort."""


def written(text: str) -> str:
    """The text as it is printed: composed, without control and direction-changing characters, breakable."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    kept = "".join(_shown(char) for char in text)
    return _LONG.sub(lambda found: _breakable(found.group()), kept)


def is_blank(text: str) -> bool:
    """True when nothing of it would be seen."""
    return all(unicodedata.category(char)[0] in "ZC" for char in written(text))


def _shown(char: str) -> str:
    if char == "\n":
        return char
    kind = unicodedata.category(char)
    if kind in ("Cs", "Cn", "Co"):  # half a character, or one without a meaning that everybody shares
        return BOX
    steers = kind == "Cf" and unicodedata.bidirectional(char) not in ("BN", "AL", "R", "L", "AN")
    return "" if kind == "Cc" or steers else char


def _breakable(word: str) -> str:
    return BREAK.join(word[at : at + PIECE] for at in range(0, len(word), PIECE))


def without(missing: Collection[str]) -> Callable[[str], str]:
    """A change of text: each of these pieces becomes a box."""
    pattern = re.compile("|".join(re.escape(piece) for piece in sorted(missing, key=len, reverse=True)))
    return lambda text: pattern.sub(BOX, text)


def plain(text: str) -> str:
    """Only what every letter of ours can show."""
    return "".join(char if _LATIN.match(char) else BOX for char in text)


def everywhere(data: Any, change: Callable[[str], str]) -> Any:
    """The same lists and mappings with every value of text changed; keys stay."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [everywhere(part, change) for part in data]
    if isinstance(data, dict):
        return {name: everywhere(part, change) for name, part in data.items()}
    return data
