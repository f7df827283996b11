""" "Er is rust": what, until when, and the family's own answer."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import calm
from signaal.terms import Conflict
from signaal.web.deeds import done
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.responder.forms import calm_form
from signaal.web.responder.package import back, too_late
from signaal.web.visit import ctx, visit
from signaal.web.words import noticed


@blueprint.route("/verwijzing/<reference>/rust", methods=["GET", "POST"])
@needs(Permission.CALM_RECORD, keeps=True)
def calming(reference: str) -> Response:
    """The questions of each threat. Without a running clock: back to the package."""
    try:
        asked = calm.asked(ctx(), reference)
    except Conflict as no:
        if request.method == "POST":
            return too_late(reference, no.say)
        return redirect(url_for(".package", reference=reference))
    form = calm_form(asked.threats, asked.kinds)
    answer = done(
        form,
        lambda form_id: calm.record(ctx(), reference, form.draft(asked.threats, asked.kinds), form_id),
        back,
    )
    return answer or render(
        "responder/calm.html",
        form=form,
        asked=asked,
        reference=reference,
        now=visit().began,
        noticed=noticed,
    )
