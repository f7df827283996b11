"""Every error becomes a page: what happened, what to do, and a number to mention. Never a trace."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from jinja2 import TemplateNotFound, UndefinedError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from signaal import texts
from signaal.actions.confirming import ConfirmFirst
from signaal.terms import LoginNeeded, Refused, Say, SignaalError, Unavailable
from signaal.web import cookies, csrf
from signaal.web.forgetting import without_asked
from signaal.web.guard import CsrfFailed, ForgottenMark, safe_next
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.speech import t
from signaal.web.visit import has_visit

_log = logging.getLogger("signaal.web")
_SECRET = re.compile(r"pass|secret|code|pin|totp|csrf|wachtzin|^again$")
"""Names of fields, in small letters: codes of signals in capitals hold a PIN here and there, and are none."""
_OF_THE_FORM = frozenset({"form_id", "press"})
"""Which form it was and which button: nobody typed these."""

_BARE = (Path(__file__).parent / "static" / "bare.html").read_bytes()

_OURS = (texts.MissingText, UndefinedError, TemplateNotFound, ForgottenMark)
"""Mistakes in our own pages: their messages name a key, a variable or a view, never what was typed."""


def attach(app: Flask) -> None:
    """Handle everything that a view can raise."""
    app.register_error_handler(SignaalError, _surely(_signaal))
    app.register_error_handler(CsrfFailed, _surely(_csrf))
    app.register_error_handler(RequestEntityTooLarge, _surely(lambda _error: page(413)))
    app.register_error_handler(HTTPException, _surely(_http))
    app.register_error_handler(Exception, _surely(_unknown))


def _surely(handle: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """When the page of an error fails itself (the menu, a text, the vault): a page that needs nothing at all."""

    def handled(error: Exception) -> Response:
        try:
            return handle(error)
        except Exception as second:  # noqa: BLE001 - somebody waits for a page, whatever it was
            _note(second)
            return bare(500)

    return handled


def bare(status: int) -> Response:
    """A page of plain HTML in both languages: no menu, no texts, no database, no template. Read once, at the start."""
    return Response(_BARE, status=status, mimetype="text/html")


def page(
    status: int,
    say: Say | None = None,
    typed: list[tuple[str, str]] | None = None,
    kept: bool = False,
    back: str | None = None,
) -> Response:
    """The error page of a status: its own title and advice where there are texts for it, else 500's."""
    known = status if f"errors.page.{status}.title" in texts.keys("nl") else 500
    happened = t(say) if say is not None else t(f"errors.page.{known}.happened")
    return render(
        "errors/error.html",
        status=status,
        title=t(f"errors.page.{known}.title"),
        happened=happened,
        advice=t("errors.page.401.kept" if kept else f"errors.page.{known}.advice"),
        number=g.visit.request_id if has_visit() else "",
        typed=typed or [],
        code=status,
        back=back or url_for("public.start"),
    )


def _signaal(error: SignaalError) -> Response:
    if isinstance(error, LoginNeeded):
        if request.method == "GET":
            return redirect(url_for("account.login", next=safe_next(request.path)))
        return _too_late(error)
    if isinstance(error, ConfirmFirst):
        return _confirm(error)
    if isinstance(error, Refused):
        return _refused(error)
    answer = page(error.status, error.say)
    if isinstance(error, Unavailable):
        answer.headers["Retry-After"] = str(getattr(error, "retry_after", 60))
    return answer


def _too_late(error: LoginNeeded) -> Response:
    """A form was posted after the session closed: say why, and keep it sealed for after the next login."""
    site: Site = current_app.extensions["signaal"]
    token = cookies.session_token()
    if token is None or csrf.comes_from_elsewhere():
        return page(401, error.say, _typed())
    say = site.gate.why_closed(token) or error.say
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return page(
            401, say
        )  # a script asked along: what was typed still stands on the page, and comes later
    if getattr(current_app.view_functions.get(request.endpoint or ""), "forgets", False):
        return page(401, say, _typed())
    typed = {name: request.form.getlist(name) for name in request.form if not _SECRET.search(name)}
    fields = without_asked(typed)
    draft = _kept(site, token, fields)
    if draft is not None:
        to = url_for("account.login", next=url_for("account.typed", draft_id=draft))
        return page(401, say, kept=True, back=to)
    return page(401, say, _typed())


def _kept(site: Site, token: str, fields: Mapping[str, list[str]]) -> str | None:
    """The draft of what was typed; None when there was nothing, or nobody to keep it for."""
    if not any(value.strip() for name in fields if name not in _OF_THE_FORM for value in fields[name]):
        return None
    at = request.full_path if request.args else request.path
    return site.gate.keep_typed(token, request.endpoint or "", fields, at)


def _confirm(error: ConfirmFirst) -> Response:
    """The second factor is needed again: asked on a page of its own, that comes back here."""
    to = url_for("account.confirm", next=safe_next(request.path))
    if request.method == "GET":
        return redirect(to)
    return render(
        "errors/error.html",
        status=error.status,
        title=t("entering.confirm.title"),
        happened=t(error.say),
        advice=t("entering.confirm.intro"),
        number="",
        typed=_typed(),
        code=error.status,
        back=to,
    )


def _refused(error: Refused) -> Response:
    """A rule said no and the view had no form to show it in: the sentences themselves, and what was typed."""
    sentences = " ".join(t(problem) for problem in error.problems.values())
    return page(422, Say("errors.page.422.because", {"why": sentences or t(error.say)}), _typed())


def _csrf(_error: CsrfFailed) -> Response:
    elsewhere = csrf.comes_from_elsewhere()
    return page(400, Say("errors.elsewhere" if elsewhere else "errors.csrf"), [] if elsewhere else _typed())


def _http(error: HTTPException) -> Response:
    answer = page(error.code or 500)
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _unknown(error: Exception) -> Response:
    """Not foreseen. The log gets where and which kind, never the message: it may hold what was typed."""
    _note(error)
    return page(500)


def _note(error: Exception) -> None:
    number = g.visit.request_id if has_visit() else "-"
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(_frames(error)))
    _log.error("%s unforeseen %s at %s", number, _kinds(error), places)


def _kinds(error: BaseException) -> str:
    if isinstance(error, _OURS):
        return f"{type(error).__qualname__}: {error}"
    cause = error.__cause__ or error.__context__
    name = type(error).__qualname__
    return name if cause is None else f"{name} after {type(cause).__qualname__}"


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))[-8:]


def _typed() -> list[tuple[str, str]]:
    """What was posted, to copy from the page; never a secret."""
    ours = _SECRET.search
    shown = [
        (n, value) for n, value in request.form.items(multi=True) if not ours(n) and n not in _OF_THE_FORM
    ]
    return [(name, value[:4000]) for name, value in shown if value.strip()][:60]
