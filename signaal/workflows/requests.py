"""What a family may ask of us (AVG art. 15 to 21), who may ask it, and for whose items.

Under 12 the parents or the guardian ask, from 12 the child asks with them, from 16 the young person alone. Each adult
gets their own and the child's items, never those of the other's household. Source: design page audit, "Reviewing";
product page R8; AVG art. 12 lid 3.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signaal.terms import Refused, Say, aware
from signaal.workflows.calendar import add_months, closing_time, local_day
from signaal.workflows.deciders import Decides, Person

MOST_CHILDREN = 20
EXTENDED_MONTHS = 3
"""One month, and two more when the law permits it (AVG art. 12 lid 3)."""
STATEMENT = 2000
"""The most characters of an own statement: it is the family's, not ours to shorten."""
OLDEST_LETTER = 12
"""Months. An older day of receipt is a mistake of typing."""


class RequestKind(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"
    STATEMENT = "statement"
    ERASING = "erasing"
    OBJECTION = "objection"


class Whose(StrEnum):
    """Whose items are asked for: the asker's own with the household's, or a child's by its age."""

    OWN = "own"
    UNDER_12 = "under_12"
    FROM_12 = "from_12"
    FROM_16 = "from_16"


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


ASKERS = frozenset({Person.PARENT, Person.OTHER_PARENT, Person.GUARDIAN, Person.YOUNG_PERSON})
"""Who can ask. A partner, a bewindvoerder or a foster parent asks with a letter of one of these."""
_ADULTS = frozenset({Person.PARENT, Person.OTHER_PARENT, Person.GUARDIAN})
_SEATS: Mapping[Person, frozenset[str]] = {
    Person.PARENT: frozenset({"mother", "father", "both_parents", "pregnant_woman"}),
    Person.OTHER_PARENT: frozenset({"mother", "father", "both_parents"}),
    Person.GUARDIAN: frozenset({"guardian"}),
    Person.YOUNG_PERSON: frozenset({"young_person", "child", "pregnant_woman"}),
}
"""As whom somebody can have been at the table of a talk (lists/talk_partners.toml)."""


@dataclass(frozen=True)
class Asked:
    """A request as it came in: who signed it, for whose items, on which day it arrived."""

    kind: RequestKind
    askers: frozenset[Person]
    whose: frozenset[Whose]
    received_on: date

    @property
    def household(self) -> bool:
        """Are the household's own items asked for by the adult of this household?"""
        return Whose.OWN in self.whose and Person.PARENT in self.askers


@dataclass(frozen=True)
class Scope:
    """What an answer may hold. `children`: their places in the card's list, from 0."""

    household: bool
    children: frozenset[int]


@dataclass(frozen=True)
class Card:
    """What the card says about the family: ages in whole years (None: not known) and who decides."""

    ages: tuple[int | None, ...]
    decides: Decides | None = None


def why_not(askers: Collection[Person], whose: Whose) -> Say | None:
    """Why these askers may not have these items, or None."""
    adult, young = not _ADULTS.isdisjoint(askers), Person.YOUNG_PERSON in askers
    match whose:
        case Whose.OWN:
            allowed = Person.PARENT in askers or young
        case Whose.UNDER_12:
            allowed = adult
        case Whose.FROM_12:
            allowed = adult and young
        case Whose.FROM_16:
            allowed = young
    return None if allowed else Say(f"requests.not.{whose}")


def check(asked: Asked, now: datetime) -> None:
    """May this be asked by whoever asks it?

    Raises:
        Refused: fields askers, whose and received_on.
    """
    problems: dict[str, Say] = {}
    if not asked.askers or not asked.askers <= ASKERS:
        problems["askers"] = Say("requests.not.nobody")
    elif len(asked.askers & _ADULTS) > 1:
        problems["askers"] = Say("requests.not.each_own")
    if not asked.whose:
        problems["whose"] = Say("requests.not.nothing")
    for whose in sorted(asked.whose) if asked.askers else ():
        if found := why_not(asked.askers, whose):
            problems.setdefault("whose", found)
    today = local_day(now)
    if asked.received_on > today:
        problems["received_on"] = Say("workflows.date.future")
    elif asked.received_on < add_months(today, -OLDEST_LETTER):
        problems["received_on"] = Say("requests.not.too_old")
    if problems:
        raise Refused(problems)


def whose_of(age: int) -> Whose:
    """Under which words a child of this age falls."""
    if age >= 16:
        return Whose.FROM_16
    return Whose.FROM_12 if age >= 12 else Whose.UNDER_12


def scope(asked: Asked, card: Card, chosen: Collection[int]) -> Scope:
    """What the answer holds, for the children that the team chose on the card. Ages are those of today.

    Raises:
        Refused: field children: a child whose items these askers may not have, did not ask for, or of whom the
            age is not known; several children of 12 or older, of whom one signed.
    """
    older = 0
    for child in sorted(set(chosen)):
        age = card.ages[child] if 0 <= child < len(card.ages) else None
        if age is None:
            raise Refused({"children": Say("requests.not.no_age", {"n": child + 1})})
        whose = whose_of(age)
        if whose not in asked.whose:
            raise Refused({"children": Say("requests.not.not_asked", {"n": child + 1})})
        found = why_not(_with_authority(asked.askers, card.decides), whose)
        older += whose is not Whose.UNDER_12
        if found is not None or older > 1:
            raise Refused({"children": found or Say("requests.not.one_child")})
    return Scope(_household(asked, card), frozenset(chosen))


def was_there(asked: Asked, seats: Collection[str], partners: Collection[str]) -> bool:
    """Was the asker at this talk? `seats`: as whom, chosen by the team; `partners`: who was at the table."""
    own = {seat for asker in asked.askers for seat in _SEATS.get(asker, ())} & set(seats)
    if own & {"mother", "father"}:
        own |= {"both_parents"}
    return not own.isdisjoint(partners)


def seats(asked: Asked) -> frozenset[str]:
    """As whom these askers can have been at a talk."""
    return frozenset(seat for asker in asked.askers for seat in _SEATS.get(asker, ()))


def extended_until(started_at: datetime) -> datetime:
    """The end after the one extension: three months after receipt, at closing time, in UTC."""
    return closing_time(add_months(local_day(aware(started_at)), EXTENDED_MONTHS))


def check_outcome(outcome: str, ground: str, grounds: Collection[str]) -> Outcome:
    """The outcome that was chosen. What is not wholly granted needs a ground of the list.

    Raises:
        Refused: fields outcome and ground.
    """
    problems: dict[str, Say] = {}
    found = next((known for known in Outcome if known.value == outcome), None)
    if found is None:
        problems["outcome"] = Say("workflows.choice.unknown")
    elif found is Outcome.GRANTED and ground:
        problems["ground"] = Say("requests.not.ground_of_no")
    elif found is not Outcome.GRANTED and ground not in grounds:
        problems["ground"] = Say("workflows.reason.needed")
    if problems or found is None:
        raise Refused(problems)
    return found


def _household(asked: Asked, card: Card) -> bool:
    """The household's own items go to its adult; to a young person only when no adult stands above it."""
    if Whose.OWN not in asked.whose:
        return False
    alone = asked.askers == {Person.YOUNG_PERSON} and card.decides is Decides.YOUNG_PERSON
    return Person.PARENT in asked.askers or alone


def _with_authority(askers: Collection[Person], decides: Decides | None) -> frozenset[Person]:
    """Those of the askers who have a say about the children: where a guardian decides, a parent has none."""
    if decides in (Decides.GUARDIAN, Decides.FOSTER_WITHOUT_AUTHORITY):
        return frozenset(askers) - {Person.PARENT, Person.OTHER_PARENT}
    if decides is Decides.ONE_PARENT:
        return frozenset(askers) - {Person.OTHER_PARENT}
    return frozenset(askers)
