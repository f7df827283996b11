"""Whether the log can be believed: the last check, a new one, and the signed checkpoint to keep elsewhere."""

from __future__ import annotations

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import log
from signaal.terms import Conflict, NotFound
from signaal.web.choices import Choice
from signaal.web.deeds import Press
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.workflows.reviews import Known


@blueprint.get("/logboek/controle")
@needs(Permission.LOG_VERIFY)
def control() -> Response:
    """What is known now."""
    return render(
        "privacy/control.html",
        integrity=log.integrity(ctx()),
        press=Press(formdata=None),
        may_accept=ctx().holds(Permission.EPOCH_ACCEPT),
    )


@blueprint.post("/logboek/controle")
@needs(Permission.LOG_VERIFY)
def check() -> Response:
    """Check the whole log now."""
    log.check(ctx())
    return redirect(url_for(".control"), 303)


class WhyForm(WritingForm):
    why = Choice("review.clock.why")


@blueprint.route("/logboek/klok", methods=["GET", "POST"])
@needs(Permission.FINDING_ACCEPT, keeps=True)
def clock_back() -> Response:
    """The machine's clock went back: the officer says that it is known why."""
    form, seq = WhyForm(), log.integrity(ctx()).clock_back
    form.why.choices = [(one.value, t(f"review.known.{one.value}")) for one in Known]
    if seq is None and not form.is_submitted():
        return redirect(url_for(".control"))
    if form.validate_on_submit():
        try:
            log.acknowledge(ctx(), seq or 0, form.why.data)
            return redirect(url_for(".control"), 303)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    return render("privacy/clock_back.html", form=form, seq=seq or 0)


@blueprint.get("/logboek/controlepunt")
@needs(Permission.CHECKPOINT_READ)
def checkpoint() -> Response:
    """The last signed checkpoint as text; before the first one: back to the check."""
    try:
        note = log.checkpoint(ctx())
    except NotFound:
        return redirect(url_for(".control"))
    answer = make_response(note)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="controlepunt.txt"'
    return answer
