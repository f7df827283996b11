"""Whether the log can be believed: the last check, a new one, and the signed checkpoint to keep elsewhere."""

from __future__ import annotations

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import log
from signaal.terms import NotFound
from signaal.web.deeds import Press
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/logboek/controle")
@needs(Permission.LOG_VERIFY)
def control() -> Response:
    """What is known now."""
    return render(
        "privacy/control.html",
        integrity=log.integrity(ctx()),
        press=Press(formdata=None),
        may_accept=ctx().holds(Permission.EPOCH_ACCEPT),
    )


@blueprint.post("/logboek/controle")
@needs(Permission.LOG_VERIFY)
def check() -> Response:
    """Check the whole log now."""
    log.check(ctx())
    return redirect(url_for(".control"), 303)


@blueprint.get("/logboek/controlepunt")
@needs(Permission.CHECKPOINT_READ)
def checkpoint() -> Response:
    """The last signed checkpoint as text; before the first one: back to the check."""
    try:
        note = log.checkpoint(ctx())
    except NotFound:
        return redirect(url_for(".control"))
    answer = make_response(note)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="controlepunt.txt"'
    return answer
