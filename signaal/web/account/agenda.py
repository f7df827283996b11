"""My clocks as a calendar file: codes and kinds, no names, nothing of what is the matter."""

from __future__ import annotations

from datetime import datetime

from flask import make_response
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import myclocks
from signaal.actions.views import ClockView
from signaal.web.account.blueprint import blueprint
from signaal.web.guard import needs
from signaal.web.speech import t
from signaal.web.visit import ctx

_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//signaal//signaal//NL", "CALSCALE:GREGORIAN")


@blueprint.get("/vandaag/agenda.ics")
@needs(Permission.CLOCKS_EXPORT)
def agenda() -> Response:
    """RFC 5545. The moment of each event is the end of a clock."""
    now = ctx().now
    lines = [
        *_HEAD,
        *(line for clock in myclocks.export(ctx()) for line in _event(clock, now)),
        "END:VCALENDAR",
    ]
    answer = make_response("".join(f"{line}\r\n" for line in lines))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="agenda.ics"'
    return answer


def _event(clock: ClockView, now: datetime) -> list[str]:
    """A code holds no character that RFC 5545 wants escaped, and the name of a kind is our own text."""
    said = f"{clock.code} {t(f'clocks.{clock.kind}.name')}".replace(",", "\\,").replace(";", "\\;")
    return [
        "BEGIN:VEVENT",
        f"UID:{clock.id}@signaal",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(clock.due_at)}",
        f"SUMMARY:{said}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"
