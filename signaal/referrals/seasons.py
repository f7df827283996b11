"""When to ask: windows, sensible months, and the last week of a pregnancy. Said beside a suggestion, never a no."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from signaal.referrals.provisions import Provision
from signaal.referrals.questions import TERM, Question
from signaal.terms import Say


def seasonal_notes(provision: Provision, question: Question) -> Iterable[Say]:
    """What the calendar says about asking now. Nothing without the day of the question."""
    on = question.on
    if on is None:
        return
    if provision.window:
        if on.month in provision.window:
            yield Say("catalogue.note_window_open", {"until": end_of(provision.window, on)})
        else:
            yield Say("catalogue.note_window_from", {"when": opens(provision.window, on)})
    if provision.best_months:
        if on.month in provision.best_months:
            yield Say("catalogue.note_best_now")
        else:
            yield Say("catalogue.note_best_from", {"when": opens(provision.best_months, on)})
    if provision.latest_week is not None and question.due is not None:
        yield Say("catalogue.note_latest", {"when": latest(provision.latest_week, question.due)})


def latest(week: int, due: date) -> date:
    """The last day of this week of the pregnancy."""
    return due - TERM + timedelta(weeks=week, days=6)


def opens(months: frozenset[int], on: date) -> date:
    """The first day of the next of these months; today's month counts as open already."""
    for ahead in range(13):
        month = (on.month - 1 + ahead) % 12 + 1
        if month in months:
            first = date(on.year + (on.month - 1 + ahead) // 12, month, 1)
            return max(first, on)
    return on


def end_of(months: frozenset[int], on: date) -> date:
    """The last day of the run of months in which `on` falls."""
    year, month = on.year, on.month
    while month in months and (year, month) != (on.year + 1, on.month):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, 1) - timedelta(days=1)
