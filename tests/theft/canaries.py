"""Texts that nobody without a key may ever find again: of one run, unlike anything else on the machine."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

ROOT_LETTERS = "bcdfghjklmnpqrstvwxz"


def _word(length: int = 10) -> str:
    return "".join(secrets.choice(ROOT_LETTERS) for _ in range(length))


def _digits(length: int) -> str:
    return "".join(secrets.choice("23456789") for _ in range(length))


@dataclass
class Canaries:
    """`text("remark")` gives a sentence nobody else has; `texts` are all that were given out."""

    root: str = field(default_factory=_word)
    phone: str = field(default_factory=lambda: f"06{_digits(8)}")
    birth: date = field(default_factory=lambda: date(2019, 1, 1) + timedelta(days=secrets.randbelow(365 * 3)))
    codes: tuple[str, ...] = ("CLOTHES_WORN", "PARENT_CANT_PAY", "HOME_EVICTION")

    def text(self, what: str) -> str:
        return f"{self.root.capitalize()} reünie 't {what}"

    @property
    def texts(self) -> tuple[str, ...]:
        """What must be nowhere: the root of every sentence, the number, the day, the ticked codes."""
        return (self.root, self.phone, self.birth.isoformat(), *self.codes)
