"""The only place that reads the time.

Everything else is handed a moment, or a Clock to ask for one. Every moment is an aware datetime in UTC.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def elapsed(self) -> timedelta:
        """How much time passed since some moment of this machine; goes on when the clock is set."""
        ...


class SystemClock:
    """The machine's own time; the clock of every served instance."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        """Since the machine started; sleep counts where the system can tell (Linux)."""
        return timedelta(seconds=time.clock_gettime(_UNSET) if _UNSET is not None else time.monotonic())


_UNSET: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""A clock that nobody can set and that does not stop while the machine sleeps."""


class MovingClock:
    """A clock that stands still until it is moved: for tests, seeding the demo and the simulator.

    It moves only in this process; no setting, page or command can put it in a served instance.
    """

    def __init__(self, start: datetime) -> None:
        self._moment = self._begun = _utc(start)

    def now(self) -> datetime:
        """The moment it was last set or moved to, aware, in UTC."""
        return self._moment

    def elapsed(self) -> timedelta:
        """Since its start: a clock that is moved has not jumped."""
        return self._moment - self._begun

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move by elapsed time, never local time, and return the new moment. ValueError when negative."""
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < timedelta(0):
            raise ValueError("advance only goes forward; use set() to go to an earlier moment")
        self._moment += step
        return self._moment

    def set(self, moment: datetime) -> datetime:
        """Go to an aware moment, earlier or later; return it in UTC. ValueError when it has no time zone."""
        self._moment = _utc(moment)
        return self._moment


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone; write datetime(..., tzinfo=UTC)")
    return moment.astimezone(UTC)
