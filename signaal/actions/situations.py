"""What a page asks about a family to find help. Used and forgotten: nothing of it is stored (R2, R7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from signaal.actions import signals
from signaal.actions.context import Ctx
from signaal.referrals.conditions import CODES, Condition
from signaal.referrals.income import IncomeAmount, IncomeAnswer
from signaal.referrals.norms import PERCENTAGES
from signaal.referrals.questions import Question
from signaal.store import organisations
from signaal.terms import AgeBand, Profession
from signaal.workflows.calendar import local_day
from signaal.workflows.checklists import Acute


@dataclass(frozen=True)
class Situation:
    """`codes` and `subjects` of what was noticed, `circumstances` codes with keep = false, `conditions` names.

    `answers`: what was said to a question that a criterion asked: yes, no, or None for "weet ik niet".
    """

    codes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    ages: tuple[int, ...] = ()
    bands: tuple[AgeBand, ...] = ()
    due: date | None = None
    parent_age: int | None = None
    circumstances: tuple[str, ...] = ()
    conditions: frozenset[str] = frozenset()
    household: str | None = None
    amount: IncomeAmount | None = None
    answers: Mapping[str, bool | None] = field(default_factory=dict)


def question(ctx: Ctx, asked: Situation) -> Question:
    """The question for the catalogue, of who asks, here and today. Unknown codes are left out.

    A code that must be checked first (HOME_COLD, say) is no announcement yet: whether there is haste is asked.
    """
    checklist, counts = ctx.tools.checklist, signals.switches(ctx).counts
    items = [item for code in asked.codes if (item := checklist.find(code)) is not None and item.tickable]
    urgent = any(counts(item.acute) and item.acute is not Acute.CHECK for item in items)
    told = {code for code in asked.circumstances if checklist.find(code) is not None}
    return Question(
        ages=asked.ages,
        bands=frozenset(asked.bands),
        due=asked.due,
        baby=any(age < 1 for age in asked.ages),
        noticed={item.code: item.domain.value for item in items} | {name: name for name in asked.subjects},
        acute=urgent or Condition.CRISIS in asked.conditions,
        profession=_profession(ctx),
        affiliated=_affiliated(ctx),
        municipality=ctx.tools.town.name,
        circumstances=frozenset(told | {CODES[name] for name in asked.conditions if name in CODES}),
        income=income_said(asked.answers),
        amount=asked.amount,
        parent_age=asked.parent_age,
        household=asked.household,
        on=local_day(ctx.now),
        conditions=asked.conditions,
        answers={
            ask: said
            for ask, said in asked.answers.items()
            if said is not None and percentage(ask) is None
        },
    )  # fmt: skip


def percentage(ask: str) -> int | None:
    """Of a question about the income, the percentage of the norm: 130 of "income:130"."""
    kind, _, value = ask.partition(":")
    known = kind == "income" and value.isascii() and value.isdecimal() and int(value) in PERCENTAGES
    return int(value) if known else None


def income_said(answers: Mapping[str, bool | None]) -> IncomeAnswer:
    """The answers about income together: a yes holds for every higher limit, a no for every lower one."""
    known = [(pct, said) for ask, said in answers.items() if (pct := percentage(ask)) is not None]
    return IncomeAnswer(
        below_at=min((pct for pct, said in known if said), default=None),
        above_at=max((pct for pct, said in known if said is False), default=None),
    )


def _profession(ctx: Ctx) -> Profession | None:
    member = ctx.member()
    return member.profession if member else None


def _affiliated(ctx: Ctx) -> frozenset[str]:
    """The provisions that this person's organisation is joined to."""
    member = ctx.member()
    if member is None or member.organisation_id is None:
        return frozenset()
    with ctx.tools.store.reading() as reader:
        row = organisations.find(reader, member.organisation_id)
    return frozenset(row.affiliated or ()) if row is not None else frozenset()
