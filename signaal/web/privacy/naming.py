"""Naming employees to a family: asked by the officer, agreed by a second person. Code and reason, no content."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import naming, requests
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.privacy.erasures import DecideForm
from signaal.web.privacy.requests import ReasonForm, decided
from signaal.web.render import render
from signaal.web.visit import ctx
from signaal.web.words import choices, word


@blueprint.route("/verzoeken/<request_id>/namen", methods=["GET", "POST"])
@needs(Permission.NAMES_ASK, keeps=True)
def ask_names(request_id: str) -> Response:
    """Ask, for a reason of the list; nothing changes before somebody else agrees."""
    form = ReasonForm()
    form.reason.choices = choices("naming_reasons")
    shown = requests.look(ctx(), request_id)
    answer = decided(form, request_id, lambda: naming.ask(ctx(), request_id, form.reason.data))
    return answer or render("privacy/names_ask.html", form=form, request=shown, word=word)


@blueprint.get("/namen")
@needs(Permission.NAMES_APPROVE)
def names_page() -> Response:
    """What waits for this person."""
    return render("privacy/names.html", waiting=naming.waiting(ctx()))


@blueprint.route("/namen/<request_id>", methods=["GET", "POST"])
@needs(Permission.NAMES_APPROVE, keeps=True)
def decide_names(request_id: str) -> Response:
    """Agree, and the overview names employees; or not, and it names functions."""
    form = DecideForm()
    shown = naming.look(ctx(), request_id)
    if form.validate_on_submit():
        (naming.agree if form.press.data == "yes" else naming.decline)(ctx(), request_id)
        return redirect(url_for(".names_page"), 303)
    return render("privacy/names_decide.html", form=form, naming=shown, word=word)
