"""Who must say yes: the person the item is about (R8).

Household items come from that adult; with joint debts both partners; under bewind also the bewindvoerder.
Child items: under 12 the parents, from 12 child and parents, from 16 the young person alone.
Source: product page R8; meldcode.nu on sharing information.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from signaal.terms import Say


class Decides(StrEnum):
    """ "Wie beslist over dit kind?" (lists/who_decides.toml)."""

    PARENTS_TOGETHER = "parents_together"
    ONE_PARENT = "one_parent"
    GUARDIAN = "guardian"
    FOSTER_WITHOUT_AUTHORITY = "foster_without_authority"
    YOUNG_PERSON = "young_person"


class Person(StrEnum):
    """Who can say yes."""

    PARENT = "parent"
    """The adult at the table: the parent whose item it is."""
    OTHER_PARENT = "other_parent"
    PARTNER = "partner"
    """The other debtor of a joint debt."""
    ADMINISTRATOR = "administrator"
    """The bewindvoerder, for money."""
    GUARDIAN = "guardian"
    YOUNG_PERSON = "young_person"
    """The child itself: beside the parents from 12, alone from 16."""


@dataclass(frozen=True)
class Item:
    """What is passed on. `child_age`: whole years, for an item about a child; None: the household's own."""

    child_age: int | None = None
    money: bool = False
    """True when it is about money: under bewind the bewindvoerder then says yes too."""


@dataclass(frozen=True)
class Family:
    """What was said about deciding. One parent may speak for both, unless `may_disagree`: the other one may
    disagree, is affected, or the consequences are far-reaching.
    """

    decides: Decides
    joint_debts: bool = False
    bewind: bool = False
    may_disagree: bool = False


@dataclass(frozen=True)
class Required:
    """Everybody whose yes is needed, and one sentence that says why."""

    persons: frozenset[Person]
    why: Say


def required(item: Item, family: Family) -> Required:
    """Whose yes this item needs."""
    if item.child_age is None:
        return _household(item, family)
    if item.child_age >= 16:
        return Required(frozenset({Person.YOUNG_PERSON}), Say("workflows.decides.from_16"))
    adults = _adults(family)
    if item.child_age >= 12:
        return Required(adults | {Person.YOUNG_PERSON}, Say("workflows.decides.from_12"))
    return Required(adults, Say("workflows.decides.under_12"))


def missing(items: Collection[Item], family: Family, said_yes: Collection[Person]) -> frozenset[Person]:
    """The persons whose yes is still missing for all these items together."""
    needed = frozenset(person for item in items for person in required(item, family).persons)
    return needed - frozenset(said_yes)


def only_own_items(family: Family) -> bool:
    """True when one parent may pass on no more than this parent's own household items."""
    return family.decides is Decides.PARENTS_TOGETHER and family.may_disagree


def plausible(family: Family, ages: Collection[int]) -> Say | None:
    """Why the answer to "wie beslist" cannot be right for children of these ages, or None."""
    if family.decides is Decides.YOUNG_PERSON and ages and min(ages) < 16:
        return Say("workflows.decides.too_young")
    return None


def _household(item: Item, family: Family) -> Required:
    persons = {Person.YOUNG_PERSON if family.decides is Decides.YOUNG_PERSON else Person.PARENT}
    why = Say("workflows.decides.household")
    if family.joint_debts and item.money:
        persons.add(Person.PARTNER)
        why = Say("workflows.decides.joint_debts")
    if family.bewind and item.money:
        persons.add(Person.ADMINISTRATOR)
        why = Say("workflows.decides.bewind")
    return Required(frozenset(persons), why)


def _adults(family: Family) -> frozenset[Person]:
    """The adults with authority. A foster parent without it cannot decide: a guardian or parent does."""
    if family.decides in (Decides.GUARDIAN, Decides.FOSTER_WITHOUT_AUTHORITY):
        return frozenset({Person.GUARDIAN})
    if only_own_items(family):
        return frozenset({Person.PARENT, Person.OTHER_PARENT})
    return frozenset({Person.PARENT})
