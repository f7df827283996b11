"""The web application: the guard, the headers, the error pages, and a room of pages per role."""

from __future__ import annotations

import importlib
import importlib.util

from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from signaal.actions import proofs
from signaal.actions.context import Tools, anonymous
from signaal.actions.health import health, silent_since
from signaal.config.settings import Settings
from signaal.runtime import read_settings
from signaal.web import errors, guard, headers, nav, render, speech
from signaal.web.gate import ActionsGate
from signaal.web.site import Site

_NOBODY = "mailto:security@signaal.invalid"
"""The demo has nobody to report to; production refuses to start without a contact."""

ROOMS = ("public", "account", "signaller", "responder", "coordinator", "privacy", "admin")
"""Each is a package with a module `routes` that holds `blueprint`, and `NAV`: what it offers to the menu."""


class NoSession(SessionInterface):
    """Flask's own session is readable and cannot be taken back: reading finds nothing, writing fails."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return NullSession()

    def save_session(self, app: Flask, session: object, response: Response) -> None:
        """Nothing to save: a NullSession cannot be written."""


def create_app(tools: Tools, settings: Settings | None = None) -> Flask:
    """The application over the real actions, with the instance's settings unless others are handed in.

    Raises:
        StartError: the instance has no readable configuration.
    """
    known = settings or read_settings(tools.instance)
    return build(
        Site(
            gate=ActionsGate(tools),
            clock=tools.clock,
            instance=tools.instance,
            health=lambda: health(tools).plain(),
            silent=lambda: silent_since(anonymous(tools)),
            behind_tls=known.server.behind_tls,
            trusted_proxies=known.server.trusted_proxies,
            contact=known.security.contact or _NOBODY,
            contact_until=known.security.expires,
            attention_officer=tools.town.attention_officer,
            witness=lambda seen: proofs.packet(anonymous(tools), seen),
        )
    )


def build(site: Site) -> Flask:
    """The application over whatever stands behind the gate; tests put a fake there."""
    app = Flask("signaal.web", static_folder="static", template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=site.max_bytes,
        MAX_FORM_MEMORY_SIZE=site.max_bytes,
        MAX_FORM_PARTS=2000,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.session_interface = NoSession()
    app.extensions["signaal"] = site
    if site.trusted_proxies:
        count = site.trusted_proxies
        fixed = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # how Flask documents a middleware
    speech.attach(app)
    render.attach(app, site)
    headers.attach(app, site.behind_tls)
    guard.attach(app, site)
    errors.attach(app)
    for room in ROOMS:
        _open(app, room)
    return app


def _open(app: Flask, room: str) -> None:
    name = f"signaal.web.{room}.routes"
    if importlib.util.find_spec(name) is None:
        return
    routes = importlib.import_module(name)
    app.register_blueprint(routes.blueprint)
    nav.offer(app, *getattr(routes, "NAV", ()))
