"""Moments, days, amounts and numbers as people write them. Moments come in UTC and are shown in Amsterdam time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from signaal.texts.catalogue import say

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(when: datetime) -> datetime:
    """The moment on the wall clock of Amsterdam. Raises ValueError for a naive datetime."""
    if when.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return when.astimezone(AMSTERDAM)


def moment(language: str, when: datetime) -> str:
    """'zondag 22 november 2026 om 16.10 uur' / 'Sunday 22 November 2026 at 16:10'."""
    wall = local(when)
    return say(language, "forms.moment", day=day(language, wall.date()), time=time_of_day(language, when))


def day(language: str, when: date, weekday: bool = True) -> str:
    """'zondag 22 november 2026'; without the weekday '22 november 2026'."""
    return format_date(
        when, "EEEE d MMMM y" if weekday else "d MMMM y", locale="en_GB" if language == "en" else "nl"
    )


def month(language: str, when: date) -> str:
    """'november 2026', of any day in it."""
    return format_date(when, "MMMM y", locale="en_GB" if language == "en" else "nl")


def time_of_day(language: str, when: datetime) -> str:
    """'16.10' in Dutch, '16:10' in English."""
    pattern = "HH:mm" if language == "en" else "HH.mm"
    return format_datetime(local(when), pattern, locale="en_GB" if language == "en" else "nl")


def hours_left(language: str, due: datetime, now: datetime) -> str:
    """'nog 31 uur', 'nog 40 minuten', '3 uur te laat', in elapsed hours rounded down; days from four days on."""
    gap = due - now
    past = gap < timedelta(0)
    minutes = int(abs(gap).total_seconds() // 60)
    name = "late" if past else "left"
    if minutes < 60:
        return say(language, f"forms.{name}_minutes", n=minutes)
    if minutes < 96 * 60:
        return say(language, f"forms.{name}_hours", n=minutes // 60)
    return say(language, f"forms.{name}_days", n=minutes // (24 * 60))


def euros(language: str, cents: int) -> str:
    """Cents to '€ 1.845,30' / '€1,845.30'."""
    locale = "en_GB" if language == "en" else "nl_NL"
    return format_currency(Decimal(cents) / 100, "EUR", locale=locale)


def number(language: str, value: int) -> str:
    return format_decimal(value, locale="en_GB" if language == "en" else "nl_NL")
