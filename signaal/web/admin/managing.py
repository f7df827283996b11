"""Beheer: organisations, teams, people, and messages that could not be delivered. No content, no keys."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import directory
from signaal.web.admin.blueprint import blueprint
from signaal.web.deeds import Press
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
        letters=directory.dead_letters(ctx()),
        press=Press(formdata=None),
    )


@blueprint.post("/beheer/berichten/<message_id>/opnieuw")
@needs(Permission.OUTBOX_RETRY)
def retry(message_id: str) -> Response:
    """Try to deliver a message again."""
    directory.retry(ctx(), message_id)
    return redirect(url_for(".manage"), 303)
