""" "Terug, want", and what became of the help."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import inbox
from signaal.terms import ReferralState
from signaal.web.deeds import done
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.responder.forms import OutcomeForm, ReturnForm
from signaal.web.responder.package import back
from signaal.web.visit import ctx
from signaal.web.words import choices, word


@blueprint.route("/verwijzing/<reference>/terug", methods=["GET", "POST"])
@needs(Permission.REFERRAL_RETURN, keeps=True)
def give_back(reference: str) -> Response:
    """One reason of the closed list."""
    form = ReturnForm()
    form.reason.choices = choices("return_reasons")
    answer = done(form, lambda form_id: inbox.give_back(ctx(), reference, form.reason.data, form_id), back)
    if answer is not None:
        return answer
    package = inbox.read(ctx(), reference)
    if request.method == "GET" and "return" not in package.may:
        return redirect(url_for(".package", reference=reference))
    return render("responder/back.html", form=form, package=package)


@blueprint.route("/verwijzing/<reference>/resultaat", methods=["GET", "POST"])
@needs(Permission.REFERRAL_OUTCOME, keeps=True)
def outcome(reference: str) -> Response:
    """Did the help arrive?"""
    form = OutcomeForm()
    states = (ReferralState.DELIVERED, ReferralState.NOT_DELIVERED)
    form.outcome.choices = [(state.value, word("referral_states", state.value)) for state in states]
    form.reason.choices = choices("not_delivered_reasons")
    answer = done(
        form,
        lambda form_id: inbox.delivered(
            ctx(), reference, form.outcome.data, form.reason.data or None, form_id
        ),
        back,
    )
    if answer is not None:
        return answer
    package = inbox.read(ctx(), reference)
    if request.method == "GET" and "outcome" not in package.may:
        return redirect(url_for(".package", reference=reference))
    return render("responder/outcome.html", form=form, package=package)
