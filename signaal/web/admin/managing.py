"""Beheer: organisations, teams, and people. No content, no keys."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import deadletters, directory
from signaal.web.admin.blueprint import blueprint
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/beheer")
@needs(Permission.PEOPLE_READ)
def manage() -> Response:
    """The own organisations as they are."""
    return render(
        "admin/manage.html",
        organisations=directory.organisations_seen(ctx()),
        letters=deadletters.number(ctx()),
    )
