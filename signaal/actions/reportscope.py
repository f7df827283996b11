"""What an overview for a family is made of, and what of it may go in: the card, who asked, and for whose items."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from signaal import texts
from signaal.actions.context import Ctx
from signaal.actions.views import CaseView, ChildView, ConsentView
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day
from signaal.workflows.requests import Asked, Scope


@dataclass(frozen=True)
class Gathered:
    """All that the parts are made of. `without`: signals whose remark stays out."""

    ctx: Ctx
    card: CaseView
    asked: Asked
    scope: Scope
    seats: Collection[str]
    without: Collection[str]

    def say(self, key: str, **params: object) -> str:
        """A sentence of the overview."""
        return texts.say(self.ctx.language, f"reports.content.{key}", **params)

    def word(self, name: str, code: str | None) -> str:
        """What a code of a closed list is called; empty without a code."""
        entries = self.ctx.tools.lists.of(name).entries
        return entries[code].words(self.ctx.language) if code and code in entries else code or ""

    def words(self, name: str, codes: Iterable[str]) -> str:
        """Several of them."""
        return ", ".join(self.word(name, code) for code in codes)

    def day(self, when: datetime | date | None) -> str:
        """A day in words; of a moment the day in Amsterdam."""
        if when is None:
            return ""
        return texts.day(self.ctx.language, local_day(when) if isinstance(when, datetime) else when, False)

    @property
    def children(self) -> list[ChildView]:
        """The children whose items go in."""
        return [child for n, child in enumerate(self.card.contact.children) if n in self.scope.children]

    @property
    def consents(self) -> list[ConsentView]:
        """The answers that go in: the household's with the household, a child's with that child."""
        return [
            yes for yes in self.card.consents
            if (yes.household and self.scope.household) or self._is_of_children(yes)
        ]  # fmt: skip

    def _is_of_children(self, yes: ConsentView) -> bool:
        """Was it about children whose items go in, and not perhaps about another child of that age?"""
        day = local_day(yes.given_at)
        ages: dict[bool, set[int]] = {True: set(), False: set()}
        for n, child in enumerate(self.card.contact.children):
            if child.birth_date is not None and child.birth_date <= day:
                ages[n in self.scope.children].add(age_on(child.birth_date, day))
        return bool(yes.child_ages) and set(yes.child_ages) <= ages[True] - ages[False]
