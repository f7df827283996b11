"""The team's door, for its leads: who waits, who belongs, letting in by the code that somebody reads aloud."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import admission
from signaal.terms import Refused
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import AdmitForm, DeedForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/team")
@needs(Permission.ADMISSION_READ)
def team() -> Response:
    """The teams that I lead."""
    return render("account/team.html", teams=admission.page(ctx()))


@blueprint.route("/team/toelaten/<membership_id>", methods=["GET", "POST"])
@needs(Permission.ADMISSION, keeps=True)
def admit(membership_id: str) -> Response:
    """Type the code that the colleague reads aloud."""
    form = AdmitForm()
    if form.validate_on_submit():
        try:
            admission.admit(ctx(), membership_id, form.code.data or "", form.form_id.data or "")
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".team"))
    return render("account/admit.html", form=form, line=admission.candidate(ctx(), membership_id))


@blueprint.route("/team/beeindigen/<membership_id>", methods=["GET", "POST"])
@needs(Permission.MEMBER_END, keeps=True)
def end_member(membership_id: str) -> Response:
    """End a place in the team, after one look at what that means."""
    place, member = admission.look(ctx(), membership_id)
    form = DeedForm()
    if form.validate_on_submit():
        try:
            admission.end_member(ctx(), membership_id)
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".team" if ctx().holds(Permission.ADMISSION_READ) else ".today"))
    return render("account/end_member.html", form=form, place=place, member=member)
