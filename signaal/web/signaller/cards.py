"""One card: what runs on it, what was noticed and said, and what can be done next."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases
from signaal.terms import ClockKind
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.doing import Press, stored
from signaal.web.visit import ctx, visit


@blueprint.get("/kaart/<code>")
@needs(Permission.CASE_READ)
def card(code: str) -> Response:
    """The card, opened; the event stands in the log before anything is shown."""
    view = cases.read(ctx(), code)
    return render(
        "signaller/card.html",
        card=view,
        now=visit().began,
        follow_ups=[
            clock for clock in view.clocks if clock.kind is ClockKind.FOLLOW_UP and clock.state == "running"
        ],
    )


@blueprint.post("/kaart/<code>/overgenomen")
@needs(Permission.LINE_COPIED)
def taken_over(code: str) -> Response:
    """The neutral line stands in the statutory file."""
    cases.taken_over(ctx(), code)
    return redirect(url_for(".card", code=code), 303)


@blueprint.post("/kaart/<code>/heropenen")
@needs(Permission.CASE_CLOSE)
def reopen(code: str) -> Response:
    """A closed card goes on."""
    form = Press()
    return stored(form, lambda form_id: cases.reopen(ctx(), code, form_id)) or _not_now(form, code)


@blueprint.post("/kaart/<code>/zwangerschap-voorbij")
@needs(Permission.CASE_PREGNANCY_OVER)
def pregnancy_over(code: str) -> Response:
    """One button that asks nothing: letters and reminders stop at once."""
    form = Press()
    return stored(form, lambda form_id: cases.pregnancy_over(ctx(), code, form_id)) or _not_now(form, code)


def _not_now(form: Press, code: str) -> Response:
    """Why not. Raises NotFound when the card is not there for this person."""
    code = cases.read(ctx(), code).pseudonym
    return render("signaller/not_now.html", form=form, code=code, status=409)
