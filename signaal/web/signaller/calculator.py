"""From wage slips and letters to one amount a month to hold against a norm. Stores nothing, logs no amount (R7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from flask import request
from werkzeug.wrappers import Response
from wtforms import Field

from signaal.access.permissions import Permission
from signaal.actions import calculations
from signaal.actions.calculations import Calculation
from signaal.referrals.wages import GIFTS_A_YEAR, LEFT_OUT, IncomeKind, IncomeLine, Period
from signaal.terms import Refused
from signaal.web.choices import Pressed, Select
from signaal.web.fields import Tick
from signaal.web.forms import BaseForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.amounts import AskedAmount
from signaal.web.signaller.asked import AskedSelect
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.situation_fields import households
from signaal.web.speech import t
from signaal.web.visit import ctx, visit

ROWS, MOST_ROWS = 2, 12
_ROW = re.compile(r"^line\.([0-9]{1,2})\.")
RULES: Mapping[str, tuple[str, ...]] = {
    "counts": tuple(kind.value for kind in IncomeKind if kind not in LEFT_OUT),
    "left_out": tuple(kind.value for kind in IncomeKind if kind in LEFT_OUT),
}
"""Which income counts, and which does not: shown before anything is filled in."""


class CalculatorForm(BaseForm):
    """Rows of income, each under its own number, and the household to hold them against."""

    household = Select("help.household.label", hint="help.household.hint", optional=True)
    press = Pressed("count", "row")

    @property
    def rows(self) -> range:
        return range(sum(1 for field in self if field.name.endswith(".kind")))

    def offer(self) -> None:
        """Fill in what may be chosen here."""
        self.household.choices = households()
        for n in self.rows:
            self[f"line.{n}.kind"].choices = [(k.value, t(f"income.kind.{k.value}")) for k in IncomeKind]
            self[f"line.{n}.period"].choices = [(p.value, t(f"income.period.{p.value}")) for p in Period]

    def validate(self, extra_validators: object = None) -> bool:
        """A row is a kind with an amount, or it is empty; one of them is filled in."""
        fine = super().validate(extra_validators=extra_validators)
        for n in self.rows:
            kind, amount = self[f"line.{n}.kind"], self[f"line.{n}.amount"]
            if kind.data and not amount.data:
                amount.errors = [*amount.errors, t("errors.required")]
            if amount.data and not kind.data:
                kind.errors = [*kind.errors, t("errors.choose_one")]
        if not self.failed and not self.lines():
            self["line.0.amount"].errors = [t("errors.required")]
        return fine and not self.failed

    def lines(self) -> tuple[IncomeLine, ...]:
        """The rows that are filled in."""
        return tuple(
            IncomeLine(
                IncomeKind(self[f"line.{n}.kind"].data),
                self[f"line.{n}.amount"].cents,
                Period(self[f"line.{n}.period"].data or Period.MONTH),
                holiday=bool(self[f"line.{n}.holiday"].data),
                changes=bool(self[f"line.{n}.changes"].data),
            )
            for n in self.rows
            if self[f"line.{n}.kind"].data and self[f"line.{n}.amount"].cents is not None
        )


@blueprint.route("/hulp/rekenhulp", methods=["GET", "POST"])
@needs(Permission.HELP_FIND, keeps=True, forgets=True)
def calculator() -> Response:
    """Which income counts, what it comes to a month, and how that is to the norm."""
    form = _form()
    found = None
    again = form.is_submitted() and form.press.data == "row" and not visit().csrf_failed
    if not again and form.validate_on_submit():
        found = _counted(form)
    full = len(form.rows) >= MOST_ROWS
    return render(
        "signaller/calculator.html", form=form, found=found, most=full, rules=RULES, free=GIFTS_A_YEAR
    )


def _counted(form: CalculatorForm) -> Calculation | None:
    try:
        return calculations.counted(ctx(), form.lines(), form.household.data or None)
    except Refused as no:
        form.take(no)
        return None


def _form() -> CalculatorForm:
    sent = [int(found[1]) + 1 for name in request.form if (found := _ROW.match(name))]
    rows = min(max(max(sent, default=0), ROWS) + (request.form.get("press") == "row"), MOST_ROWS)
    made: Any = type(CalculatorForm)  # the metaclass of WTForms gathers what it is given as fields
    form = cast("type[CalculatorForm]", made("CalculatorForm", (CalculatorForm,), _fields(rows)))()
    form.offer()
    return form


def _fields(rows: int) -> Mapping[str, Field]:
    fields: dict[str, Field] = {}
    for n in range(rows):
        fields[f"line.{n}.kind"] = AskedSelect("calculator.kind")
        fields[f"line.{n}.amount"] = AskedAmount("calculator.amount", hint="calculator.amount_hint")
        fields[f"line.{n}.period"] = AskedSelect("calculator.period", default=Period.MONTH.value)
        fields[f"line.{n}.holiday"] = Tick("calculator.holiday")
        fields[f"line.{n}.changes"] = Tick("calculator.changes")
    return fields
