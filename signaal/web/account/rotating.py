"""The keys of the teams that I lead, or of my organisation: who holds them, the paper, and renewing the secret."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import keyholding, rotating, rotating_start, rotating_work
from signaal.terms import Refused
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ButtonForm
from signaal.web.fields import Line
from signaal.web.forms import BaseForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


class OfficerForm(BaseForm):
    """The code that the privacy officer reads out; none where a second lead agreed."""

    code = Line("keys.rotation.code", max=20, optional=True, hint="keys.rotation.code_hint")


@blueprint.get("/sleutels")
@needs(Permission.KEYS_READ)
def rotation() -> Response:
    """Red first; what is being renewed shows how far it is."""
    return render("account/keys.html", teams=keyholding.page(ctx()), button=ButtonForm(formdata=None))


@blueprint.post("/sleutels/<team_id>/vernieuwen")
@needs(Permission.KEY_ROTATE)
def ask_rotation(team_id: str) -> Response:
    """Ask for the team's next secret; somebody else has to agree."""
    rotating.ask(ctx(), team_id)
    return _back()


@blueprint.post("/sleutels/vernieuwing/<rotation_id>/akkoord")
@needs(Permission.KEY_ROTATE_APPROVE)
def approve_rotation(rotation_id: str) -> Response:
    """Agree, as the second pair of eyes."""
    rotating.approve(ctx(), rotation_id)
    return _back()


@blueprint.post("/sleutels/vernieuwing/<rotation_id>/niet")
@needs(Permission.KEY_ROTATE)
def cancel_rotation(rotation_id: str) -> Response:
    """Not now."""
    rotating.cancel(ctx(), rotation_id)
    return _back()


@blueprint.route("/sleutels/vernieuwing/<rotation_id>/begin", methods=["GET", "POST"])
@needs(Permission.KEY_ROTATE, keeps=True, forgets=True)
def start_rotation(rotation_id: str) -> Response:
    """Give the team its next secret, with the officer's code where one agreed; cards follow with the next button."""
    form = OfficerForm()
    if form.validate_on_submit():
        try:
            rotating_start.start(ctx(), rotation_id, form.code.data or "")
        except Refused as no:
            form.take(no)
        else:
            return _back()
    return render("account/officer_code.html", form=form, team=keyholding.to_begin(ctx(), rotation_id))


@blueprint.post("/sleutels/<team_id>/verder")
@needs(Permission.KEY_ROTATE)
def go_on_rotating(team_id: str) -> Response:
    """Take the next cards along; afterwards the page shows how far it is."""
    rotating_work.go_on(ctx(), team_id)
    return _back()


def _back() -> Response:
    return redirect(url_for(".rotation"), 303)
