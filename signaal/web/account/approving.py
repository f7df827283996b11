"""The second pair of eyes: new teams with their first leads, and people who will watch or hand out."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import founding
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ButtonForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/goedkeuren")
@needs(Permission.TEAM_APPROVE)
def approvals() -> Response:
    """What waits for the privacy officer."""
    waiting = founding.approvals(ctx())
    return render("account/approvals.html", waiting=waiting, button=ButtonForm(formdata=None))


@blueprint.post("/goedkeuren/team/<team_id>")
@needs(Permission.TEAM_APPROVE)
def approve_team(team_id: str) -> Response:
    """This team and its leads are real."""
    founding.approve_team(ctx(), team_id)
    return redirect(url_for(".approvals"))


@blueprint.post("/goedkeuren/persoon/<membership_id>")
@needs(Permission.TEAM_APPROVE)
def approve_person(membership_id: str) -> Response:
    """This person may begin."""
    founding.approve_person(ctx(), membership_id)
    return redirect(url_for(".approvals"))
