"""Help that may fit: every provision with its criteria, and the questions that would decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signaal.referrals.criteria import Criterion
from signaal.terms import Say


@dataclass(frozen=True)
class SuggestionView:
    """One provision, in the language of the visit. `fits`: likely, ask or unlikely; every criterion says why.

    `anyway`: the source says to apply although the income is above the limit. `pick`: it can be chosen on a card.
    """

    provision_id: str
    name: str
    gives: str
    category: str
    fits: str
    criteria: tuple[Criterion, ...]
    notes: tuple[Say, ...]
    button: str
    elsewhere: bool
    anyway: bool
    pick: bool
    source: str
    as_of: str
    checked_on: date | None
    lead_time_days: int | None

    @property
    def reason(self) -> Say | None:
        """What weighs most: what speaks against it, else what to ask, else what fits."""
        order = (False, None, True)
        return min(self.criteria, key=lambda c: order.index(c.met)).say if self.criteria else None


@dataclass(frozen=True)
class HelpQuestion:
    """A question that would decide: `ask` names its answer. Without `answerable` it is advice, no question.

    `of_norm`: is the income below a percentage of the norm (R7).
    """

    ask: str
    say: Say
    notes: tuple[Say, ...]
    about: tuple[str, ...]
    answerable: bool = True
    of_norm: bool = False


@dataclass(frozen=True)
class HelpView:
    """What may help, what a school can do for all its pupils, and what to ask first. `nothing` says why not."""

    found: tuple[SuggestionView, ...] = ()
    school: tuple[SuggestionView, ...] = ()
    questions: tuple[HelpQuestion, ...] = ()
    answered: tuple[HelpQuestion, ...] = ()
    notes: tuple[Say, ...] = ()
    nothing: Say | None = None


@dataclass(frozen=True)
class ProvisionView:
    """One provision as a whole, with the button that this professional has. `copy`: lines for a school's own form."""

    provision_id: str
    name: str
    gives: str
    category: str
    conditions: str
    bring: str
    when: str
    how: str
    ask: str
    button: str
    elsewhere: bool
    school: bool
    municipalities: tuple[str, ...]
    how_url: str | None
    phone: str | None
    as_of: str
    checked_on: date | None
    sources: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    notes: tuple[Say, ...]
    copy: tuple[Say, ...]
    suggest: bool


@dataclass(frozen=True)
class IncomeView:
    """What is kept of the one question about income (R7): below this percentage of the norm, above it, or unknown."""

    percentage: int
    below: bool | None
    norm_from: date
