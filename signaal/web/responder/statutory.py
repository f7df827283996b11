"""The family called itself, earlier: the law's clock starts there."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import inbox, statutory
from signaal.web.deeds import done
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.responder.forms import EarlierForm
from signaal.web.responder.package import back
from signaal.web.visit import ctx


@blueprint.route("/verwijzing/<reference>/eerder", methods=["GET", "POST"])
@needs(Permission.CALM_RECORD, keeps=True)
def earlier(reference: str) -> Response:
    """One moment. Without a running clock of the law: back to the package."""
    form = EarlierForm()
    answer = done(
        form, lambda form_id: statutory.move_earlier(ctx(), reference, form.moment(), form_id), back
    )
    if answer is not None:
        return answer
    package = inbox.read(ctx(), reference)
    if request.method == "GET" and "earlier" not in package.may:
        return redirect(url_for(".package", reference=reference))
    return render("responder/earlier.html", form=form, package=package)
