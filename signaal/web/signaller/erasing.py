"""Asking to erase a card before its term: a lead asks, somebody else agrees."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases, erasures
from signaal.web.choices import Choice
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.doing import stored
from signaal.web.visit import ctx


class EraseForm(WritingForm):
    reason = Choice("erase.reason")


@blueprint.route("/kaart/<code>/wissen", methods=["GET", "POST"])
@needs(Permission.CASE_ERASE, keeps=True)
def erase(code: str) -> Response:
    """For a reason of the list; nothing happens before a second person agrees."""
    form = EraseForm()
    form.reason.choices = labels.choices("erasure_reasons")
    answer = stored(form, lambda form_id: erasures.ask(ctx(), code, form.reason.data, form_id))
    return answer or render("signaller/erase.html", form=form, code=cases.read(ctx(), code).pseudonym)
