"""Regelingen: what nobody looked at for more than a year, and which municipal file is in force."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import provisions
from signaal.web.admin.blueprint import blueprint
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/beheer/regelingen")
@needs(Permission.CATALOGUE_READ)
def catalogue() -> Response:
    """The catalogue as it is here today."""
    return render("admin/catalogue.html", found=provisions.overview(ctx()))
