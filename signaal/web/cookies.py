"""The two cookies: the session token, and a random one for forms before login. Both unreadable for scripts.

Behind TLS they carry the `__Host-` prefix, which no other host can set; on loopback without TLS they cannot.
"""

from __future__ import annotations

import re
import secrets

from flask import current_app, request
from werkzeug.wrappers import Response

from signaal.web.site import Site
from signaal.web.visit import visit

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{22,128}$")


def session_token() -> str | None:
    """The session token that came along, or None; anything that does not look like one is None."""
    return _read(session_name())


def session_name() -> str:
    return "__Host-signaal" if _site().behind_tls else "signaal"


def start_name() -> str:
    return "__Host-signaal-start" if _site().behind_tls else "signaal-start"


def give_session(response: Response, token: str) -> None:
    """After a login. The start cookie goes: a form of before login must not work after it."""
    _set(response, session_name(), token)
    _forget(response, start_name())
    visit().start_token_is_new = False


def forget_session(response: Response) -> None:
    """After a logout: the cookie goes, and so does everything the browser kept of us."""
    _forget(response, session_name())
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


def start_token() -> str:
    """The random value under which a form before login is signed; made when it is first needed."""
    here = visit()
    if here.start_token is None:
        here.start_token = _read(start_name())
        if here.start_token is None:
            here.start_token = secrets.token_urlsafe(32)
            here.start_token_is_new = True
    return here.start_token


def add_start_cookie(response: Response) -> None:
    """At the end of a request: hand out a start token that was made during it."""
    here = visit()
    if here.start_token_is_new and here.start_token is not None:
        _set(response, start_name(), here.start_token)


def _read(name: str) -> str | None:
    value = request.cookies.get(name, "")
    return value if _TOKEN.match(value) else None


def _set(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, path="/", secure=_site().behind_tls, httponly=True, samesite="Lax")


def _forget(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=_site().behind_tls, httponly=True, samesite="Lax")


def _site() -> Site:
    site: Site = current_app.extensions["signaal"]
    return site
