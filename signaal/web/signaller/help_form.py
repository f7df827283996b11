"""Help without a card, as a form: what it is about, for whom, and what is known. Used and forgotten."""

from __future__ import annotations

import re

from signaal.actions.situations import Situation
from signaal.referrals.income import IncomeAmount
from signaal.terms import AgeBand
from signaal.web.choices import Choice, Pressed, Several
from signaal.web.dates import DateTriple
from signaal.web.fields import Line
from signaal.web.signaller import labels
from signaal.web.signaller.amounts import Amount
from signaal.web.signaller.asked import AskedSeveral
from signaal.web.signaller.situation_fields import SituationForm
from signaal.web.speech import t
from signaal.workflows.checklists import Domain, Item

SUBJECTS = tuple(d for d in Domain if d not in (Domain.SAFETY, Domain.CONTEXT, Domain.NOTE))
BANDS = tuple(band for band in AgeBand if band is not AgeBand.UNKNOWN)
WITH, WITHOUT = "incl", "excl"
_AGES = re.compile(r"^\d{1,2}(?:[ ,]+\d{1,2})*$")


class HelpForm(SituationForm):
    """`codes` are those of the list, also circumstances; `ages` whole years, with commas between."""

    subjects = AskedSeveral("help.subjects", optional=False)
    codes = Several("help.codes")
    bands = Several("help.bands")
    ages = Line("help.ages", max=30, hint="help.ages_hint", optional=True)
    due_date = DateTriple("case.contact.due_date", optional=True)
    parent_age = Line("help.parent_age", max=3, optional=True)
    amount = Amount("help.amount", hint="help.amount_hint", optional=True)
    holiday = Choice("help.holiday", default=WITHOUT, optional=True)
    press = Pressed("search", "amount")

    def offer(self) -> None:
        """Fill in what may be chosen here."""
        self.subjects.choices = [(d.value, t(f"signal.subject.{d.value}")) for d in SUBJECTS]
        self.codes.choices = [(item.code, item.words("nl")) for item in tickable()]
        self.bands.choices = [(band.value, t(f"case.band.{band.name.lower()}")) for band in BANDS]
        self.holiday.choices = [(code, t(f"help.holiday_{code}")) for code in (WITHOUT, WITH)]
        self.offer_situation()

    def validate(self, extra_validators: object = None) -> bool:
        """Something must be asked for; numbers must be numbers."""
        fine = super().validate(extra_validators=extra_validators)
        if not (self.subjects.data or self.codes.data or self.due_date.data or self.conditions.data):
            self.subjects.errors = [*self.subjects.errors, t("errors.choose_some")]
        if self.ages.data and not _AGES.match(self.ages.data):
            self.ages.errors = [*self.ages.errors, t("help.ages_wrong")]
        if self.parent_age.data and not self.parent_age.data.isdecimal():
            self.parent_age.errors = [*self.parent_age.errors, t("help.ages_wrong")]
        return fine and not self.failed

    def asked_situation(self) -> Situation:
        """Everything that was asked."""
        ticked = [item for item in tickable() if item.code in self.codes.data]
        return Situation(
            codes=tuple(item.code for item in ticked if item.keep),
            circumstances=tuple(item.code for item in ticked if not item.keep),
            subjects=tuple(self.subjects.data),
            ages=tuple(int(age) for age in re.findall(r"\d+", self.ages.data or "")),
            bands=tuple(AgeBand(code) for code in self.bands.data),
            due=self.due_date.data,
            parent_age=int(self.parent_age.data) if self.parent_age.data else None,
            amount=self._amount(),
            **self.situation(),
        )

    def _amount(self) -> IncomeAmount | None:
        cents = self.amount.cents
        return None if cents is None else IncomeAmount(cents, self.holiday.data == WITH)


def tickable() -> tuple[Item, ...]:
    """What can be ticked: no notes, and nothing about safety (R6)."""
    return tuple(i for i in labels.all_items() if i.tickable and i.domain not in (Domain.NOTE, Domain.SAFETY))
