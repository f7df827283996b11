"""What is asked of the catalogue: about whom, what was noticed, who asks. Used, forgotten, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from signaal.referrals.conditions import Condition, told_by
from signaal.referrals.income import IncomeAmount, IncomeAnswer
from signaal.terms import AgeBand, Profession, Refused, Say

CHILD_AGES = range(24)
PREGNANCY_WEEKS = range(44)
TERM = timedelta(weeks=40)
LATE = timedelta(weeks=3)
FAR = timedelta(weeks=41)
"""How long after its due date a child may still be expected, and how far ahead a due date can be."""


_CONDITIONS = frozenset(condition.value for condition in Condition)


@dataclass(frozen=True)
class Question:
    """`noticed` maps a code to its subject (a subject may stand for itself); `acute`: an acute code is there.

    `ages` are whole years of the children, `bands` what a card knows when no age is known, `baby` a child
    under one. `affiliated`: provision ids of the organisation. `circumstances`: codes with keep = false.
    `household` is a code of the norms, `on` the day of the question, `conditions` what is known to be there,
    `answers` what was said to a question that a criterion asked (its `ask`): yes or no.
    """

    ages: tuple[int, ...] = ()
    bands: frozenset[AgeBand] = frozenset()
    pregnancy_weeks: int | None = None
    due: date | None = None
    baby: bool = False
    noticed: Mapping[str, str] = field(default_factory=dict)
    acute: bool = False
    profession: Profession | None = None
    affiliated: frozenset[str] = frozenset()
    municipality: str | None = None
    circumstances: frozenset[str] = frozenset()
    income: IncomeAnswer = field(default_factory=IncomeAnswer)
    parent_age: int | None = None
    household: str | None = None
    on: date | None = None
    amount: IncomeAmount | None = None
    conditions: frozenset[str] = frozenset()
    answers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def weeks(self) -> int | None:
        """Whole weeks of pregnancy on the day of the question, as far as it can be known."""
        if self.pregnancy_weeks is not None or self.due is None or self.on is None:
            return self.pregnancy_weeks
        return max(0, (TERM - (self.due - self.on)).days // 7)

    @cached_property
    def told(self) -> frozenset[str]:
        """Every condition that is known to be there: said, answered, or told by what was noticed."""
        found = told_by((*self.noticed, *self.noticed.values(), *self.circumstances))
        answered = {name for name, there in self.answers.items() if there and name in _CONDITIONS}
        urgent = {Condition.CRISIS} if self.acute else frozenset()
        return (self.conditions | found | answered | urgent) - {
            name for name, there in self.answers.items() if not there
        }

    def knows(self, condition: str) -> bool | None:
        """Is this condition there? None when nobody said."""
        return True if condition in self.told else self.answers.get(condition)

    @cached_property
    def pregnant(self) -> bool:
        known = self.pregnancy_weeks is not None or self.due is not None
        return known or AgeBand.PREGNANCY in self.bands

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(self.noticed) | self.circumstances

    @cached_property
    def subjects(self) -> frozenset[str]:
        return frozenset(self.noticed.values()) | (
            frozenset({"context"}) if self.circumstances else frozenset()
        )

    def check(self, known_subjects: frozenset[str]) -> None:
        """Raises Refused: an age, a number of weeks or a subject that cannot be."""
        problems: dict[str, Say] = {}
        if any(age not in CHILD_AGES for age in self.ages):
            problems["ages"] = Say("catalogue.bad_age", {"high": CHILD_AGES[-1]})
        if self.pregnancy_weeks is not None and self.pregnancy_weeks not in PREGNANCY_WEEKS:
            problems["pregnancy_weeks"] = Say("catalogue.bad_weeks", {"high": PREGNANCY_WEEKS[-1]})
        if self.parent_age is not None and not 10 <= self.parent_age <= 110:
            problems["parent_age"] = Say("catalogue.bad_parent_age")
        if self.due and self.on and not -LATE <= self.due - self.on <= FAR:
            problems["due"] = Say("catalogue.bad_due")
        if not self.conditions <= _CONDITIONS:
            problems["conditions"] = Say("catalogue.bad_condition")
        if not self.subjects <= known_subjects:
            problems["noticed"] = Say("catalogue.bad_subject")
        if problems:
            raise Refused(problems)
