"""What a provision is: who it is for, what it gives, who applies, and where that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from signaal.referrals.figures import Words
from signaal.terms import Profession


class Category(StrEnum):
    MEEDOEN = "meedoen"
    FEEST = "feest"
    LOKET = "loket"
    SCHOOL = "school"
    VOEDING = "voeding"
    VAKANTIE = "vakantie"
    TALENT = "talent"
    MENTOR = "mentor"
    BABY = "baby"
    SPEELGOED = "speelgoed"
    KLEDING = "kleding"
    INKOMEN = "inkomen"
    ZORG = "zorg"
    ENERGIE = "energie"
    SCHULDEN = "schulden"
    NOODHULP = "noodhulp"
    ADMINISTRATIE = "administratie"
    GROEP = "groep"
    VEILIGHEID = "veiligheid"


class Kind(StrEnum):
    """For whom it is asked. A school's provision is an action of the school, without a child's name."""

    CHILD = "child"
    PARENT = "parent"
    HOUSEHOLD = "household"
    SCHOOL = "school"


class AgeOf(StrEnum):
    CHILD = "child"
    PARENT = "parent"


class Applicant(StrEnum):
    FAMILY = "family"
    PROFESSIONAL = "professional"
    BOTH = "both"
    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    COURT = "court"
    UNKNOWN = "unknown"


class IncomeTest(StrEnum):
    """percentage of the bijstandsnorm, a rule of the place, the judgement of who refers, or none."""

    PERCENTAGE = "percentage"
    LOCAL = "local"
    JUDGEMENT = "judgement"
    NONE = "none"


class Evidence(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    FOUNDING = "founding"


@dataclass(frozen=True)
class Provision:
    """One provision. Ages in whole years, both ends included; amounts in euros as the source gives them.

    `source_notes` are facts as they were noted (income_rule, scope, lead_time, caveats, ...), for who checks
    them; what a screen shows are the Words. `as_of` goes with every amount and limit; `checked_on` is the day
    on which somebody last looked at the source.

    `requires`: conditions of which one must be there; `not_with`: those that close it. `window`: the only
    months (1-12) in which it can be asked; `best_months`: the sensible ones. `latest_week` of a pregnancy.
    `letter_days`: how long a referral letter is valid. `form_items`: what the form asks of a person, else the
    usual for its kind. `birthday`: it is asked for a child's birthday. `here`: the town itself says in its
    overlay that it exists there.
    """

    id: str
    name: Words
    gives: Words
    category: Category
    kind: Kind
    applicant: Applicant
    income_test: IncomeTest
    evidence: Evidence
    as_of: str
    sources: tuple[str, ...]
    conditions: Words | None = None
    bring: Words | None = None
    when: Words | None = None
    ask: Words | None = None
    age_of: AgeOf = AgeOf.CHILD
    age_min: int | None = None
    age_max: int | None = None
    pregnancy: bool = False
    income_pct: int | None = None
    amount_eur: Mapping[str, int] = field(default_factory=dict)
    intermediaries: tuple[str, ...] = ()
    professions: frozenset[Profession] = frozenset()
    not_allowed: tuple[str, ...] = ()
    affiliated: bool = False
    via_team: bool = False
    crisis_only: bool = False
    letter: bool = False
    before_costs: bool = False
    birthday: bool = False
    check_open: bool = False
    suggest: bool = True
    acute: bool = False
    elsewhere: bool = False
    local: bool = False
    municipalities: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    refer_anyway: frozenset[str] = frozenset()
    closed_by: frozenset[str] = frozenset()
    answered_by: frozenset[str] = frozenset()
    how_url: str | None = None
    phone: str | None = None
    lead_time_days: int | None = None
    checked_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    how: Words | None = None
    decides: Words | None = None
    requires: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()
    window: frozenset[int] = frozenset()
    best_months: frozenset[int] = frozenset()
    latest_week: int | None = None
    letter_days: int | None = None
    form_items: frozenset[str] = frozenset()
    here: bool = False
    source_notes: Mapping[str, str] = field(default_factory=dict)

    def is_elsewhere(self, municipality: str | None) -> bool:
        """True where this is another town's provision: an example to ask after, not an offer."""
        if not self.elsewhere or self.here:
            return False
        return (municipality or "").strip().casefold() not in self._towns

    @cached_property
    def _towns(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in self.municipalities)

    def is_valid(self, on: date | None) -> bool:
        """Within its own dates; without a day nothing is left out."""
        if on is None:
            return True
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )
