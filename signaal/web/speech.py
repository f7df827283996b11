"""The language of this visit: `t(key)` speaks a sentence, the filters speak moments and amounts.

Everything here reads the language from the visit, so that macros need no context.
"""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from signaal import texts
from signaal.terms import Say
from signaal.web.visit import has_visit, visit


def lang() -> str:
    """ "nl" or "en"; Dutch where there is no visit."""
    return visit().lang if has_visit() else "nl"


def t(key: str | Say, **params: object) -> str:
    """The sentence for a key, or for a Say, in the language of this visit. Raises texts.MissingText."""
    if isinstance(key, Say):
        return texts.say(lang(), key.key, **spoken(dict(key.params)))
    return texts.say(lang(), key, **params)


def spoken(params: dict[str, object]) -> dict[str, object]:
    """Parameters that are themselves moments, days or sentences become words of this language."""
    return {name: _word(value) for name, value in params.items()}


def _word(value: object) -> object:
    if isinstance(value, datetime):
        return texts.moment(lang(), value)
    if isinstance(value, date):
        return texts.day(lang(), value)
    if isinstance(value, Say):
        return t(value)
    return value


def moment(when: datetime) -> str:
    """'zondag 22 november 2026 om 16.10 uur'."""
    return texts.moment(lang(), when)


def day(when: date, weekday: bool = True) -> str:
    """'zondag 22 november 2026'; a datetime is shown as its day in Amsterdam."""
    if isinstance(when, datetime):
        when = texts.local(when).date()
    return texts.day(lang(), when, weekday)


def as_of(written: str) -> str:
    """The moment of a source as the catalogue writes it: a whole date becomes words, a year or a month stays."""
    try:
        return day(date.fromisoformat(written), weekday=False)
    except ValueError:
        return written


def month(when: date) -> str:
    return texts.month(lang(), when)


def time_of_day(when: datetime) -> str:
    return texts.time_of_day(lang(), when)


def hours_left(due: datetime, now: datetime | None = None) -> str:
    """'nog 31 uur' or '3 uur te laat', counted at the beginning of this request unless told otherwise."""
    return texts.hours_left(lang(), due, now or visit().began)


def euros(cents: int) -> str:
    return texts.euros(lang(), cents)


def number(value: int) -> str:
    return texts.number(lang(), value)


def attach(app: Flask) -> None:
    """Give templates the words: `t()` as a function, the rest as filters."""
    app.jinja_env.globals.update(t=t, lang=lang)
    for name, speak in (("t", t), ("moment", moment), ("day", day), ("month", month), ("time", time_of_day)):
        app.jinja_env.filters[name] = speak
    app.jinja_env.filters.update(as_of=as_of, hours_left=hours_left, euros=euros, number=number)
