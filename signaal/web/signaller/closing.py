"""A card that is renewed, closed, or whose family moved."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases
from signaal.web.choices import Choice
from signaal.web.fields import Line
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.doing import Press, stored
from signaal.web.visit import ctx
from signaal.workflows.free_text import LINE


class CloseForm(WritingForm):
    reason = Choice("case.close.reason")


class RenewForm(WritingForm):
    reason = Line("case.renew.reason", hint="case.renew.reason_hint", max=LINE)


@blueprint.route("/kaart/<code>/sluiten", methods=["GET", "POST"])
@needs(Permission.CASE_CLOSE, keeps=True)
def close(code: str) -> Response:
    """Done, for a reason of the list."""
    form = CloseForm()
    form.reason.choices = labels.choices("close_reasons")
    answer = stored(form, lambda form_id: cases.close(ctx(), code, form.reason.data, form_id))
    return answer or render("signaller/close.html", form=form, code=_seen(code))


@blueprint.route("/kaart/<code>/verlengen", methods=["GET", "POST"])
@needs(Permission.CASE_RENEW, keeps=True)
def renew(code: str) -> Response:
    """ "Ik let nog even op" again, with a reason."""
    form = RenewForm()
    answer = stored(form, lambda form_id: cases.renew(ctx(), code, form.reason.data or "", form_id))
    return answer or render("signaller/renew.html", form=form, code=_seen(code))


@blueprint.route("/kaart/<code>/verhuisd", methods=["GET", "POST"])
@needs(Permission.CASE_MOVED, keeps=True)
def moved(code: str) -> Response:
    """The family moved: municipal receivers stop, the family takes its overview along."""
    form = Press()
    answer = stored(form, lambda form_id: cases.moved(ctx(), code, form_id))
    return answer or render("signaller/moved.html", form=form, code=_seen(code))


def _seen(code: str) -> str:
    """The code, of a card that is there for this person. Raises NotFound, which is written down."""
    return cases.read(ctx(), code).pseudonym
