"""A signal is never edited: a correction replaces it, and the first stays, marked as replaced."""

from __future__ import annotations

from typing import Any, cast

from flask import request
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases, offers, signals
from signaal.actions.offers import CardOptions
from signaal.actions.views import CaseView, SignalView
from signaal.terms import Setting
from signaal.web.choices import Pressed
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.card_form import codes_in
from signaal.web.signaller.doing import stored, strange
from signaal.web.signaller.groups import grouped
from signaal.web.signaller.noticed_fields import NoticedForm, acute_fields, asked_of
from signaal.web.speech import t
from signaal.web.visit import ctx, visit


class CorrectForm(NoticedForm):
    press = Pressed("save", "search", "more")


@blueprint.route("/kaart/<code>/verbeteren/<signal_id>", methods=["GET", "POST"])
@needs(Permission.SIGNAL_CORRECT, keeps=True)
def correct(code: str, signal_id: str) -> Response:
    """The same questions as Gezien, filled in with what was written."""
    view = cases.read(ctx(), code)
    signal = next((s for s in view.signals if s.id == signal_id and not s.replaced), None)
    if signal is None:
        strange(Permission.SIGNAL_CORRECT)
    setting = Setting(signal.setting)
    options = offers.options(ctx(), setting, view.team_id)
    form = _form(view, signal, options)
    again = form.is_submitted() and form.press.data != "save" and not visit().csrf_failed
    answer = None if again else stored(
        form, lambda form_id: signals.correct(ctx(), code, signal_id, form.signal(), form_id)
    )  # fmt: skip
    if answer is not None:
        return answer
    groups = grouped(options, setting, form.codes, form.search.data or "")
    return render("signaller/correct.html", form=form, card=view, signal=signal, groups=groups)


def _form(view: CaseView, signal: SignalView, options: CardOptions) -> CorrectForm:
    sent = codes_in({name: request.form.getlist(name) for name in request.form})
    sent |= {*signal.seen, *signal.told}
    fields = acute_fields(asked_of(item for item in options.acute if item.code in sent))
    made: Any = type(CorrectForm)
    kind = cast("type[CorrectForm]", made("CorrectForm", (CorrectForm,), dict(fields)))
    form = kind(
        data={
            "setting": signal.setting,
            "seen": list(signal.seen),
            "told": list(signal.told),
            "about": ".".join(signal.about),
            "remark": signal.remark,
            "seen_on": signal.seen_on,
        }
    )
    names = [
        child.name or t("case.contact.child_n", number=n + 1) for n, child in enumerate(view.contact.children)
    ]
    form.offer([Setting(signal.setting)], names or [t("case.contact.the_child")])
    form.offer_haste()
    return form
