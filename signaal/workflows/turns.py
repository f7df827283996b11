"""The roster: who answers for which stretch of time, and where nobody does.

Source: design page deadlines, points 7 and 12. The weekly lines of `duty` are the simple form of the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from signaal.terms import Conflict, Say, aware
from signaal.workflows.calendar import CLOSES, OPENS, add_months, at_wall, is_holiday, local_day
from signaal.workflows.duty import Duty, DutyLine, Span, duties

LONGEST = timedelta(days=35)
"""One turn lasts five weeks at most: a longer one is nearly always a typing error."""
AHEAD = timedelta(days=7)
"""How long beforehand a moment without duty is an alarm."""
_DAY = 24 * 60


@dataclass(frozen=True)
class Turn:
    """One turn: a function, its number, whose account it is (None: nobody with an account), from and to in UTC.

    In office hours it always holds. `out_of_hours`: in the evening, at night and at the weekend too; `holidays`: on
    public holidays too, as long as on any other day of the turn.
    """

    function: str
    phone: str
    starts_at: datetime
    ends_at: datetime
    person: str | None = None
    second: bool = False
    out_of_hours: bool = False
    holidays: bool = False
    id: str = ""

    def within(self, since: datetime, until: datetime) -> Iterator[Span]:
        """Every stretch that begins before `until` and ends after `since`, joined over midnight."""
        return (span for span in self._stretches if span[0] < until and span[1] > since)

    @cached_property
    def _stretches(self) -> tuple[Span, ...]:
        return tuple(joined(self._days()))

    def _days(self) -> Iterator[Span]:
        day, last = local_day(self.starts_at), local_day(self.ends_at)
        while day <= last:
            for start, end in hours_of(day, out_of_hours=self.out_of_hours, holidays=self.holidays):
                start, end = max(start, self.starts_at), min(end, self.ends_at)
                if start < end:
                    yield start, end
            day += timedelta(days=1)


def hours_of(day: date, *, out_of_hours: bool, holidays: bool) -> tuple[Span, ...]:
    """The hours of one day that a turn of this sort answers for."""
    if is_holiday(day) and not holidays:
        return ()
    if out_of_hours:
        return ((at_wall(day, 0), at_wall(day, _DAY)),)
    return ((at_wall(day, OPENS), at_wall(day, CLOSES)),) if day.weekday() < 5 else ()


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few stretches as possible, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def gaps(lines: Sequence[Duty], since: datetime, until: datetime) -> list[Span]:
    """Where nobody has duty although somebody should: stretches of promised time, in order.

    Promised are office hours on working days, and what the roster says of itself: one turn out of hours promises the
    evenings, nights and weekends, one on holidays those days. Weekly lines promise what they cover. A stretch runs on
    over hours that nobody was promised.
    """
    begun, known = aware(since), duties(lines)
    covered = joined(span for line in known for span in line.within(begun, until))
    found: list[Span] = []
    for start, end in _promised(known, begun, until):
        for free in _without((max(start, begun), min(end, until)), covered):
            if found and not any(s < free[0] and e > found[-1][1] for s, e in covered):
                found[-1] = (found[-1][0], free[1])
            else:
                found.append(free)
    return found


def may_ask(turn: Turn, user_id: str, now: datetime) -> None:
    """Only whose turn it is asks for relief, while it lasts. Raises Conflict."""
    if turn.person != user_id:
        raise Conflict(Say("turns.not_yours"))
    if turn.ends_at <= aware(now):
        raise Conflict(Say("turns.over"))


def _promised(lines: Sequence[Duty], since: datetime, until: datetime) -> Iterator[Span]:
    turns = [line for line in lines if not isinstance(line, DutyLine)]
    out = any(isinstance(turn, Turn) and turn.out_of_hours for turn in turns)
    holidays = any(isinstance(turn, Turn) and turn.holidays for turn in turns)
    day = local_day(since)
    while day <= local_day(until):
        for start, end in hours_of(day, out_of_hours=out, holidays=holidays):
            if start < until and end > since:
                yield start, end
        day += timedelta(days=1)


def _without(span: Span, covered: Sequence[Span]) -> Iterator[Span]:
    """What is left of one stretch."""
    start, end = span
    for opens, closes in covered:
        if closes <= start or opens >= end:
            continue
        if opens > start:
            yield start, opens
        start = max(start, closes)
    if start < end:
        yield start, end


def look_back(now: datetime) -> datetime:
    """From when on gaps are looked for: the first of last month, so that one that lasts keeps one beginning."""
    first = local_day(now).replace(day=1)
    return at_wall(add_months(first, -1), 0)
