"""What came of the clocks of 48 hours that began in a month: how each ended, and how its hours were spent.

Pure: takes moments of single clocks, returns counts and medians. Source: design page deadlines, points 9 and 14.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median_low

from signaal.terms import ClockState

SENT_TOO_LATE = timedelta(hours=8)
"""A yes that leaves the municipal team less than this counts against the side that sent it."""
HOUR = timedelta(hours=1)


class Came(StrEnum):
    """What came of a clock. `gone`: its card was erased while it ran, and nobody ever answered it."""

    MET = "met"
    MET_LATE = "met_late"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    HANDED_OVER = "handed_over"
    MISTAKE = "mistake"
    UNDONE = "undone"
    OPEN = "open"
    LATE = "late"
    GONE = "gone"


NO_CLOCK = frozenset({Came.MISTAKE, Came.UNDONE})
"""Started by accident: counted, but never late."""
CALM = frozenset({Came.MET, Came.MET_LATE})


class Side(StrEnum):
    """Whom lateness counts against: the signaller's organisation (leg 1) or the municipality (leg 2)."""

    SENDER = "sender"
    RECEIVER = "receiver"


@dataclass(frozen=True)
class Course:
    """The moments of one clock, in UTC. `reached_at`: the first contact with the family that was written down."""

    team: str
    state: ClockState
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None = None
    yes_at: datetime | None = None
    acknowledged_at: datetime | None = None
    reached_at: datetime | None = None
    no_duty: bool = False


@dataclass(frozen=True)
class Result:
    """One clock, without a way back to its card. Hours are whole elapsed hours, None where there are none.

    `inside` and `outside` split at the acknowledgement; `to_answer` is from the yes to it.
    """

    team: str
    came: Came
    no_duty: bool = False
    against: Side | None = None
    to_contact: int | None = None
    to_answer: int | None = None
    inside: int | None = None
    outside: int | None = None
    to_calm: int | None = None


@dataclass(frozen=True)
class Median:
    """The middle of `of` numbers of hours; the lower of the two middles. None of nothing."""

    hours: int | None
    of: int


HOURS = ("to_contact", "to_answer", "inside", "outside", "to_calm")


@dataclass(frozen=True)
class Summary:
    """Clocks together. `medians` by the names in HOURS; every clock is in `counts`, once."""

    counts: Mapping[Came, int]
    no_duty: int
    against: Mapping[Side, int]
    medians: Mapping[str, Median]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def result(course: Course, now: datetime) -> Result:
    """What one clock shows at this moment (R14: late is computed now)."""
    came = _came(course, now)
    until = course.ended_at or now
    late = came not in NO_CLOCK and until > course.due_at
    answered = course.acknowledged_at is not None and not _sent_too_late(course)
    split = course.acknowledged_at if answered else course.ended_at
    return Result(
        team=course.team,
        came=came,
        no_duty=course.no_duty,
        against=_against(course) if late else None,
        to_contact=_hours(course.started_at, _contact(course, came)),
        to_answer=_hours(course.yes_at, course.acknowledged_at),
        inside=_hours(course.started_at, split) if came not in NO_CLOCK else None,
        outside=_hours(course.acknowledged_at, course.ended_at) if answered else None,
        to_calm=_hours(course.started_at, course.ended_at) if came in CALM else None,
    )


def gone(course: Course, now: datetime) -> Result:
    """The same for a clock whose card is erased now: one that still runs was never answered."""
    found = result(course, now)
    if found.came not in (Came.OPEN, Came.LATE):
        return found
    return Result(course.team, Came.GONE, course.no_duty, _against(course))


def summarise(results: Sequence[Result]) -> Summary:
    """Counts of everything and medians of what is known."""
    counts = Counter(one.came for one in results)
    against = Counter(one.against for one in results if one.against is not None)
    return Summary(
        counts={came: counts[came] for came in Came},
        no_duty=sum(one.no_duty for one in results),
        against={side: against[side] for side in Side},
        medians={name: _median(getattr(one, name) for one in results) for name in HOURS},
    )


def _came(course: Course, now: datetime) -> Came:
    match course.state:
        case ClockState.RUNNING:
            return Came.LATE if now > course.due_at else Came.OPEN
        case ClockState.SUPERSEDED | ClockState.WITHDRAWN:
            return Came.UNDONE
        case _:
            return Came(course.state.value)


def _sent_too_late(course: Course) -> bool:
    return course.yes_at is not None and course.due_at - course.yes_at < SENT_TOO_LATE


def _against(course: Course) -> Side:
    """Without a yes, or with less than eight hours left at the yes, it counts against the side that began."""
    return Side.SENDER if course.yes_at is None or _sent_too_late(course) else Side.RECEIVER


def _contact(course: Course, came: Came) -> datetime | None:
    """An attempt that reached the family, its yes or no, or the talk in which it said that there is calm."""
    talked = course.ended_at if came in CALM or came is Came.DECLINED else None
    known = [at for at in (course.reached_at, course.yes_at, talked) if at is not None]
    return min(known, default=None)


def _hours(since: datetime | None, until: datetime | None) -> int | None:
    if since is None or until is None:
        return None
    return max(0, (until - since) // HOUR)


def _median(values: Iterable[int | None]) -> Median:
    known = [value for value in values if value is not None]
    return Median(median_low(known) if known else None, len(known))
