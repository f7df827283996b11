"""What is asked about a family to find help: with whom they live, what is known, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signaal.referrals.conditions import Condition
from signaal.referrals.halfyears import HOUSEHOLDS
from signaal.web.choices import Choices, Select, Several
from signaal.web.forms import BaseForm
from signaal.web.signaller.answers import Answers
from signaal.web.speech import t

ASKED_ELSEWHERE = frozenset({Condition.CRISIS, Condition.FIRST_CHILD})
"""Haste is asked with the code that tells of it; a first child when a provision asks for it."""


def households() -> Choices:
    """(code of the norms, words)."""
    return [(code, t(f"help.household.{code}")) for code in HOUSEHOLDS]


def conditions(known: frozenset[str] = frozenset()) -> Choices:
    """(name, words) of what can be known of a family; without those that the page asks in another way."""
    return [
        (c.value, t(f"catalogue.condition_is.{c.value}"))
        for c in Condition
        if c not in ASKED_ELSEWHERE and c.value not in known
    ]


class SituationForm(BaseForm):
    """Used to search with, and forgotten; the answer about the income goes with the help it was asked for (R7)."""

    household = Select("help.household.label", hint="help.household.hint", optional=True)
    conditions = Several("help.conditions_known", hint="help.used_and_forgotten")
    asked = Answers()

    def offer_situation(self, known: frozenset[str] = frozenset()) -> None:
        """Fill in what may be chosen here. `known`: conditions that the page asks in another way."""
        self.household.choices = households()
        self.conditions.choices = conditions(known)

    def situation(self) -> dict[str, Any]:
        """The part of a `Situation` that stands in these fields; what cannot be is left out."""
        codes = {code for code, _ in self.household.choices}
        names = {code for code, _ in self.conditions.choices}
        answers: Mapping[str, bool | None] = self.asked.said
        return {
            "household": self.household.data if self.household.data in codes else None,
            "conditions": frozenset(name for name in self.conditions.data if name in names),
            "answers": answers,
        }
