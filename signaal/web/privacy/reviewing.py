"""The second person: a clock that a lead ended as a mistake, looked at by another lead or the privacy officer."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import calm
from signaal.web.deeds import Press, done
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.visit import ctx, visit


@blueprint.route("/nakijken/<clock_id>", methods=["GET", "POST"])
@needs(Permission.MISTAKE_REVIEW, keeps=True)
def review(clock_id: str) -> Response:
    """Code and times, no content; who holds the card's key reads the reason there."""
    form = Press()
    shown = calm.reviewable(ctx(), clock_id)
    answer = done(
        form,
        lambda form_id: calm.review_mistake(ctx(), clock_id, form_id),
        lambda _: url_for("account.today"),
    )
    return answer or render("privacy/review.html", form=form, review=shown, now=visit().began)
