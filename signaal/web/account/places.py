"""Whether everybody's place is still right, for who is asked: a lead, an admin, the privacy officer."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import member_reviews
from signaal.terms import NotFound
from signaal.web.account.blueprint import blueprint
from signaal.web.choices import Pressed
from signaal.web.deeds import done
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


class PlaceForm(WritingForm):
    press = Pressed(member_reviews.KEEP, member_reviews.END)


@blueprint.get("/plaatsen")
@needs(Permission.MEMBERS_REVIEW)
def places() -> Response:
    """The places that I am asked about."""
    return render("account/places.html", form=PlaceForm(formdata=None), places=member_reviews.places(ctx()))


@blueprint.post("/plaatsen/<review_id>")
@needs(Permission.MEMBERS_REVIEW)
def place(review_id: str) -> Response:
    """It stays, or it ends now."""
    form = PlaceForm()
    answer = done(
        form,
        lambda form_id: member_reviews.decide(ctx(), review_id, form.press.data, form_id),
        lambda _: url_for(".places"),
    )
    if answer is not None:
        return answer
    shown = member_reviews.places(ctx())
    if not any(one.id == review_id for one in shown):
        raise NotFound()
    return render("account/places.html", form=form, places=shown)
