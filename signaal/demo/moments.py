"""When invented people do things: on working days, by day, and never after the end of the play."""

from __future__ import annotations

from datetime import datetime, timedelta

from signaal.workflows.calendar import add_working_days, at_wall, local_day, local_minute

WEEKS = 10
"""How long the play takes."""
NIGHT_ENDS = 8 * 60
NIGHT_BEGINS = 20 * 60 + 30


def beginning(end: datetime) -> datetime:
    """The first morning of the play: a working day ten weeks before the end, at 8.30."""
    return at_wall(add_working_days(local_day(end - timedelta(weeks=WEEKS)), 0), 8 * 60 + 30)


def workday(after: datetime, days: int, minute: int) -> datetime:
    """The n-th working day after this moment, at a minute after midnight in Amsterdam; always later."""
    found = at_wall(add_working_days(local_day(after), days), minute)
    return found if found > after else at_wall(add_working_days(local_day(after), days + 1), minute)


def by_day(moment: datetime) -> datetime:
    """This moment, or the evening before it when it falls in the night."""
    minute = local_minute(moment)
    if NIGHT_ENDS <= minute <= NIGHT_BEGINS:
        return moment
    day = local_day(moment) - timedelta(days=1 if minute < NIGHT_ENDS else 0)
    return at_wall(day, NIGHT_BEGINS)


def before(end: datetime, *, weeks: float = 0, days: float = 0, hours: float = 0) -> datetime:
    """So long before the end, by day."""
    return by_day(end - timedelta(weeks=weeks, days=days, hours=hours))


def working_before(end: datetime, days: int, minute: int) -> datetime:
    """A working day about so many days before the end, at this minute."""
    found = at_wall(add_working_days(local_day(end - timedelta(days=days)), 0), minute)
    return found if found < end else at_wall(local_day(end - timedelta(days=days + 3)), minute)
