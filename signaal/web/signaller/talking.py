"""A talk on a card that exists, how the family can be reached, and telling the family (R11)."""

from __future__ import annotations

from typing import Any, cast

from flask import request
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases, conversations
from signaal.actions.views import CaseView
from signaal.web.choices import Choice, Pressed
from signaal.web.dates import DateTriple
from signaal.web.fields import Tick
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.card_form import rows_in
from signaal.web.signaller.doing import stored
from signaal.web.signaller.talk_fields import ContactForm, TalkForm, child_fields, typed_contact
from signaal.web.visit import ctx, visit


class TalkOnCardForm(TalkForm, ContactForm):
    not_bsn = Tick("signal.not_bsn")
    press = Pressed("save", "child")


class InformForm(WritingForm):
    how = Choice("case.inform.how")


class PostponeForm(WritingForm):
    ground = Choice("case.inform.ground")
    until = DateTriple("case.inform.until")


@blueprint.route("/kaart/<code>/gesprek", methods=["GET", "POST"])
@needs(Permission.TALK_RECORD, keeps=True)
def talk(code: str) -> Response:
    """A talk, or only how the family can be reached."""
    view = cases.read(ctx(), code)
    form = _form(view)
    again = form.is_submitted() and form.press.data == "child" and not visit().csrf_failed
    answer = None if again else stored(
        form,
        lambda form_id: conversations.record(
            ctx(), code, form.talk(bool(form.not_bsn.data)), form.contact(), form_id
        ),
    )  # fmt: skip
    return answer or render("signaller/talk.html", form=form, card=view)


@blueprint.route("/kaart/<code>/vertellen", methods=["GET", "POST"])
@needs(Permission.FAMILY_INFORM, keeps=True)
def inform(code: str) -> Response:
    """The family was told that something was written down."""
    form = InformForm()
    form.how.choices = labels.choices("told_ways")
    answer = stored(form, lambda form_id: conversations.inform(ctx(), code, form.how.data, form_id))
    return answer or render("signaller/inform.html", form=form, card=cases.read(ctx(), code))


@blueprint.route("/kaart/<code>/later-vertellen", methods=["GET", "POST"])
@needs(Permission.FAMILY_INFORM, keeps=True)
def postpone(code: str) -> Response:
    """Telling the family later, on a ground of the list."""
    form = PostponeForm()
    form.ground.choices = labels.choices("postponement_grounds")
    answer = stored(
        form,
        lambda form_id: conversations.postpone_informing(
            ctx(), code, form.ground.data, form.until.data, form_id
        ),
    )
    return answer or render("signaller/postpone.html", form=form, card=cases.read(ctx(), code))


def _form(view: CaseView) -> TalkOnCardForm:
    sent = {name: request.form.getlist(name) for name in request.form}
    rows = rows_in(sent, len(view.contact.children)) + (request.form.get("press") == "child")
    made: Any = type(TalkOnCardForm)
    kind = cast("type[TalkOnCardForm]", made("TalkOnCardForm", (TalkOnCardForm,), dict(child_fields(rows))))
    form = kind(data=dict(typed_contact(view.contact)))
    form.offer_talk()
    form.offer_contact()
    return form
