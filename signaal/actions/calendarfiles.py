"""A roster out of an iCalendar file (RFC 5545): read whole, every problem named, and nothing stored half.

An event is a turn: SUMMARY the function, LOCATION or CONTACT the number, ATTENDEE whose account (by e-mail address),
CATEGORIES "second" for who is called when the first does not answer. Times without a zone are Dutch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from signaal.access.permissions import Permission
from signaal.actions import rereading, turns
from signaal.actions.context import Ctx, action
from signaal.actions.rereading import Imported, Problem
from signaal.actions.trail import leave
from signaal.actions.turns import TurnDraft
from signaal.audit.events import Event
from signaal.store import organisations, people
from signaal.store import turns as stored
from signaal.store.tables_on_call import TurnRow
from signaal.terms import Refused, Say
from signaal.workflows.calendar import AMSTERDAM, at_wall

AHEAD = timedelta(days=366)
"""How far a repeating event is read."""
_SECOND = frozenset({"second", "tweede"})
_NAME = 100


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def read_in(ctx: Ctx, organisation_id: str, text: str, name: str) -> Imported:
    """The turns of a calendar from now to a year ahead. Reading it again replaces what it brought and is not over,
    but a turn that was passed on stays with who took it (`rereading`).

    `name` is what the calendar is known by when it does not say so itself (X-WR-CALNAME).

    Raises:
        Refused: field file: no calendar at all. NotFound: another organisation than the admin's own.
    """
    turns.must_write(ctx, organisation_id)
    calendar, events = _events(ctx, text)
    source = str(calendar.get("X-WR-CALNAME") or name).strip()[:_NAME] or "ics"
    with ctx.tools.store.unit() as unit:
        organisations.locked(unit, organisation_id)  # two at once would each add what the other did not see
        accounts = turns.accounts(unit, organisation_id, ctx.now)
        addresses = {p.email.lower(): p.id for p in people.by_ids(unit, accounts).values() if p.email}
        rows: list[TurnRow] = []
        problems: list[Problem] = []
        for event in events:
            _turn(ctx, organisation_id, event, (accounts, addresses), rows, problems, _lines(text))
        if problems or not rows:
            nothing = Problem(1, "", Say("turns.file.nothing"))
            return Imported(problems=tuple(sorted(problems, key=lambda p: p.line)) or (nothing,))
        for row in rows:
            row.source = source
        before = stored.locked_of_source(unit, organisation_id, source, ctx.now)
        was = turns.hours(before, ctx.now)
        done = rereading.replace(unit, before, rows, accounts)
        now = stored.locked_of_source(unit, organisation_id, source, ctx.now)
        turns.tell_whom_it_concerns(unit, ctx, was, turns.hours(now, ctx.now))
        leave(
            unit, ctx, Event.DUTY_CHANGED, organisation=organisation_id, number=len(rows), reason="imported"
        )
    return done


def _events(ctx: Ctx, text: str) -> tuple[Any, list[Any]]:
    """The calendar and every occurrence of its events, the first on top. Raises Refused."""
    import icalendar  # takes a tenth of a second: only for whoever reads a file
    import recurring_ical_events

    try:
        calendar = icalendar.Calendar.from_ical(text)
        found = recurring_ical_events.of(calendar).between(ctx.now, ctx.now + AHEAD)
        return calendar, sorted(found, key=lambda event: _moment(event.start))
    except Exception as problem:  # the library raises what it likes; the file is no calendar to us
        raise Refused({"file": Say("turns.file.no_calendar")}) from problem


def _turn(
    ctx: Ctx,
    organisation_id: str,
    event: Any,
    known: tuple[Mapping[str, str], Mapping[str, str]],
    rows: list[TurnRow],
    problems: list[Problem],
    lines: Mapping[str, int],
) -> None:
    accounts, addresses = known
    uid = str(event.get("UID", ""))
    draft, address = _draft(event)
    if address and address not in addresses:
        problems.append(Problem(lines.get(uid, 1), uid, Say("turns.file.nobody", {"address": address})))
        return
    try:
        rows.append(
            turns.checked(ctx, organisation_id, replace(draft, user_id=addresses.get(address, "")), accounts)
        )
    except Refused as no:
        found = Problem(lines.get(uid, 1), uid, next(iter(no.problems.values())))
        if found not in problems:
            problems.append(found)


def _draft(event: Any) -> tuple[TurnDraft, str]:
    """What one event says, and the address of whose turn it is ("" when it names nobody)."""
    attendees = event.get("ATTENDEE", [])
    first = attendees[0] if isinstance(attendees, list) and attendees else attendees
    address = str(first or "").lower().removeprefix("mailto:").strip() if first else ""
    categories = {str(word).strip().lower() for word in event.categories}
    draft = TurnDraft(
        function=str(event.get("SUMMARY", "")).strip(),
        phone=str(event.get("LOCATION") or event.get("CONTACT") or "").strip().removeprefix("tel:"),
        starts_at=_moment(event.start),
        ends_at=_moment(event.end),
        second=bool(categories & _SECOND),
        out_of_hours=True,
        holidays=True,
    )
    return draft, address


def _moment(at: date) -> datetime:
    """In UTC; a day begins at midnight, and a time without a zone is Dutch."""
    if not isinstance(at, datetime):
        return at_wall(at, 0)
    return (at if at.tzinfo is not None else at.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


def _lines(text: str) -> dict[str, int]:
    """On which line each UID stands."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.upper().startswith("UID:"):
            found.setdefault(line[4:].strip(), number)
    return found
