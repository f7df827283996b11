"""How much of something is ordinary: the figures of the rules of review, with their bounds.

An instance sets its own in config.toml, a privacy officer those of the own organisation; nobody sets one outside the
bounds, so that no rule can be switched off by a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


def _between(usual: int, low: int, high: int) -> Any:
    return field(default=usual, metadata={"low": low, "high": high})


@dataclass(frozen=True)
class Limits:
    """More than this stands out. Hours are whole hours on the wall in Amsterdam.

    The part `review` of the configuration has the same names and figures: a test holds the two equal.
    """

    cases_an_hour: int = _between(12, 3, 40)
    day_begins: int = _between(7, 5, 9)
    day_ends: int = _between(20, 17, 23)
    days_after_closing: int = _between(14, 0, 60)
    searches_a_day: int = _between(3, 1, 20)
    users_of_a_case: int = _between(4, 2, 20)
    exports_a_day: int = _between(10, 2, 50)


BOUNDS: Mapping[str, tuple[int, int]] = {
    spec.name: (spec.metadata["low"], spec.metadata["high"]) for spec in fields(Limits)
}
"""The least and the most of each figure."""


def own_limits(usual: Limits, own: Mapping[str, object]) -> Limits:
    """The usual figures with those of an organisation in their place; what is no figure within its bounds is left."""
    kept = {name: value for name, value in own.items() if within(name, value)}
    return replace(usual, **kept)  # type: ignore[arg-type]  # whole numbers, looked at above


def plain(limits: Limits) -> dict[str, int]:
    """By name, for a row or a page."""
    return {name: getattr(limits, name) for name in BOUNDS}


def within(name: str, value: object) -> bool:
    """Is this a figure that may stand there?"""
    low, high = BOUNDS.get(name, (1, 0))
    return type(value) is int and low <= value <= high
