"""The report of a month, on the screen, as a file and on paper; and what of it may go outside."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import months, monthsheets, publishing
from signaal.terms import Conflict
from signaal.web.choices import Choice
from signaal.web.coordinator.blueprint import blueprint
from signaal.web.deeds import Press
from signaal.web.forms import AskingForm
from signaal.web.guard import needs
from signaal.web.papers import as_pdf
from signaal.web.render import render
from signaal.web.sheets import as_csv
from signaal.web.speech import lang, month, t
from signaal.web.visit import ctx, visit


class MonthForm(AskingForm):
    """Which month to look at."""

    maand = Choice("months.month")


@blueprint.get("/maand")
@needs(Permission.MONTH_READ)
def month_page() -> Response:
    """How the clocks that began in this month ended, and how their hours were spent."""
    view = months.read(ctx(), _asked())
    form = MonthForm(data={"maand": view.month})
    form.maand.choices = [(name, month(first)) for name, first in months.choices(ctx().now)]
    return render(
        "coordinator/month.html",
        asking=form,
        view=view,
        sheets=monthsheets.sheets(lang(), view),
        may_publish=ctx().holds(Permission.MONTH_FIGURES),
    )


@blueprint.get("/maand/tabel")
@needs(Permission.MONTH_READ)
def month_table() -> Response:
    """The same as a file for a spreadsheet."""
    heads, rows = monthsheets.flat(lang(), months.exported(ctx(), _asked()))
    return as_csv(heads, rows, "overzicht")


@blueprint.get("/maand/blad")
@needs(Permission.MONTH_READ)
def month_paper() -> Response:
    """The same on paper."""
    return as_pdf(monthsheets.pdf(ctx(), _asked()), "overzicht")


@blueprint.route("/maand/openbaar", methods=["GET", "POST"])
@needs(Permission.MONTH_FIGURES)
def month_figures() -> Response:
    """What was released of a month; releasing it needs one button."""
    asked = _asked() or months.choices(ctx().now)[0][0]
    form = Press()
    if form.validate_on_submit():
        try:
            publishing.publish(ctx(), asked)
            return redirect(url_for(".month_figures", maand=asked), 303)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    when = publishing.from_when(ctx(), asked)
    return render(
        "coordinator/figures.html",
        form=form if form.is_submitted() else None,
        press=form if form.is_submitted() else Press(formdata=None),
        month_name=asked,
        first=next(first for name, first in months.choices(ctx().now, asked) if name == asked),
        released=publishing.published(ctx(), asked),
        when=when,
        may=when <= visit().began,
    )


def _asked() -> str:
    """The month in the address, as 2026-11; "" when none is named."""
    return request.args.get("maand", "")
