"""What may stand in a free text: short, no control characters, no BSN (R2, R3)."""

from __future__ import annotations

import re
import unicodedata

from signaal.terms import Say

REMARK = 280
"""The most characters a remark may hold."""
LINE = 120
WISH = 500

_GROUPED = re.compile(r"\d+(?:[\s.\-/_]{1,3}\d+)*")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")
"""Characters that make a text read differently from what it holds; right-to-left letters are fine."""


def tidy(text: str) -> str:
    """The text with one kind of line ending and composed letters (NFC), white space at both ends gone."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def problem(
    text: str, limit: int, *, not_bsn: bool = False, lines: bool = True, bsn: bool = True
) -> Say | None:
    """Why this tidied text is refused, or None.

    `not_bsn`: "Dit is geen BSN" was ticked. `lines`: it may have more than one line. `bsn=False` for phone
    numbers and dates, which are not filtered.
    """
    if len(text) > limit:
        return Say("workflows.text.too_long", {"limit": limit, "n": len(text)})
    if any(_unseen(char, lines) for char in text):
        return Say("workflows.text.control")
    if bsn and not not_bsn and has_bsn(text):
        return Say("workflows.text.bsn")
    return None


def has_bsn(text: str) -> bool:
    """True when 8 or 9 digits that pass the elfproef stand in the text, separators ignored.

    Digits of every script count; a longer unbroken number (a bank account, a phone number) does not.
    """
    western = "".join(
        str(unicodedata.digit(char)) if _is_digit(char) else char
        for char in text
        if unicodedata.category(char) != "Cf"  # what cannot be seen hides no number
    )
    for found in _GROUPED.finditer(western):
        groups = re.findall(r"\d+", found.group())
        for first in range(len(groups)):
            digits = ""
            for group in groups[first:]:
                digits += group
                if len(digits) > 9:
                    break
                if len(digits) >= 8 and elfproef(digits):
                    return True
    return False


def elfproef(digits: str) -> bool:
    """The check of a BSN: 9a+8b+7c+6d+5e+4f+3g+2h-i is a multiple of 11; 8 digits get a leading 0."""
    padded = [int(digit) for digit in digits.zfill(9)]
    total = sum(weight * digit for weight, digit in zip(range(9, 1, -1), padded, strict=False)) - padded[8]
    return any(padded) and total % 11 == 0


def _is_digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def _unseen(char: str, lines: bool) -> bool:
    if char == "\n":
        return not lines
    return unicodedata.category(char) in ("Cc", "Cs", "Co") or char in _OVERRIDES
