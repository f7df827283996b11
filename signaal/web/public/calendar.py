"""What "verberg scherm" shows: a month with week numbers. It says nothing about this site (R26)."""

from __future__ import annotations

from calendar import Calendar
from datetime import date

from babel.dates import format_date, get_day_names
from werkzeug.wrappers import Response

from signaal import texts
from signaal.access.permissions import Permission
from signaal.web.guard import needs
from signaal.web.public.blueprint import blueprint
from signaal.web.render import render
from signaal.web.speech import lang
from signaal.web.visit import visit


@blueprint.get("/rust")
@needs(Permission.NU_READ)
def calendar() -> Response:
    """This month. Needs no login and no database, so that it is always there at once."""
    today = texts.local(visit().began).date()
    names = get_day_names("abbreviated", locale=lang())
    return render(
        "public/calendar.html",
        today=today,
        month=format_date(today, "LLLL y", locale=lang()).capitalize(),
        weekdays=[names[day] for day in range(7)],
        weeks=weeks(today),
    )


def weeks(today: date) -> list[tuple[int, list[date | None]]]:
    """(ISO week number, seven days from Monday; None outside the month)."""
    rows = Calendar(firstweekday=0).monthdatescalendar(today.year, today.month)
    here = [[day if day.month == today.month else None for day in row] for row in rows]
    return [(row[0].isocalendar().week, days) for row, days in zip(rows, here, strict=True)]
