"""Who is on duty, and when: staffed hours, the quiet night, and the last staffed moment before another.

A weekly line (`DutyLine`) is the simple form; a turn of a roster (`turns.Turn`) the full one. Both are a `Duty`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from signaal.workflows.calendar import CLOSES, OPENS, at_wall, is_holiday, local_day

DAY = 24 * 60
NIGHT_ENDS = 7 * 60
NIGHT_BEGINS = 22 * 60
_LOOK_DAYS = 21

Span = tuple[datetime, datetime]

PLACES = frozenset({"food_bank", "shelter"})
"""Functions that give food or a bed. They are no duty: they take no crisis on and act on no message."""


class Duty(Protocol):
    """A function that answers a number: at which moments, first or second."""

    @property
    def function(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def second(self) -> bool: ...

    def within(self, since: datetime, until: datetime) -> Iterator[Span]:
        """Every stretch that begins before `until` and ends after `since`, whole, in UTC."""
        ...


D = TypeVar("D", bound=Duty)


@dataclass(frozen=True)
class DutyLine:
    """A function that answers: no person, no name.

    `days` holds 0 (Monday) to 6; empty is every day. A holiday counts as a Sunday.
    `from_minute` and `to_minute` are minutes after midnight in Amsterdam; a line that ends before it begins
    runs on into the next day, and one that ends where it begins is open round the clock.
    """

    function: str
    phone: str
    days: tuple[int, ...] = ()
    from_minute: int = OPENS
    to_minute: int = CLOSES
    second: bool = False

    def holds_on(self, day: date) -> bool:
        return not self.days or (6 if is_holiday(day) else day.weekday()) in self.days

    def span(self, day: date) -> Span:
        """From and to, in UTC, of the turn that begins on `day`."""
        length = (self.to_minute - self.from_minute) % DAY or DAY
        return at_wall(day, self.from_minute), at_wall(day, self.from_minute + length)

    def within(self, since: datetime, until: datetime) -> Iterator[Span]:
        """Every turn of the week that begins before `until` and ends after `since`."""
        day = local_day(since) - timedelta(days=1)
        while day <= local_day(until):
            start, end = self.span(day)
            if self.holds_on(day) and start < until and end > since:
                yield start, end
            day += timedelta(days=1)

    def covers(self, moment: datetime) -> bool:
        """True while somebody answers this line."""
        return covers(self, moment)


def covers(line: Duty, moment: datetime) -> bool:
    """True while somebody answers; the closing minute itself is not covered."""
    return any(start <= moment < end for start, end in line.within(moment, moment + timedelta(seconds=1)))


def duties(lines: Iterable[D]) -> tuple[D, ...]:
    """Those that take a crisis on: a food bank or a shelter answers for tonight only."""
    return tuple(line for line in lines if line.function not in PLACES)


OFFICE_HOURS = DutyLine("office", "", (0, 1, 2, 3, 4))
"""Monday to Friday 8.30 to 17.00, not on holidays: what holds when an organisation states no duty lines."""


@dataclass(frozen=True)
class StaffedHours:
    """The hours in which somebody can act on a message: duties of one organisation, or office hours."""

    lines: tuple[Duty, ...] = (OFFICE_HOURS,)

    @classmethod
    def of(cls, lines: Sequence[Duty]) -> StaffedHours:
        """Staffed as the weekly lines say, else Monday to Friday 8.30 to 17.00; a roster's turns come on top."""
        found = duties(lines)
        weekly = any(isinstance(line, DutyLine) for line in found)
        return cls(found if weekly else (OFFICE_HOURS, *found))

    def covers(self, moment: datetime) -> bool:
        """True when somebody is on duty at this moment, night included."""
        return any(covers(line, moment) for line in self.lines)

    def suits(self, moment: datetime) -> bool:
        """True when a message may go: staffed, and not between 22 and 7 h. Closing time still suits."""
        return any(start <= moment <= end for start, end in self._spans(local_day(moment)))

    def last_before(self, moment: datetime) -> datetime | None:
        """`moment` itself when it suits, else the last suitable one before it; None: none in 3 weeks."""
        day = local_day(moment)
        for back in range(_LOOK_DAYS):
            begun = [(s, e) for s, e in self._spans(day - timedelta(days=back)) if s <= moment]
            if begun:
                return min(moment, max(end for _, end in begun))
        return None

    def next_from(self, moment: datetime) -> datetime | None:
        """`moment` itself when it suits, else the first suitable one after it; None: none in 3 weeks."""
        day = local_day(moment)
        for ahead in range(_LOOK_DAYS):
            coming = [(s, e) for s, e in self._spans(day + timedelta(days=ahead)) if e >= moment]
            if coming:
                return max(moment, min(start for start, _ in coming))
        return None

    def _spans(self, day: date) -> list[Span]:
        """The suitable spans of one local day, the night cut off."""
        morning, evening = at_wall(day, NIGHT_ENDS), at_wall(day, NIGHT_BEGINS)
        return [
            (max(opens, morning), min(closes, evening))
            for line in self.lines
            for opens, closes in line.within(morning, evening)
        ]


def on_duty(lines: Iterable[D], moment: datetime) -> tuple[D, ...]:
    """The duties that somebody answers now, first ones before seconds, in the order given. No places."""
    return tuple(sorted((one for one in duties(lines) if covers(one, moment)), key=lambda one: one.second))


def next_change(lines: Iterable[Duty], moment: datetime) -> datetime | None:
    """The first moment after this one at which a line opens or closes; None: none in 3 weeks."""
    until = moment + timedelta(days=_LOOK_DAYS)
    edges = (edge for line in lines for span in line.within(moment, until) for edge in span if edge > moment)
    return min(edges, default=None)


def next_duty(lines: Sequence[Duty], moment: datetime) -> datetime | None:
    """`moment` when somebody is on duty now, else when the next turn begins ('Niemand heeft dienst tot')."""
    known = duties(lines)
    return moment if any(covers(line, moment) for line in known) else next_change(known, moment)
