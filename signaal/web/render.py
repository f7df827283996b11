"""From a template to an answer. Pages get the menu, the language and the form's errors without asking."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, make_response, render_template, request, url_for
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from signaal.texts import LANGUAGES
from signaal.web import csrf, nav
from signaal.web.forms import BaseForm, errors_of
from signaal.web.site import Site
from signaal.web.visit import has_visit, visit

_STATIC = Path(__file__).parent / "static"
_UNSEEN = frozenset({"public.calendar", "public.nu"})
"""Pages that never ask who is logged in, so neither in which language (guard.py)."""


def render(template: str, status: int | None = None, **values: Any) -> Response:
    """A page. A `form` with errors answers 422 unless another status is given.

    An error never repeats the address: it may hold what somebody typed there (R21).
    """
    form = values.setdefault("form", None)
    failed = isinstance(form, BaseForm) and form.failed
    values["failed"] = failed
    code = status or (422 if failed else 200)
    values["repeats"] = request.path if request.method == "GET" and code < 400 else None
    answer = make_response(render_template(template, **values))
    answer.status_code = code
    return answer


def static_url(name: str) -> str:
    """The address of one of our files with a mark of its content, so that it can be kept for a year."""
    return url_for("static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def has_fonts() -> bool:
    """Is the font there? Without it pages fall back on the machine's own."""
    return (_STATIC / "vendor" / "fonts.css").is_file()


def language_links() -> list[tuple[str, str]]:
    """(language, address of this page in it), for pages without login."""
    return [(code, f"{request.path}?lang={code}") for code in LANGUAGES]


def has_page(endpoint: str) -> bool:
    """Does this page exist in this installation?"""
    return endpoint in current_app.view_functions


def who() -> str | None:
    """The name in the header, or None when nobody is logged in."""
    here = visit()
    return here.ctx.me.name if here.ctx is not None and here.ctx.me is not None else None


@dataclass(frozen=True)
class Closing:
    """When this screen locks unless somebody goes on: the moment, and in how many seconds from now."""

    at: datetime
    seconds: int


def closing() -> Closing | None:
    """For the page to say, and for the script that warns; None when nobody is logged in."""
    here = visit()
    if here.ctx is None or here.ctx.closes_at is None:
        return None
    return Closing(here.ctx.closes_at, max(0, int((here.ctx.closes_at - here.began).total_seconds())))


def silent_since() -> datetime | None:
    """Since when nothing watches the clocks, for every page of who is logged in to say; None when all is well."""
    site: Site = current_app.extensions["signaal"]
    return site.silent() if site.silent is not None and visit().ctx is not None else None


def attach(app: Flask, site: Site) -> None:
    """Set Jinja to be strict, and give it what every page uses."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        static_url=static_url,
        has_fonts=has_fonts,
        language_links=language_links,
        has_page=has_page,
        who=who,
        closing=closing,
        silent_since=silent_since,
        menu=nav.menu,
        visit=visit,
        errors_of=errors_of,
        csrf_token=csrf.make_token,
        theme=(site.instance / "theme.css").is_file,
    )

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        """Who reads in English goes on in English on pages that do not look who is there: it stays in the address."""
        if not has_visit() or visit().lang == "nl" or endpoint == "static":
            return
        if visit().ctx is None or endpoint in _UNSEEN:
            values.setdefault("lang", visit().lang)
