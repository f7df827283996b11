"""Pages for machines: is it well, where to report a leak, and the municipality's own colours."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, jsonify, make_response
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.terms import NotFound
from signaal.web.guard import needs
from signaal.web.public.blueprint import blueprint
from signaal.web.site import Site
from signaal.web.visit import visit

_GOOD_FOR = timedelta(days=180)


@blueprint.get("/health")
@needs(Permission.HEALTH_READ)
def health() -> Response:
    """Database, scheduler and log in one answer: 200 when all is well, 503 when not."""
    site: Site = current_app.extensions["signaal"]
    found = dict(site.health())
    return make_response(jsonify(found), 200 if found.get("ok") is True else 503)


@blueprint.get("/health/live")
@needs(Permission.HEALTH_READ)
def live() -> Response:
    """Does this process answer at all?"""
    return make_response(jsonify(ok=True))


@blueprint.get("/.well-known/security.txt")
@needs(Permission.PUBLIC)
def security() -> Response:
    """Where to report a leak (RFC 9116): never expired, and good for less than a year."""
    site: Site = current_app.extensions["signaal"]
    until = (visit().began + _GOOD_FOR).date()
    if site.contact_until is not None:
        until = min(until, site.contact_until)
    lines = [f"Contact: {site.contact}", f"Expires: {until}T00:00:00Z", "Preferred-Languages: nl, en"]
    return make_response("\n".join(lines) + "\n", {"Content-Type": "text/plain; charset=utf-8"})


@blueprint.get("/thema.css")
@needs(Permission.NU_READ)
def theme() -> Response:
    """The NL Design System theme that a municipality laid in its instance folder."""
    site: Site = current_app.extensions["signaal"]
    path = site.instance / "theme.css"
    if not path.is_file():
        raise NotFound()
    return make_response(path.read_bytes(), {"Content-Type": "text/css; charset=utf-8"})
