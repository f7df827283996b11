"""One clock of a card: where it stands, and what can be said about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import calm, cases, taking
from signaal.actions.views import CaseView, ClockView, Receipt
from signaal.terms import ClockKind
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.clock_forms import (
    AttemptForm,
    CalmForm,
    DeclineForm,
    MistakeForm,
    TogetherForm,
    VoiceForm,
    WhoForm,
    calm_form,
)
from signaal.web.signaller.doing import Press, stored, strange
from signaal.web.visit import ctx, visit

KINDS: Mapping[str, type[Any]] = {
    "terug": Press,
    "samen-bellen": TogetherForm,
    "poging": AttemptForm,
    "telefoon": VoiceForm,
    "nee": DeclineForm,
    "geen-contact": Press,
    "overgenomen": VoiceForm,
    "vergissing": MistakeForm,
    "wie": WhoForm,
}
"""What can be said, by the word in the address; "rust" asks per threat and is made for the clock."""


@blueprint.route("/kaart/<code>/klok/<clock_id>", methods=["GET", "POST"])
@needs(Permission.CASE_READ, keeps=True)
def clock(code: str, clock_id: str) -> Response:
    """The clock with its steps; `doe` in the address names the form."""
    view = cases.read(ctx(), code)
    shown = next((found for found in view.clocks if found.id == clock_id), None)
    if shown is None:
        strange(Permission.CASE_READ)
    doing = request.args.get("doe", "")
    form = _form(code, clock_id, doing)
    if form is not None:
        answer = stored(form, _deed(code, clock_id, doing, form))
        if answer is not None:
            return answer
    return _drawn(view, shown, doing, form)


def _form(code: str, clock_id: str, doing: str) -> Any:
    if doing == "rust":
        return calm_form(calm.asked(ctx(), code, clock_id).threats)
    kind = KINDS.get(doing)
    form = kind() if kind is not None else None
    if isinstance(form, WhoForm):
        form.user_id.choices = taking.able(ctx(), clock_id)
    elif form is not None and not isinstance(form, Press):
        form.offer()
    return form


def _deed(code: str, clock_id: str, doing: str, form: Any) -> Callable[[str], Receipt]:
    deeds: dict[str, Callable[[str], Receipt]] = {
        "terug": lambda form_id: calm.undo(ctx(), clock_id, form_id),
        "samen-bellen": lambda form_id: calm.joint_call(ctx(), code, form.function.data, form_id),
        "poging": lambda form_id: calm.attempt(
            ctx(), code, form.channel.data, form.moment(), form.reached.data == "yes", form_id
        ),
        "telefoon": lambda form_id: calm.acknowledged_by_phone(
            ctx(), clock_id, form.function.data, form.moment(), form_id
        ),
        "nee": lambda form_id: calm.decline(ctx(), clock_id, form.draft(), form_id),
        "geen-contact": lambda form_id: calm.not_reached(ctx(), clock_id, form_id),
        "overgenomen": lambda form_id: calm.hand_over(
            ctx(), clock_id, form.function.data, form.moment(), bool(form.by_voice.data), form_id
        ),
        "vergissing": lambda form_id: calm.mistake(ctx(), clock_id, form.reason.data or "", form_id),
        "wie": lambda form_id: _who(code, clock_id, form.user_id.data, form_id),
        "rust": lambda form_id: _calm(code, clock_id, form, form_id),
    }
    return deeds[doing]


def _who(code: str, clock_id: str, user_id: str, form_id: str) -> Receipt:
    if user_id == ctx().user_id:
        return taking.have_it(ctx(), code, form_id, clock_id)
    return taking.assign(ctx(), code, user_id, form_id, clock_id)


def _calm(code: str, clock_id: str, form: CalmForm, form_id: str) -> Receipt:
    asked = calm.asked(ctx(), code, clock_id)
    return calm.record(ctx(), code, form.draft(asked.threats), form_id, clock_id)


def _drawn(view: CaseView, shown: ClockView, doing: str, form: Any) -> Response:
    code = view.pseudonym
    address = url_for(".clock", code=code, clock_id=shown.id, doe=doing)
    return render(
        "signaller/clock.html",
        status=422 if request.method == "POST" and form is None else None,
        form=form,
        card=view,
        clock=shown,
        doing=doing,
        address=address,
        acts=_acts(shown),
        now=visit().began,
        threats=[
            name.split(".")[1] for name in (form.data if form is not None else ()) if name.count(".") == 1
        ],
    )


def _acts(shown: ClockView) -> list[str]:
    """What can be said about this clock now, in the order in which it is likely."""
    if shown.kind is not ClockKind.CALM_48H:
        return []
    if shown.state == "not_reached":
        return ["poging"]
    if shown.state != "running":
        return []
    acts = ["samen-bellen", "poging", "rust", "wie"]
    if shown.visible_outside and shown.acknowledged_at is None:
        acts.append("telefoon")
    acts += ["nee", "geen-contact", "overgenomen"]
    if ctx().holds(Permission.CLOCK_MISTAKE):
        acts.append("vergissing")
    return (["terug"] if shown.undo_until is not None else []) + acts
