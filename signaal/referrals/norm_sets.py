"""A new half-year before it is used: does it keep the law's own identities, and what changes with it?

Sources: facts/social-minimum.md 1.3; Participatiewet art. 19 lid 3 (holiday allowance), 20-22, 38 (1 January
and 1 July).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from signaal.referrals.figures import half_up
from signaal.referrals.halfyears import HalfYear, Norms

JUMP_PCT = 15
"""A norm that moves more than this in half a year is more likely a slip than a change of the law."""


@dataclass(frozen=True)
class Change:
    """One household's norm in cents, before and in the new set; None where it was not seen."""

    household: str
    with_holiday: bool
    before: int | None
    now: int

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.now - self.before


def changes(norms: Norms, new: HalfYear) -> tuple[Change, ...]:
    """What the new set changes against the set before it."""
    earlier = [known for known in norms.sets if known.valid_from < new.valid_from]
    old = earlier[-1] if earlier else None
    found = []
    for holiday in (True, False):
        now = new.with_holiday if holiday else new.without_holiday
        before = (old.with_holiday if holiday else old.without_holiday) if old else {}
        found += [Change(code, holiday, before.get(code), cents) for code, cents in now.items()]
    return tuple(found)


def problems(norms: Norms, new: HalfYear) -> tuple[str, ...]:
    """Everything that keeps the new set from being used; empty when it may be."""
    return (*_dates(norms, new), *identities(new), *_jumps(norms, new))


def identities(found: HalfYear) -> tuple[str, ...]:
    """Where the amounts do not fit one another. Amounts without allowance were each rounded: 1 cent is left."""
    wrong = []
    for kind, norms, slack in (("incl", found.with_holiday, 0), ("excl", found.without_holiday, 1)):
        for code, expected, rule in _derived(norms):
            if code in norms and abs(norms[code] - expected) > slack:
                wrong.append(f"{code} {kind} is {norms[code]}, but {rule} = {expected}")
        wrong += [
            f"{kind}: {low} must be below {high}"
            for low, high in (("S", "C"), ("Y", "S"), ("YC0", "YCK"), ("M0", "MK"), ("S", "SA"), ("C", "CA"))
            if low in norms and high in norms and norms[low] >= norms[high]
        ]
    for code in sorted(found.with_holiday.keys() & found.without_holiday.keys()):
        expected = half_up(Fraction(found.with_holiday[code] * 95, 100))
        if abs(found.without_holiday[code] - expected) > 1:
            wrong.append(f"{code} excl is {found.without_holiday[code]}, but 0.95 x incl = {expected}")
    return tuple(wrong)


def _derived(known: Mapping[str, int]) -> list[tuple[str, int, str]]:
    found = []
    if "Y" in known:
        found.append(("YC0", 2 * known["Y"], "2 x Y"))
    if {"Y", "C"} <= known.keys():
        found.append(("M0", half_up(known["Y"] + Fraction(known["C"], 2)), "Y + C/2"))
    if {"YCK", "Y", "C"} <= known.keys():
        found.append(("MK", half_up(known["YCK"] - known["Y"] + Fraction(known["C"], 2)), "YCK - Y + C/2"))
    return found


def _dates(norms: Norms, new: HalfYear) -> list[str]:
    start, newest = new.valid_from, norms.sets[-1]
    wrong = []
    if (start.month, start.day) not in ((1, 1), (7, 1)):
        wrong.append(f"valid_from {start}: norms change on 1 January and 1 July")
    end = date(start.year, 6, 30) if start.month < 7 else date(start.year, 12, 31)
    if new.valid_until != end:
        wrong.append(f"valid_until {new.valid_until}: this half-year ends on {end}")
    if start <= newest.valid_from:
        wrong.append(f"valid_from {start}: the newest known set is of {newest.valid_from}")
    elif start > newest.valid_until + timedelta(days=1):
        follows = newest.valid_until + timedelta(days=1)
        wrong.append(f"valid_from {start}: the set that begins on {follows} is missing")
    missing = [
        code for code in newest.with_holiday if code not in {**new.with_holiday, **new.without_holiday}
    ]
    wrong += [f"{code} is missing, and the set of {newest.valid_from} has it" for code in missing]
    return wrong


def _jumps(norms: Norms, new: HalfYear) -> list[str]:
    return [
        f"{found.household} moves from {found.before} to {found.now}: more than {JUMP_PCT} % in one step"
        for found in changes(norms, new)
        if found.before is not None and abs(found.now - found.before) * 100 > JUMP_PCT * found.before
    ]
