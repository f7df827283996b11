"""Before every page: who comes, may they, did the form come from us. What is not marked does not exist (R19).

A view says `@needs(Permission.X)`. A forgotten mark is an error of ours (500), never an open door.
Whether somebody may do it to *this* case is for the action to decide; here it is about the role.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.access.table import TABLE
from signaal.terms import LoginNeeded, NotAllowed, SignaalError
from signaal.texts import LANGUAGES
from signaal.web import cookies, csrf, journal
from signaal.web.site import Site
from signaal.web.visit import Visit, visit

OPEN = frozenset({"static"})
"""Endpoints without a mark: Flask's own files, and nothing else."""
AGAIN = "weer"
"""In the address of a form that is sent only to be drawn again, with what was typed before the screen closed."""

_log = logging.getLogger("signaal.web")
_V = TypeVar("_V", bound=Callable[..., Any])


class ForgottenMark(RuntimeError):
    """A view without `@needs(...)`."""


class CsrfFailed(Exception):
    """The form did not come from a page that we made for this session."""


class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login carries no types
    """What Flask-Login wants to know: that somebody is there. Everything else is in the ctx."""

    def get_id(self) -> str:
        return "somebody"


def needs(
    permission: Permission, keeps: bool = False, forgets: bool = False, late: bool = False
) -> Callable[[_V], _V]:
    """Mark a view with the one permission it needs.

    With `keeps` the view itself calls `form.validate()` before it does anything, and draws the form again
    when that fails, so that an expired token loses nothing. Without it, a wrong token ends at the guard.
    With `forgets` nothing of the form is ever stored, also not when the session closed meanwhile (R7).
    With `late` the view is also there for whose session has closed: without a ctx, and with a token that it has
    to look at itself.
    """

    def mark(view: _V) -> _V:
        view.needs = permission  # type: ignore[attr-defined]  # functions carry marks
        view.keeps = keeps  # type: ignore[attr-defined]  # idem
        view.forgets = forgets  # type: ignore[attr-defined]  # idem
        view.late = late  # type: ignore[attr-defined]  # idem
        return view

    return mark


def permission_of(endpoint: str) -> Permission:
    """The mark of a view. Raises ForgottenMark."""
    found = getattr(current_app.view_functions[endpoint], "needs", None)
    if not isinstance(found, Permission):
        problem = f"the view {endpoint!r} carries no @needs(Permission...): decide who may see it"
        _log.critical(problem)
        raise ForgottenMark(problem)
    return found


def safe_next(target: str | None) -> str | None:
    """A path on this site to go on to, or None: no host, no scheme, no tricks with slashes."""
    if not target or len(target) > 300 or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return target if target.isascii() and target.isprintable() and "\\" not in target else None


def attach(app: Flask, site: Site) -> None:
    """Put the guard before every request. No Flask session, no remember-me cookie."""
    login = LoginManager()
    login.session_protection = None
    login.request_loader(lambda _request: Visitor() if "visit" in g and visit().ctx is not None else None)
    login.init_app(app)
    app.before_request(_admit(site))
    app.after_request(_finish(site))


def _admit(site: Site) -> Callable[[], Response | None]:
    def admit() -> Response | None:
        here = g.visit = Visit(uuid.uuid4().hex[:16], request.remote_addr or "", site.clock.now())
        endpoint = request.endpoint
        asked = request.args.get("lang", "nl")
        here.lang = asked if asked in LANGUAGES else "nl"
        if endpoint in OPEN:
            return None
        if endpoint is None:
            _greet(site, here)
            return None
        permission = permission_of(endpoint)
        if permission is not Permission.HEALTH_READ and permission is not Permission.NU_READ:
            _greet(site, here)
        return _decide(site, here, permission, endpoint)

    return admit


def _greet(site: Site, here: Visit) -> None:
    """Find out who comes. Nu and the health page skip this: they must work without a database."""
    token = cookies.session_token()
    here.ctx = site.gate.open(token, here.request_id, here.address) if token else None
    if here.ctx is not None:
        here.lang = here.ctx.language


def _decide(site: Site, here: Visit, permission: Permission, endpoint: str) -> Response | None:
    if here.ctx is None:
        if getattr(current_app.view_functions[endpoint], "late", False):
            return None
        if not TABLE[permission].anybody:
            return _to_login()
    elif not here.ctx.holds(permission):
        site.gate.refused(here.ctx, permission)
        raise NotAllowed()
    if request.method == "POST":
        _check_origin(here, endpoint)
    return None


def _check_origin(here: Visit, endpoint: str) -> None:
    keeps = getattr(current_app.view_functions[endpoint], "keeps", False)
    if not csrf.comes_from_elsewhere() and csrf.is_good(request.form.get(csrf.FIELD)):
        here.csrf_failed = here.offered_again = keeps and AGAIN in request.args
        return
    if csrf.comes_from_elsewhere() or not keeps:
        raise CsrfFailed()
    here.csrf_failed = True


def _to_login() -> Response | None:
    if request.method != "GET":
        raise LoginNeeded()
    return redirect(url_for("account.login", next=safe_next(request.path)))


def _finish(site: Site) -> Callable[[Response], Response]:
    def finish(response: Response) -> Response:
        if "visit" not in g:
            return response
        here = visit()
        if here.csrf_failed and response.status_code < 400 and not (here.offered_again and here.looked):
            here.csrf_failed = False  # the error page that follows comes by here too
            raise RuntimeError(f"{request.endpoint} keeps what was typed but did not validate its form")
        _let_go(site, here, response)
        cookies.add_start_cookie(response)
        journal.note(here, response)
        return response

    return finish


def _let_go(site: Site, here: Visit, response: Response) -> None:
    """A form that was kept when the screen closed has now done its work: nobody has to finish it any more."""
    if here.ctx is None or here.csrf_failed or request.method != "POST":
        return
    form_id = request.form.get("form_id") if response.status_code in (302, 303) else None
    if not form_id:
        return
    try:
        site.gate.finished(here.ctx, form_id)
    except SignaalError:
        _log.warning("%s a draft that is done could not be dropped", here.request_id)
