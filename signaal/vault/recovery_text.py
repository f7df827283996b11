"""The code of a recovery paper as a person reads and types it; the arithmetic is explained in `recovery`."""

from __future__ import annotations

import re

from signaal.terms import ALPHABET, tidy_code
from signaal.vault.secret import Secret

GROUPS = 8
_DATA = 4
_BYTES = GROUPS * _DATA * 5 // 8
_WEIGHTS = (2, 4, 8, 16)
_PLACE = {letter: number for number, letter in enumerate(ALPHABET)}


class Mistyped(Exception):
    """The code cannot be right as typed. `groups`: which of the 8, from 1; empty when it is too short or long."""

    def __init__(self, groups: tuple[int, ...]) -> None:
        super().__init__("mistyped")
        self.groups = groups


def new_code() -> Secret:
    """160 random bits."""
    return Secret.random(_BYTES)


def groups_of(code: Secret) -> tuple[str, ...]:
    """Eight groups of five characters, to print and to type."""
    number = int.from_bytes(code.reveal(), "big")
    digits = [(number >> (5 * place)) & 31 for place in reversed(range(GROUPS * _DATA))]
    parts = [digits[start : start + _DATA] for start in range(0, len(digits), _DATA)]
    return tuple(
        "".join(ALPHABET[digit] for digit in (*part, _check(part, place)))
        for place, part in enumerate(parts, 1)
    )


def read_code(typed: str) -> Secret:
    """The code that somebody typed: with or without spaces and dashes, look-alikes mended.

    Raises:
        Mistyped: a group does not fit its check, or there are not 8 groups of 5.
    """
    groups = _groups(typed)
    digits = [[_PLACE.get(letter, -1) for letter in group] for group in groups]
    wrong = tuple(place for place, group in enumerate(digits, 1) if not _fits(group, place))
    if wrong:
        raise Mistyped(wrong)
    number = 0
    for group in digits:
        for digit in group[:_DATA]:
            number = number << 5 | digit
    return Secret(number.to_bytes(_BYTES, "big"))


def _groups(typed: str) -> list[str]:
    parts = [tidy_code(part) for part in re.split(r"[\s\-.,]+", typed.strip()) if part]
    if len(parts) == GROUPS:
        return parts
    whole = "".join(parts)
    if len(whole) != GROUPS * (_DATA + 1):
        raise Mistyped(())
    return [whole[start : start + _DATA + 1] for start in range(0, len(whole), _DATA + 1)]


def _fits(group: list[int], place: int) -> bool:
    return len(group) == _DATA + 1 and min(group) >= 0 and group[_DATA] == _check(group[:_DATA], place)


def _check(part: list[int], place: int) -> int:
    total = place
    for weight, digit in zip(_WEIGHTS, part, strict=True):
        total ^= _times(weight, digit)
    return total


def _times(one: int, other: int) -> int:
    """Multiplication in GF(32) modulo x^5 + x^2 + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (0x25 if one & 16 else 0)
        other >>= 1
    return product
