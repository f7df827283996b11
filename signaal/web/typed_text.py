"""What somebody typed, made comparable: one normal form, no invisible characters, never shortened."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters but tab and line ends, and the marks that turn the direction of text round (a spoof).
The plain marks LRM and RLM stay: who types Arabic needs them."""

_LINE_ENDS = re.compile("\r\n?")


def tidy(text: str) -> str:
    """NFC, line ends as a newline, no blanks around it."""
    return _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).strip()


def has_hidden(text: str, lines: bool = False) -> bool:
    """Does it hold characters that nobody can see? A line end is one too, unless `lines` are asked for."""
    return _HIDDEN.search(text) is not None or (not lines and "\n" in text)
