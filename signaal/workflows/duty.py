"""Who is on duty, and when: staffed hours, the quiet night, and the last staffed moment before another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signaal.workflows.calendar import CLOSES, OPENS, at_wall, is_holiday, local_day

DAY = 24 * 60
NIGHT_ENDS = 7 * 60
NIGHT_BEGINS = 22 * 60
_LOOK_DAYS = 21

Span = tuple[datetime, datetime]


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

    def covers(self, moment: datetime) -> bool:
        """True while somebody answers this line; the closing minute itself is not covered."""
        today = local_day(moment)
        for day in (today, today - timedelta(days=1)):
            start, end = self.span(day)
            if self.holds_on(day) and start <= moment < end:
                return True
        return False


OFFICE_HOURS = DutyLine("office", "", (0, 1, 2, 3, 4))
"""Monday to Friday 8.30 to 17.00, not on holidays: what holds when an organisation states no duty lines."""


@dataclass(frozen=True)
class StaffedHours:
    """The hours in which somebody can act on a message. Lines of one organisation, or office hours."""

    lines: tuple[DutyLine, ...] = (OFFICE_HOURS,)

    @classmethod
    def of(cls, lines: Sequence[DutyLine]) -> StaffedHours:
        """Staffed as the duty lines say; Monday to Friday 8.30 to 17.00 when there are none."""
        return cls(tuple(lines) or (OFFICE_HOURS,))

    def covers(self, moment: datetime) -> bool:
        """True when somebody is on duty at this moment, night included."""
        return any(line.covers(moment) for line in self.lines)

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
        found = []
        for line in self.lines:
            for start in (day - timedelta(days=1), day):
                if line.holds_on(start):
                    opens, closes = line.span(start)
                    opens, closes = max(opens, morning), min(closes, evening)
                    if opens < closes:
                        found.append((opens, closes))
        return found


def on_duty(lines: Sequence[DutyLine], moment: datetime) -> tuple[DutyLine, ...]:
    """The lines somebody answers now, first ones before seconds, in the order given."""
    return tuple(sorted((line for line in lines if line.covers(moment)), key=lambda line: line.second))


def next_change(lines: Sequence[DutyLine], moment: datetime) -> datetime | None:
    """The first moment after this one at which a line opens or closes; None: none in 3 weeks."""
    first = local_day(moment) - timedelta(days=1)
    edges = (
        edge
        for line in lines
        for n in range(_LOOK_DAYS)
        if line.holds_on(first + timedelta(days=n))
        for edge in line.span(first + timedelta(days=n))
        if edge > moment
    )
    return min(edges, default=None)


def next_duty(lines: Sequence[DutyLine], moment: datetime) -> datetime | None:
    """`moment` when somebody is on duty now, else when the next turn begins ('Niemand heeft dienst tot')."""
    if any(line.covers(moment) for line in lines):
        return moment
    return next_change(lines, moment)
