"""The second person before a card is erased: another lead, or the privacy officer. Code and reason, no content."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import erasures
from signaal.terms import Conflict
from signaal.web.choices import Pressed
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx


class DecideForm(WritingForm):
    press = Pressed("no", "yes")


@blueprint.get("/wissen")
@needs(Permission.ERASURE_APPROVE)
def erasures_page() -> Response:
    """What waits for this person."""
    return render("privacy/erasures.html", waiting=erasures.waiting(ctx()))


@blueprint.route("/wissen/<code>", methods=["GET", "POST"])
@needs(Permission.ERASURE_APPROVE, keeps=True)
def erasure(code: str) -> Response:
    """Agree, and the card is gone for good; or not, and it stays."""
    form = DecideForm()
    shown = erasures.look(ctx(), code)
    if form.validate_on_submit():
        try:
            return _decided(form.press.data == "yes", shown.pseudonym)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    return render("privacy/erasure.html", form=form, erasure=shown)


def _decided(agreed: bool, code: str) -> Response:
    if not agreed:
        erasures.decline(ctx(), code)
        return redirect(url_for(".erasures_page"), 303)
    erasures.approve(ctx(), code)
    return redirect(url_for(".certificate", code=code), 303)
