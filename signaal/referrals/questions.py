"""What is asked of the catalogue: about whom, what was noticed, who asks. Used, forgotten, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from signaal.referrals.income import IncomeAnswer
from signaal.terms import AgeBand, Profession, Refused, Say

CHILD_AGES = range(24)
PREGNANCY_WEEKS = range(44)


@dataclass(frozen=True)
class Question:
    """`noticed` maps a code to its subject (a subject may stand for itself); `acute`: an acute code is there.

    `ages` are whole years of the children, `bands` what a card knows when no age is known, `baby` a child
    under one. `affiliated`: provision ids of the organisation. `circumstances`: codes with keep = false.
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

    @property
    def pregnant(self) -> bool:
        known = self.pregnancy_weeks is not None or self.due is not None
        return known or AgeBand.PREGNANCY in self.bands

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.noticed) | self.circumstances

    @property
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
        if not self.subjects <= known_subjects:
            problems["noticed"] = Say("catalogue.bad_subject")
        if problems:
            raise Refused(problems)
