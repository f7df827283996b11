"""The second pair of eyes: new teams with their first leads, teams that want to receive, people who will watch or hand
out, and new credentials of who works in no team.
"""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import approving, recognising
from signaal.terms import Conflict
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import AdmitForm, ApproveForm, ButtonForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx


@blueprint.get("/goedkeuren")
@needs(Permission.TEAM_APPROVE)
def approvals() -> Response:
    """What waits for the privacy officer."""
    return _page(None)


def _page(told: Conflict | None) -> Response:
    waiting = approving.approvals(ctx())
    forms = {item.id: ApproveForm(formdata=None, data={"seen": item.seen}) for item in waiting}
    page = render(
        "account/approvals.html",
        waiting=waiting,
        forms=forms,
        button=ButtonForm(formdata=None),
        told=t(told.say) if told is not None else None,
    )
    page.status_code = told.status if told is not None else 200
    return page


@blueprint.post("/goedkeuren/team/<team_id>")
@needs(Permission.TEAM_APPROVE)
def approve_team(team_id: str) -> Response:
    """This team and exactly these leads are real."""
    form = ApproveForm()
    try:
        approving.approve_team(ctx(), team_id, form.seen.data or "")
    except Conflict as no:
        return _page(no)
    return redirect(url_for(".approvals"))


@blueprint.post("/goedkeuren/ontvangen/<team_id>")
@needs(Permission.TEAM_APPROVE)
def approve_receiving(team_id: str) -> Response:
    """Other teams may choose this one."""
    approving.approve_receiving(ctx(), team_id)
    return redirect(url_for(".approvals"))


@blueprint.post("/goedkeuren/persoon/<membership_id>")
@needs(Permission.TEAM_APPROVE)
def approve_person(membership_id: str) -> Response:
    """This person may begin."""
    approving.approve_person(ctx(), membership_id)
    return redirect(url_for(".approvals"))


@blueprint.route("/goedkeuren/inloggegevens/<user_id>", methods=["GET", "POST"])
@needs(Permission.RESET_APPROVE, keeps=True)
def approve_reset(user_id: str) -> Response:
    """Type the code that somebody with new credentials reads aloud."""
    form = AdmitForm()
    if form.does(lambda: recognising.approve_reset(ctx(), user_id, form.code.data or "")):
        return redirect(url_for(".approvals"))
    name, role = recognising.candidate(ctx(), user_id)
    return render("account/recognise.html", form=form, name=name, role=role)
