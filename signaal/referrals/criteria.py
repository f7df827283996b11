"""One criterion of one provision: met, not met, or not known, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signaal.referrals.questions import Question
from signaal.terms import Say

ANYWAY = "anyway:"
"""How such a criterion names itself: it is advice, and no question."""


@dataclass(frozen=True)
class Criterion:
    """`met` is None when it is not known: then `say` is what to ask, and `ask` names that question.

    An answer to it is given in `Question.answers` under that name. `norm_from`: the first day of the norm
    with which was computed.
    """

    name: str
    met: bool | None
    say: Say
    ask: str = ""
    norm_from: date | None = None

    @property
    def anyway(self) -> bool:
        """Does it say to apply all the same: debts, debt help or the food bank count for more than the income?"""
        return self.ask.startswith(ANYWAY) or self.say.key == "catalogue.ask_income_local_anyway"


def answered(question: Question, asked: Criterion) -> Criterion:
    """The criterion as it is, or with the answer that was given to it."""
    answer = question.answers.get(asked.ask)
    if answer is None:
        return asked
    key = "catalogue.answer_yes" if answer else "catalogue.answer_no"
    return Criterion(asked.name, answer, Say(f"{key}.{asked.name}"), asked.ask)
