"""A family's request at the card's team: write it down, add the family's own statement, make the content part."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cases, reportcontent, reportfiles, requests, statements
from signaal.actions.reportcontent import Choices, Offer
from signaal.actions.views.reports import Report
from signaal.terms import Refused
from signaal.web.choices import Choice, Several
from signaal.web.fields import Area, Hidden, Tick
from signaal.web.forms import AskingForm, WritingForm
from signaal.web.guard import needs
from signaal.web.papers import as_json, as_pdf
from signaal.web.render import render
from signaal.web.request_form import RequestForm
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.doing import stored
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.web.words import choices, word
from signaal.workflows.requests import ASKERS, STATEMENT


class StatementForm(WritingForm):
    by = Choice("requests.statement.by")
    text = Area("requests.statement.text", max=STATEMENT, hint="requests.statement.text_hint")
    not_bsn = Tick("signal.not_bsn")


class ChooseForm(AskingForm):
    """What goes in: places of children, seats at the table, ids of remarks. No name travels in the address."""

    children = Several("requests.card.children", hint="requests.card.children_hint")
    seats = Several("requests.card.seats", hint="requests.card.seats_hint")
    without = Several("requests.card.without", hint="requests.card.without_hint")
    show = Hidden(max=1)

    def choices(self) -> Choices:
        """What was chosen, once the form is valid."""
        return Choices(
            frozenset(int(place) for place in self.children.data),
            frozenset(self.seats.data),
            frozenset(self.without.data),
        )


@blueprint.get("/kaart/<code>/verzoeken")
@needs(Permission.REPORT_CONTENT)
def case_requests(code: str) -> Response:
    """The requests about this card."""
    return render(
        "signaller/requests.html", code=code, requests=reportcontent.of_card(ctx(), code), word=word
    )


@blueprint.route("/kaart/<code>/verzoeken/nieuw", methods=["GET", "POST"])
@needs(Permission.REPORT_CONTENT, keeps=True)
def new_case_request(code: str) -> Response:
    """Write one down for the officer."""
    form = RequestForm()
    form.offer()
    answer = stored(
        form, lambda form_id: requests.register(ctx(), code, form.asked(), form.identity.data, form_id)
    )
    if answer is None:
        reportcontent.of_card(ctx(), code)  # not for whoever has no such card
    return answer or render("signaller/request_new.html", form=form, code=code)


@blueprint.route("/kaart/<code>/verklaring", methods=["GET", "POST"])
@needs(Permission.STATEMENT_WRITE, keeps=True)
def statement(code: str) -> Response:
    """The family's own side, in its words."""
    form = StatementForm()
    form.by.choices = [pair for pair in choices("persons") if pair[0] in ASKERS]
    answer = stored(
        form,
        lambda form_id: statements.record(
            ctx(), code, form.by.data, form.text.data or "", form_id, not_bsn=bool(form.not_bsn.data)
        ),
    )
    return answer or render("signaller/statement.html", form=form, card=cases.read(ctx(), code))


@blueprint.get("/kaart/<code>/verzoeken/<request_id>/overzicht")
@needs(Permission.REPORT_CONTENT)
def content_page(code: str, request_id: str) -> Response:
    """Choose what it is about; then the content part, to read through and print."""
    form, offer = _form(code, request_id)
    report = _report(form, code, request_id)
    if report is None:
        return render("signaller/content_choose.html", form=form, offer=offer, word=word)
    query = request.query_string.decode()
    return render("signaller/content.html", offer=offer, report=report, query=query)


@blueprint.get("/kaart/<code>/verzoeken/<request_id>/overzicht/pdf")
@needs(Permission.REPORT_CONTENT)
def content_pdf(code: str, request_id: str) -> Response:
    """The same on paper; without choices: the page to choose on."""
    report = _report(_form(code, request_id)[0], code, request_id)
    return as_pdf(reportfiles.pdf(report), "overzicht") if report else content_page(code, request_id)


@blueprint.get("/kaart/<code>/verzoeken/<request_id>/overzicht/json")
@needs(Permission.REPORT_CONTENT)
def content_json(code: str, request_id: str) -> Response:
    """The same as a file; without choices: the page to choose on."""
    report = _report(_form(code, request_id)[0], code, request_id)
    return as_json(reportfiles.as_json(report), "overzicht") if report else content_page(code, request_id)


def _form(code: str, request_id: str) -> tuple[ChooseForm, Offer]:
    """The form with what this card offers. Raises NotFound."""
    offer, form = reportcontent.offer(ctx(), code, request_id), ChooseForm()
    card = offer.card
    form.children.choices = [
        (str(n), child.name or t("requests.card.child", n=n + 1))
        for n, child in enumerate(card.contact.children)
    ]
    form.seats.choices = [pair for pair in choices("talk_partners") if pair[0] in offer.seats]
    form.without.choices = [(signal.id, signal.remark) for signal in card.signals if signal.remark]
    return form, offer


def _report(form: ChooseForm, code: str, request_id: str) -> Report | None:
    """The content part, or None: nothing was chosen yet, or with a sentence at the field."""
    if not (form.show.data and form.validate()):
        return None
    try:
        return reportcontent.content_part(ctx(), code, request_id, form.choices())
    except Refused as no:
        form.take(no)
        return None
