"""The hand-over list: what falls before the end of the coming school holiday."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import handoverlists
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.visit import ctx, visit


@blueprint.get("/overdracht")
@needs(Permission.HANDOVER_LIST)
def handover() -> Response:
    """Codes and days, of the own work."""
    return render("signaller/handover.html", found=handoverlists.look(ctx()), now=visit().began)
