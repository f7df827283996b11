"""Somebody asks why I looked: the own lines of the log, and an answer out of a closed list."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import explaining
from signaal.web.account.blueprint import blueprint
from signaal.web.choices import Choice
from signaal.web.deeds import done
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.workflows.reviews import Answer


class ExplainForm(WritingForm):
    answer = Choice("review.explain.answer")


@blueprint.route("/uitleg/<item_id>", methods=["GET", "POST"])
@needs(Permission.REVIEW_ANSWER, keeps=True)
def explain(item_id: str) -> Response:
    """The question, and afterwards back to the page of today."""
    form = ExplainForm()
    form.answer.choices = [(one.value, t(f"review.answer.{one.value}")) for one in Answer]
    answer = done(
        form,
        lambda form_id: explaining.answer(ctx(), item_id, form.answer.data, form_id),
        lambda _: url_for(".today"),
    )
    return answer or render("account/explain.html", form=form, question=explaining.question(ctx(), item_id))
