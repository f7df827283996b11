"""The team's list: 25 cards a page, without names until somebody asks for them (R5)."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases
from signaal.terms import CaseState
from signaal.web.choices import Choice
from signaal.web.fields import Hidden
from signaal.web.forms import AskingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.blueprint import blueprint
from signaal.web.visit import ctx, visit


class ListForm(AskingForm):
    """Which cards, and from where on."""

    staat = Choice("case.list.state", optional=True)
    na = Hidden(max=120)


@blueprint.get("/kaarten")
@needs(Permission.CASE_LIST)
def cards_page() -> Response:
    """Open cards, or those in one state; last changed first."""
    form = ListForm()
    form.staat.choices = labels.choices("case_states")
    fine = form.validate()
    state = form.staat.data if fine and form.staat.data in set(CaseState) else None
    page = cases.page(ctx(), state, (form.na.data or None) if fine else None)
    return render(
        "signaller/cards.html",
        page=page,
        state=state,
        states=form.staat.choices,
        first=request.args.get("na") is None,
        now=visit().began,
    )


@blueprint.post("/kaarten/namen")
@needs(Permission.CASE_NAMES)
def names() -> Response:
    """Names in this list for 15 minutes; logged."""
    cases.show_names(ctx())
    return redirect(url_for(".cards_page"), 303)
