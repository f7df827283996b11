"""The officer's side of a family's request: register, answer, more time. Codes and days, no content."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import requests
from signaal.terms import Conflict, Refused
from signaal.web.choices import Choice
from signaal.web.deeds import done
from signaal.web.fields import Line
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.request_form import RequestForm
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.web.words import choices, word


class OfficerForm(RequestForm):
    """The officer types the code that stands on the family's letter."""

    code = Line("requests.field.code", max=16, hint="requests.field.code_hint")


class AnswerForm(WritingForm):
    outcome = Choice("requests.answer.outcome")
    ground = Choice("requests.answer.ground", optional=True)


class ReasonForm(WritingForm):
    reason = Choice("requests.extend.reason")


@blueprint.get("/verzoeken")
@needs(Permission.REQUEST_READ)
def requests_page() -> Response:
    """Every request of the own organisation, what waits first."""
    return render(
        "privacy/requests.html",
        requests=requests.listed(ctx()),
        word=word,
        may_write=ctx().holds(Permission.REQUEST_ANSWER),
    )


@blueprint.route("/verzoeken/nieuw", methods=["GET", "POST"])
@needs(Permission.REQUEST_ANSWER, keeps=True)
def new_request() -> Response:
    """Write one down; the month began when it arrived."""
    form = OfficerForm()
    form.offer()
    answer = done(
        form,
        lambda form_id: requests.register(
            ctx(), form.code.data or "", form.asked(), form.identity.data, form_id
        ),
        lambda _: url_for(".requests_page"),
    )
    return answer or render("privacy/request_new.html", form=form)


@blueprint.get("/verzoeken/<request_id>")
@needs(Permission.REQUEST_READ)
def request_page(request_id: str) -> Response:
    """One request: what was asked, by when, and what is to be done."""
    return render(
        "privacy/request.html",
        request=requests.look(ctx(), request_id),
        word=word,
        may_write=ctx().holds(Permission.REQUEST_ANSWER),
    )


@blueprint.route("/verzoeken/<request_id>/antwoord", methods=["GET", "POST"])
@needs(Permission.REQUEST_ANSWER, keeps=True)
def answer_request(request_id: str) -> Response:
    """Granted, partly or refused; the last two with a ground."""
    form = AnswerForm()
    form.outcome.choices, form.ground.choices = choices("request_outcomes"), choices("request_grounds")
    shown = requests.look(ctx(), request_id)
    answer = decided(
        form, request_id, lambda: requests.answer(ctx(), request_id, form.outcome.data, form.ground.data)
    )
    return answer or render("privacy/request_answer.html", form=form, request=shown, word=word)


@blueprint.route("/verzoeken/<request_id>/meer-tijd", methods=["GET", "POST"])
@needs(Permission.REQUEST_ANSWER, keeps=True)
def extend_request(request_id: str) -> Response:
    """Two months more, once."""
    form = ReasonForm()
    form.reason.choices = choices("extension_reasons")
    shown = requests.look(ctx(), request_id)
    answer = decided(form, request_id, lambda: requests.extend(ctx(), request_id, form.reason.data))
    return answer or render("privacy/request_extend.html", form=form, request=shown, word=word)


def decided(form: WritingForm, request_id: str, deed: Callable[[], None]) -> Response | None:
    """Back to the request after the deed, or None when the form must be drawn."""
    if not form.validate_on_submit():
        return None
    try:
        deed()
    except Refused as no:
        form.take(no)
    except Conflict as no:
        form.form_errors.append(t(no.say))
    else:
        return redirect(url_for(".request_page", request_id=request_id), 303)
    return None
