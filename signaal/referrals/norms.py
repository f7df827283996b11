"""What a percentage of a bijstandsnorm is in cents (Participatiewet art. 20-23), for a household on a day.

The norm of the law includes 5 % holiday allowance (art. 19 lid 3), so without it = 0.95 x, rounded half up
to the cent; a percentage is rounded once, half up. A kostendeler has (40 + 30A) / 100A of the couple's
norm (art. 22a), as an exact fraction. What was not seen or is disputed is said, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from signaal.referrals.figures import half_up
from signaal.referrals.halfyears import HOUSEHOLDS, HalfYear, Norms
from signaal.terms import Refused, Say

# Beside the law's codes: `I+`/`IC+` with the care premium (art. 23 lid 2), `K2`..`K6` somebody who shares
# costs with so many, `SP*`/`SPA` a single parent where the place has a norm of its own (the law's is used).
_SHARERS = re.compile(r"^K([2-6])$")
_OWN_NORM = {"SP*": "S", "SPA": "SA"}
PERCENTAGES = range(10, 501)
FIRST_YEAR = 2000
YEARS_AHEAD = 10
"""No question is about a day before this year, or so long after the newest set: somebody mistyped."""


@dataclass(frozen=True)
class Threshold:
    """An amount per month, net, in cents. `notes` say what the reader must know (an ended set, say)."""

    cents: int
    base_cents: int
    household: str
    percentage: int | Fraction
    including_holiday: bool
    valid_from: date
    notes: tuple[Say, ...] = ()


@dataclass(frozen=True)
class UnknownNorm:
    """No amount for this date and household: why, and the nearest date for which there is one (or None)."""

    why: Say
    nearest: date | None

    @property
    def said(self) -> tuple[Say, ...]:
        """Why, and the nearest set that we do know."""
        if self.nearest is None:
            return (self.why,)
        return (self.why, Say("catalogue.norm_nearest", {"nearest": self.nearest}))


def half_year(start: date) -> Say:
    """The first day of a half-year in words: '1 juli 2026'."""
    return Say(f"catalogue.half_year.{start.month}", {"year": start.year})


def since(norms: Norms, on: date) -> date | None:
    """The first day of the set that counts on this day; None before the first that we know."""
    return max((found.valid_from for found in norms.sets if found.valid_from <= on), default=None)


def plausible(norms: Norms, on: date) -> None:
    """Raises Refused when nobody can mean this day."""
    last = norms.sets[-1].valid_until.year + YEARS_AHEAD
    if not FIRST_YEAR <= on.year <= last:
        raise Refused({"date": Say("catalogue.bad_date", {"first": FIRST_YEAR, "last": last})})


def threshold(
    norms: Norms, household: str, on: date, percentage: int | Fraction = 100, including_holiday: bool = True
) -> Threshold | UnknownNorm:
    """A percentage of the norm for a household on a day.

    Raises:
        Refused: an unknown household code, or a percentage outside 10-500.
    """
    _check(household, percentage)
    found = next((s for s in reversed(norms.sets) if s.valid_from <= on), None)
    newest = norms.sets[-1]
    if found is None or (on > found.valid_until and found is not newest):
        return _unknown(norms, household, on, "catalogue.norm_gap")
    base = _base(found, household, including_holiday)
    if base is None:
        disputed = household in found.disputed
        return _unknown(norms, household, on, "catalogue.norm_disputed" if disputed else "catalogue.norm_gap")
    notes = []
    if on > found.valid_until:
        notes.append(Say("catalogue.norm_old", {"until": found.valid_until}))
    if household in _OWN_NORM:
        notes.append(Say("catalogue.norm_own"))
    cents = half_up(base * percentage / 100)
    return Threshold(
        cents, half_up(base), household, percentage, including_holiday, found.valid_from, tuple(notes)
    )


def _check(household: str, percentage: int | Fraction) -> None:
    known = household in HOUSEHOLDS or household in _OWN_NORM or household in ("I+", "IC+")
    problems: dict[str, Say] = {}
    if not known and not _SHARERS.match(household):
        problems["household"] = Say("catalogue.bad_household")
    if not PERCENTAGES[0] <= percentage <= PERCENTAGES[-1]:
        problems["pct"] = Say("catalogue.bad_percentage", {"low": PERCENTAGES[0], "high": PERCENTAGES[-1]})
    if problems:
        raise Refused(problems)


def _base(found: HalfYear, household: str, holiday: bool) -> Fraction | None:
    """100 % in cents: whole, except for the exact fraction of a kostendeler. None when it is not known."""
    household = _OWN_NORM.get(household, household)
    sharers = _SHARERS.match(household)
    if sharers:
        couple = _base(found, "C", holiday)
        people = int(sharers[1])
        return None if couple is None else couple * Fraction(40 + 30 * people, 100 * people)
    if household.endswith("+"):
        return _institution(found, household[:-1], holiday)
    if household in found.disputed:
        return None
    full, bare = found.with_holiday.get(household), found.without_holiday.get(household)
    if full is not None:
        return Fraction(full if holiday else _without(full))
    if bare is not None:
        return Fraction(half_up(Fraction(bare * 100, 95)) if holiday else bare)
    return None


def _institution(found: HalfYear, household: str, holiday: bool) -> Fraction | None:
    total = found.premium_totals.get(household)
    if total is None:
        base = _base(found, household, holiday=True)
        if base is None or household not in found.premium:
            return None
        total = int(base) + found.premium[household]
    return Fraction(total if holiday else _without(total))


def _without(full: int) -> int:
    return half_up(Fraction(full * 95, 100))


def _unknown(norms: Norms, household: str, on: date, key: str) -> UnknownNorm:
    known = [s.valid_from for s in norms.sets if _base(s, household, holiday=True) is not None]
    nearest = min(known, key=lambda start: (abs((start - on).days), start), default=None)
    return UnknownNorm(Say(key, {"on": on}), nearest)
