"""What goes this month, what is held back, and what should have gone: codes and days alone."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import confirming, holds, terms_ahead
from signaal.web.choices import Choice
from signaal.web.dates import DateTriple
from signaal.web.deeds import Press
from signaal.web.fields import Line
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.visit import ctx
from signaal.web.words import choices, word


class HoldForm(WritingForm):
    """Which card, why, and until which day."""

    code = Line("retention.hold.code", max=16, hint="privacy.search.code_hint")
    reason = Choice("retention.hold.reason")
    until = DateTriple("retention.hold.until", hint="retention.hold.until_hint")

    def offer(self) -> None:
        """The closed list."""
        self.reason.choices = choices("hold_reasons")


@blueprint.get("/bewaren")
@needs(Permission.RETENTION_READ)
def retention() -> Response:
    """The preview of this month, and what is held back."""
    return render(
        "privacy/retention.html",
        ahead=terms_ahead.look(ctx()),
        may_hold=ctx().holds(Permission.HOLD_WRITE),
        press=Press(formdata=None),
        word=word,
    )


@blueprint.route("/bewaren/tegenhouden", methods=["GET", "POST"])
@needs(Permission.HOLD_WRITE, keeps=True)
def new_hold() -> Response:
    """Hold a card back. The second factor is asked before anything is typed."""
    form = HoldForm()
    form.offer()
    if request.method == "GET":
        confirming.first(ctx())
    if form.does(
        lambda: holds.place(
            ctx(), form.code.data or "", form.reason.data, form.until.data, form.form_id.data or ""
        )
    ):
        return redirect(url_for(".retention"), 303)
    return render("privacy/hold_new.html", form=form)


@blueprint.post("/bewaren/tegenhouden/<hold_id>/einde")
@needs(Permission.HOLD_WRITE)
def lift_hold(hold_id: str) -> Response:
    """From now on the card's own term counts again."""
    holds.lift(ctx(), hold_id)
    return redirect(url_for(".retention"), 303)
