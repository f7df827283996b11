"""What I did here, as the log has it."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import log
from signaal.web.account.blueprint import blueprint
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/mijn-logboek")
@needs(Permission.OWN_LOG_READ)
def own_log() -> Response:
    """Newest first, 25 a page."""
    after = request.args.get("na", type=int)
    page = log.own(ctx(), after)
    following = url_for(".own_log", na=page.following) if page.following is not None else None
    first = url_for(".own_log") if after is not None else None
    return render("account/own_log.html", page=page, following=following, first=first)
