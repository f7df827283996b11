"""Households: how they can be reached, who decides, and what was noticed about them. All invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from signaal.demo.words import Words
from signaal.terms import Setting
from signaal.workflows.ages import age_on
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.deciders import Decides, Family, Item, Person, missing

S = Setting
NOTICED: Mapping[Setting, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    # Where: (seen, told) together.
    S.JGZ_PREGNANCY: (
        (("PREG_LATE_OR_MISSED",), ("PREG_NO_NETWORK",)),
        (("PREG_NO_NETWORK",), ("PREG_LESS_MATERNITY_CARE", "PARENT_CANT_PAY")),
    ),
    S.JGZ_0_4: (
        (("CLOTHES_TOO_SMALL",), ("PARENT_CANT_PAY",)),
        (("CARE_TEETH", "PARENT_STRESS"), ("FOOD_CHEAP_UNHEALTHY",)),
        (("JOIN_NO_PRESCHOOL",), ("HEALTH_NO_FARE",)),
    ),
    S.JGZ_4_12: (
        (("CLOTHES_WORN", "HEALTH_TIRED"), ()),
        (("CHILD_WITHDRAWN",), ("HEALTH_NO_DENTIST", "PARENT_CANT_PAY")),
    ),
    S.JGZ_12_18: (
        (("HEALTH_VAGUE_PAIN",), ("CHILD_MONEY_STRESS",)),
        (("HEALTH_TIRED", "CHILD_CONCENTRATION"), ("CHILD_CARES_HOME",)),
    ),
    S.SCHOOL_PRIMARY: (
        (("FOOD_NO_LUNCH", "FOOD_NO_SNACK"), ()),
        (("CLOTHES_NO_SPORTS", "JOIN_NO_PAID_ACTIVITY"), ("PARENT_CANT_PAY",)),
        (("SCHOOL_FEE_UNPAID", "SCHOOL_TRIP_ABSENT"), ()),
        (("SCHOOL_BIRTHDAY_ABSENT", "CHILD_WITHDRAWN"), ("JOIN_NO_GIFT_TRAVEL",)),
        (("SCHOOL_NO_SUPPLIES", "SCHOOL_ABSENT_LATE"), ("DEBT_BORROWS",)),
    ),
    S.SCHOOL_SECONDARY: (
        (("SCHOOL_NO_LAPTOP_NET", "SCHOOL_NO_BOOKS"), ("CHILD_MONEY_STRESS",)),
        (("SCHOOL_NO_BIKE", "SCHOOL_ABSENT_LATE"), ()),
        (("JOIN_CARD_DECLINED", "JOIN_EXCUSES"), ("PARENT_CANT_PAY",)),
    ),
    S.HOME_VISIT: (
        (("DEBT_POST_UNOPENED", "HOME_EMPTY"), ("DEBT_BILLS_UNPAID",)),
        (("PARENT_ISOLATED", "PARENT_STRESS"), ("DEBT_HOLES", "DEBT_BORROWS")),
    ),
}
_OLDEST: Mapping[Setting, tuple[int, int]] = {
    S.JGZ_0_4: (0, 3), S.JGZ_4_12: (4, 11), S.JGZ_12_18: (12, 15), S.SCHOOL_PRIMARY: (4, 11),
    S.SCHOOL_SECONDARY: (12, 15), S.HOME_VISIT: (1, 11),
}  # fmt: skip


@dataclass(frozen=True)
class Household:
    """A family as somebody who works with it knows it, and what comes up in a talk."""

    setting: Setting
    contact: Contact
    seen: Sequence[str]
    told: Sequence[str]
    remark: str
    wish: str
    goes_well: str
    helpers: str
    partners: Sequence[str] = ("mother",)
    decides: Decides = Decides.PARENTS_TOGETHER
    extra: Mapping[str, str] = field(default_factory=dict)

    def family(self) -> Family:
        """Who decides here."""
        return Family(self.decides)

    def items(self, today: date) -> tuple[Item, ...]:
        """What a yes is about: the youngest child, or the household when there is none."""
        ages = [age_on(child.birth, today) for child in self.contact.children if child.birth is not None]
        if not ages:
            return (Item(money=True),)
        return (Item(min(ages)) if self.decides is not Decides.YOUNG_PERSON else Item(max(ages)),)

    def say_yes(self, today: date) -> frozenset[Person]:
        """Everybody whose yes these items need."""
        return missing(self.items(today), self.family(), ())


class Families:
    """Draws households from the seed; those of words.toml by name."""

    def __init__(self, words: Words, today: date) -> None:
        self._words = words
        self._today = today

    def draw(self, rng: Random, setting: Setting) -> Household:
        """An ordinary family, met in this setting."""
        words = self._words
        surname = rng.choice(words.surnames)
        children: list[Child] = []
        if setting in _OLDEST:
            low, high = _OLDEST[setting]
            for age in sorted((rng.randint(low, high) for _ in range(rng.choice((1, 1, 2)))), reverse=True):
                children.append(Child(f"{rng.choice(words.children)} {surname}", self._born(rng, age)))
        contact = Contact(
            children=tuple(children),
            due_date=self._today + timedelta(weeks=rng.randint(8, 24))
            if setting is S.JGZ_PREGNANCY
            else None,
            parent_name=f"{rng.choice(words.parents)} {surname}",
            **self._reach(rng),
        )
        parts = (
            ("pregnant_woman",)
            if setting is S.JGZ_PREGNANCY
            else rng.choice((("mother",), ("father",), ("both_parents",)))
        )
        decides = Decides.ONE_PARENT if setting is S.JGZ_PREGNANCY else rng.choice(tuple(Decides)[:2])
        return self._household(rng, setting, contact, parts, decides)

    def known(self, rng: Random, name: str) -> Household:
        """One of the families that are told by hand."""
        told = self._words.family[name.removeprefix("family.")]
        reach = self._reach(rng) | {
            key: told[key]
            for key in ("language", "interpreter", "address", "call_when", "call_not", "wishes")
            if key in told
        }
        contact = Contact(
            children=tuple(
                Child(shown, self._born(rng, age))
                for shown, age in zip(told["children"], told["ages"], strict=True)
            ),
            due_date=self._today + timedelta(weeks=told["due_weeks"]) if "due_weeks" in told else None,
            parent_name=told["parent"],
            **reach,
        )
        setting = Setting(told["setting"])
        decides = Decides(told.get("decides", "one_parent"))
        return self._household(rng, setting, contact, tuple(told.get("partners", ("mother",))), decides)

    def _household(
        self, rng: Random, setting: Setting, contact: Contact, partners: tuple[str, ...], decides: Decides
    ) -> Household:
        words = self._words
        seen, told = rng.choice(NOTICED[setting])
        return Household(
            setting, contact, seen, told, rng.choice((*words.remarks, "")), rng.choice(words.wishes),
            rng.choice(words.goes_well), rng.choice(words.helpers), partners, decides,
        )  # fmt: skip

    def _born(self, rng: Random, age: int) -> date:
        """A birth date that has this age from ten weeks ago until today; a baby is some weeks old."""
        if age == 0:
            return self._today - timedelta(days=rng.randint(75, 110))
        return self._today - timedelta(days=round(365.25 * age) + rng.randint(80, 330))

    def _reach(self, rng: Random) -> dict[str, Any]:
        words = self._words
        foreign = rng.random() < 0.2
        return {
            "phone": f"078-5550{rng.randint(200, 999)}",
            "email": f"gezin{rng.randint(100, 999)}@voorbeeld.example" if rng.random() < 0.3 else "",
            "address": f"{rng.choice(words.streets)} {rng.randint(1, 98)}",
            "call_when": rng.choice(words.call_when),
            "call_not": rng.choice((*words.call_not, "")),
            "interpreter": "phone" if foreign else "none",
            "language": rng.choice(words.languages) if foreign else "",
        }
