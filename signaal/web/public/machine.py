"""Pages for machines: is it well, and where to report a leak."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, jsonify, make_response
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
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
    until = (visit().began + _GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: {site.contact}", f"Expires: {until}", "Preferred-Languages: nl, en"]
    return make_response("\n".join(lines) + "\n", {"Content-Type": "text/plain; charset=utf-8"})
