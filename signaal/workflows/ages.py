"""Ages: the readable band of a case, and the months in which a child turns 12, 16 or 18 (R5, R8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from signaal.terms import AgeBand
from signaal.workflows.calendar import add_months

ADULT = 18
OLDEST = 23
"""Jeugdwet help can run on to 23; nobody older is a child of a case."""
TURNS = (12, 16, 18)


@dataclass(frozen=True)
class AgeTurn:
    """The task "whom to ask now": begins the month before the birthday's month, due when that begins.

    Only these first days of months are kept outside the seal; the birthday itself stays sealed.
    """

    age: int
    starts: date
    due: date


def age_on(birth: date, day: date) -> int:
    """Whole years on `day`; somebody born on 29 February turns on 1 March. Negative before birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def band(birth_dates: Iterable[date | None], expecting: bool, today: date) -> AgeBand:
    """The band of a case: of the youngest child whose birth date is known, else pregnancy, else unknown."""
    ages = [age_on(birth, today) for birth in birth_dates if birth is not None]
    if not ages:
        return AgeBand.PREGNANCY if expecting else AgeBand.UNKNOWN
    youngest = min(ages)
    if youngest < 4:
        return AgeBand.UNDER_4
    if youngest < 12:
        return AgeBand.UNDER_12
    return AgeBand.UNDER_18


def next_turn(birth: date, today: date) -> AgeTurn | None:
    """The coming (or running) age task of a child; None when every one has passed."""
    for age in TURNS:
        due = add_months(birth.replace(day=1), age * 12)
        if today < due:
            return AgeTurn(age, add_months(due, -1), due)
    return None
