"""The published norms by half-year, as data: which amounts were seen, which are disputed, which missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from signaal.referrals.problems import CatalogueError, lines_of, parse

HOUSEHOLDS = ("S", "C", "SA", "CA", "Y", "YC0", "YCK", "M0", "MK", "I", "IC")
"""S single (parent) 21 to AOW age, C couple, ..A at AOW age, Y 18-20, M one of each age.

With children YCK and MK, without them YC0 and M0; I and IC live in an institution.
"""


@dataclass(frozen=True)
class HalfYear:
    """The amounts of one set in cents, by household code, as seen at a source."""

    valid_from: date
    valid_until: date
    with_holiday: Mapping[str, int]
    without_holiday: Mapping[str, int]
    disputed: frozenset[str] = frozenset()
    premium: Mapping[str, int] = field(default_factory=dict)
    premium_totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Norms:
    """`computed` remembers thresholds by what was asked: the same few are asked for every family."""

    sets: tuple[HalfYear, ...]
    computed: dict[tuple[str, date, int, bool], Any] = field(
        default_factory=dict, compare=False, repr=False, init=False
    )


def join(norms: Norms, later: Norms) -> Norms:
    """Both together. Raises CatalogueError when a set stands in both."""
    twice = {s.valid_from for s in norms.sets} & {s.valid_from for s in later.sets}
    if twice:
        raise CatalogueError([f"the set of {day} is there already" for day in sorted(twice)])
    return Norms(tuple(sorted((*norms.sets, *later.sets), key=lambda found: found.valid_from)))


def load(text: str, name: str = "norms.toml") -> Norms:
    """The norms out of TOML text. Raises CatalogueError with every problem and its line."""
    problems: list[str] = []
    data = parse(name, text, problems)
    lines = lines_of(text, "norm")
    by_date: dict[date, tuple[date, dict[str, int], dict[str, int]]] = {}
    for row, line in zip(data.get("norm", []), lines, strict=False):
        _enter(row, f"{name} line {line}", by_date, problems)
    if not by_date and not problems:
        problems.append(f"{name}: no [[norm]] in it")
    if problems:
        raise CatalogueError(problems)
    return Norms(tuple(_half_year(start, *by_date[start], data) for start in sorted(by_date)))


def _enter(
    row: Mapping[str, Any],
    place: str,
    by_date: dict[date, tuple[date, dict[str, int], dict[str, int]]],
    problems: list[str],
) -> None:
    start, end, code = row.get("valid_from"), row.get("valid_until"), row.get("code")
    if not isinstance(start, date) or not isinstance(end, date) or end < start:
        problems.append(f"{place}: valid_from and valid_until must be days, in that order")
        return
    if code not in HOUSEHOLDS:
        problems.append(f"{place}: {code!r} is not one of {', '.join(HOUSEHOLDS)}")
        return
    _, full, bare = by_date.setdefault(start, (end, {}, {}))
    amounts = {"amount_incl_holiday": full, "amount_excl_holiday": bare}
    if not any(key in row for key in amounts):
        problems.append(f"{place}: {code} has no amount")
    for key, into in amounts.items():
        if key not in row:
            continue
        if not isinstance(row[key], int) or isinstance(row[key], bool) or row[key] <= 0:
            problems.append(f"{place}: {key} must be whole cents above 0")
        elif code in into:
            problems.append(f"{place}: {code} stands twice in the set of {start}")
        else:
            into[code] = row[key]


def _half_year(
    start: date, end: date, full: dict[str, int], bare: dict[str, int], data: Mapping[str, Any]
) -> HalfYear:
    def of_this_set(table: str) -> list[Mapping[str, Any]]:
        return [row for row in data.get(table, []) if row.get("valid_from") == start]

    disputed = frozenset(str(row["code"]) for row in of_this_set("conflict"))
    premium = {c: int(r[k]) for r in of_this_set("inrichting_verhoging") for c, k in _PREMIUM.items()}
    totals = {
        c: int(r[f"{k}_incl_holiday"]) for r in of_this_set("inrichting_total") for c, k in _PREMIUM.items()
    }
    return HalfYear(start, end, full, bare, disputed, premium, totals)


_PREMIUM = {"I": "single", "IC": "couple"}
