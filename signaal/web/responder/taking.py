"""Who of the receiving team has the 48 hours: "ik heb het", or a lead names a colleague."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import inbox, taking
from signaal.actions.views import Receipt
from signaal.terms import ClockKind
from signaal.web.choices import Choice
from signaal.web.deeds import done
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.responder.package import back
from signaal.web.visit import ctx


class WhoForm(WritingForm):
    """Whoever is here, or for a lead a colleague."""

    user_id = Choice("holders.who")


@blueprint.route("/verwijzing/<reference>/wie", methods=["GET", "POST"])
@needs(Permission.CLOCK_TAKE, keeps=True)
def who_has_it(reference: str) -> Response:
    """One choice. Without a running clock of 48 hours: back to the package."""
    package = inbox.read(ctx(), reference)
    running = [c for c in package.clocks if c.kind is ClockKind.CALM_48H and c.state == "running"]
    if request.method == "GET" and not running:
        return redirect(url_for(".package", reference=reference))
    form = WhoForm()
    form.user_id.choices = taking.able(ctx(), running[0].id) if running else ()
    answer = done(form, lambda form_id: _deed(reference, form.user_id.data, form_id), back)
    return answer or render("responder/who.html", form=form, package=package)


def _deed(reference: str, user_id: str, form_id: str) -> Receipt:
    if user_id == ctx().user_id:
        return taking.have_it(ctx(), reference, form_id)
    return taking.assign(ctx(), reference, user_id, form_id)
