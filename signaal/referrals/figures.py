"""Amounts and bilingual words as values that a sentence can ask for its own form: `{amount.nl}`, `{name.en}`.

A rule cannot know the language, and a sentence does.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, order=True)
class Euros:
    """An amount in whole cents, at least 0."""

    cents: int

    @property
    def nl(self) -> str:
        """'€ 1.845,30'."""
        whole, rest = divmod(self.cents, 100)
        return f"€{NBSP}{whole:,}".replace(",", ".") + f",{rest:02d}"

    @property
    def en(self) -> str:
        """'€1,845.30'."""
        whole, rest = divmod(self.cents, 100)
        return f"€{whole:,}.{rest:02d}"


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    nl: str
    en: str


def half_up(exact: Fraction | int) -> int:
    """Rounded to the nearest whole number, a half upwards: how norms and their percentages are rounded."""
    return floor(Fraction(exact) + Fraction(1, 2))
