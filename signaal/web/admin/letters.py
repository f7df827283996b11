"""Messages that did not arrive: why, once more, or never mind."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import deadletters
from signaal.web.admin.blueprint import blueprint
from signaal.web.deeds import Press
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/beheer/berichten")
@needs(Permission.OUTBOX_READ)
def letters() -> Response:
    """What could not be delivered to people of the own organisations."""
    found = deadletters.dead_letters(ctx())
    return render("admin/letters.html", letters=found, press=Press(formdata=None))


@blueprint.post("/beheer/berichten/<message_id>/opnieuw")
@needs(Permission.OUTBOX_RETRY)
def retry(message_id: str) -> Response:
    """Try to deliver a message again."""
    deadletters.retry(ctx(), message_id)
    return redirect(url_for(".letters"), 303)


@blueprint.post("/beheer/berichten/<message_id>/opgeven")
@needs(Permission.OUTBOX_RETRY)
def give_up(message_id: str) -> Response:
    """Leave a message: in the app it is still there."""
    deadletters.give_up(ctx(), message_id)
    return redirect(url_for(".letters"), 303)
