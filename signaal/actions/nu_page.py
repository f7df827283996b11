"""The markup of the page Nu: the same header, footer and style files as every page, without Flask.

Everything that comes from the duty list is escaped; nothing is inline, so the content policy holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from signaal import texts

_SHEETS = ("vendor/fonts.css", "tokens.css", "base.css", "forms.css", "parts.css")
_NATIONAL = (("112", "n112"), ("0800-2000", "vt"), ("0800-8115", "money"))
_FOOT = (
    ("/nu", "footer_nu"),
    ("/meldcode", "footer_meldcode"),
    ("/praatkaart", "footer_talk"),
    ("/over", "footer_about"),
)


@dataclass(frozen=True)
class Answers:
    """Who answers a number: a function, of which organisation. `until`: None is not now, or day and night."""

    function: str
    organisation: str
    phone: str
    second: bool = False
    until: datetime | None = None
    starts: datetime | None = None


@dataclass(frozen=True)
class Board:
    """What the page shows. `coming` begin together at `coming_at`."""

    town: str
    no_piket: bool
    on_duty: tuple[Answers, ...]
    coming: tuple[Answers, ...]
    coming_at: datetime | None
    tonight: tuple[Answers, ...]


def page(board: Board, language: str, stamp: str) -> str:
    """The whole page. `stamp` is the time of day of the writing; empty leaves it out, to compare pages."""
    parts = [
        f"<h1>{_t(language, 'public.nu.title')}</h1>",
        _stamped(board, language, stamp),
        f"<h2>{_t(language, 'duty.together')}</h2>",
        f"<p>{_t(language, 'duty.together_more')}</p>",
        f"<p>{_t(language, 'duty.together_say')}</p>",
        f"<h2>{_t(language, 'duty.now')}</h2>",
        *_now(board, language),
        f"<h2>{_t(language, 'duty.tonight')}</h2>",
        *_tonight(board, language),
        f"<h2>{_t(language, 'public.nu.national')}</h2>",
        _list(_card(number, _t(language, f"public.nu.{about}")) for number, about in _NATIONAL),
    ]
    return f"{_head(language)}{chr(10).join(filter(None, parts))}{_foot(language)}"


def _stamped(board: Board, language: str, stamp: str) -> str:
    if not stamp:
        return ""
    town = escape(board.town)
    return f'<p class="hint">{escape(texts.say(language, "duty.stamp", time=stamp))} <bdi>{town}</bdi></p>'


def _now(board: Board, language: str) -> list[str]:
    found = [_list(_answer(one, language) for one in board.on_duty)] if board.on_duty else []
    if not board.on_duty:
        when = board.coming_at
        said = "duty.no_piket" if board.no_piket else "duty.nobody_until" if when else "duty.nobody"
        sentence = texts.say(language, said, **({"when": texts.moment(language, when)} if when else {}))
        found.append(f'<div class="notice notice--warning"><p>{escape(sentence)}</p></div>')
    if board.coming and board.coming_at:
        after = texts.say(language, "duty.next", when=texts.moment(language, board.coming_at))
        found += [f"<h3>{escape(after)}</h3>", _list(_answer(one, language) for one in board.coming)]
    return found


def _tonight(board: Board, language: str) -> list[str]:
    if not board.tonight:
        return [f"<p>{_t(language, 'duty.tonight_unknown')}</p>"]
    return [
        f"<p>{_t(language, 'duty.tonight_more')}</p>",
        _list(_answer(one, language) for one in board.tonight),
    ]


def _answer(one: Answers, language: str) -> str:
    lines = [f"<bdi>{escape(one.function)}</bdi>, <bdi>{escape(one.organisation)}</bdi>"]
    if one.second:
        lines.append(_t(language, "duty.second"))
    if one.starts is not None:
        key, params = "duty.from", {"when": texts.moment(language, one.starts)}
    elif one.until is not None:
        key, params = "duty.until", {"when": texts.moment(language, one.until)}
    else:
        key, params = "duty.always", {}
    lines.append(escape(texts.say(language, key, **params)))
    return _card(one.phone, "<br>".join(lines))


def _card(number: str, about: str) -> str:
    """`about` is markup already; the number is dialled without what people put between its digits."""
    dialled = re.sub(r"[^0-9+]", "", number)
    link = f'<a class="phone" href="tel:{dialled}">{escape(number)}</a>' if dialled else escape(number)
    return f"<li><p>{link}</p><p>{about}</p></li>"


def _list(items: Iterable[str]) -> str:
    return '<ul class="cards">\n' + "\n".join(items) + "\n</ul>"


def _head(language: str) -> str:
    sheets = "\n".join(f'<link rel="stylesheet" href="/static/{sheet}">' for sheet in _SHEETS)
    title = f"{_t(language, 'public.nu.title')} - {_t(language, 'layout.name')}"
    there, hide = _there(language), _t(language, "layout.hide")
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{title}</title>
{sheets}
<link rel="stylesheet" href="/static/print.css" media="print">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<script src="/static/hide.js" defer></script>
</head>
<body data-hide="/rust">
<a class="skip" href="#main">{_t(language, "layout.skip")}</a>
<header class="bar">
<div class="bar__inner">
<a class="bar__name" href="/{there}">{_t(language, "layout.name")}</a>
<a class="bar__hide" href="/rust{there}" title="{_t(language, "layout.hide_hint")}">{hide}</a>
</div>
</header>
<main id="main" class="page" tabindex="-1">
"""


def _foot(language: str) -> str:
    there, other = _there(language), "nl" if language == "en" else "en"
    links = [f'<li><a href="{at}{there}">{_t(language, f"layout.{key}")}</a></li>' for at, key in _FOOT]
    said = _t(language, f"layout.to_language.{other}")
    links.append(f'<li><a href="/nu?lang={other}" lang="{other}" hreflang="{other}">{said}</a></li>')
    listed = "\n".join(links)
    return f"""
</main>
<footer class="foot">
<div class="foot__inner">
<nav aria-label="{_t(language, "layout.footer")}">
<ul>
{listed}
</ul>
</nav>
</div>
</footer>
</body>
</html>
"""


def _there(language: str) -> str:
    """Who reads without login in English goes on in English."""
    return "" if language == "nl" else f"?lang={language}"


def _t(language: str, key: str) -> str:
    return escape(texts.say(language, key))
