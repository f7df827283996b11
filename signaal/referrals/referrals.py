"""What goes out with a referral outside signaal: a text for a fund's form, a letter for the family, a date.

A ready text is built only from items that the family agreed to. A letter says what, why, who and when, and
nothing of poverty or debt in its title or on its envelope (R21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signaal.referrals.provisions import Provision
from signaal.referrals.suggestions import Button
from signaal.terms import Bundle, Say

USUAL_LEAD_DAYS = 14
"""When the source gives no lead time: two weeks, our own choice."""

BEFORE_BIRTH = timedelta(days=28)
"""A baby kit must be in the house four weeks before the due date: our own choice."""


class Item(StrEnum):
    """What a family can agree to hand over."""

    PARENT_NAME = "parent_name"
    PHONE = "phone"
    CALL_TIMES = "call_times"
    LANGUAGE = "language"
    WHY = "why"
    WISH = "wish"
    CHILD_NAME = "child_name"
    CHILD_AGE = "child_age"
    ADDRESS = "address"
    REMARK = "remark"


_CALL = frozenset({Item.PARENT_NAME, Item.PHONE, Item.CALL_TIMES, Item.LANGUAGE})
COVERS: Mapping[Bundle, frozenset[Item]] = {
    Bundle.CALL_ONLY: _CALL,
    Bundle.CALL_AND_WHY: _CALL | {Item.WHY, Item.WISH},
    Bundle.EVERYTHING: frozenset(Item),
}
"""What each bundle of a yes covers (R8)."""


@dataclass(frozen=True)
class Sender:
    """Who writes: an organisation and a function, no name of a person."""

    organisation: str
    function: str
    phone: str


@dataclass(frozen=True)
class ReadyText:
    """Lines to copy into the form of a fund, in order."""

    lines: tuple[Say, ...]


@dataclass(frozen=True)
class Letter:
    """A letter as sentences still to be spoken in the family's language: nl or en."""

    title: Say
    envelope: Say
    paragraphs: tuple[Say, ...]


def ready_text(provision: Provision, values: Mapping[Item, str], agreed: Iterable[Item]) -> ReadyText:
    """The text for a provision, with the agreed items that hold something. Nothing else can be in it."""
    allowed = frozenset(agreed)
    lines = [Say("letters.ready_about", {"name": provision.name})]
    lines += [
        Say(f"letters.ready_{item.value}", {"value": values[item].strip()})
        for item in Item
        if item in allowed and values.get(item, "").strip()
    ]
    lines.append(Say("letters.ready_agreed"))
    return ReadyText(tuple(lines))


def letter(provision: Provision, button: Button, sender: Sender, follow_up: date | None) -> Letter:
    """The letter to the family, in the u-form: what it is, who asks for it, what to bring, when we call."""
    from_us = {"organisation": sender.organisation, "function": sender.function, "phone": sender.phone}
    paragraphs = [
        Say("letters.greeting"),
        Say("letters.opening"),
        Say("letters.what", {"name": provision.name, "gives": provision.gives}),
        *_conditions(provision),
        Say(f"letters.who_{button.value}", from_us),
        *_how(provision),
    ]
    if follow_up is not None:
        paragraphs.append(Say("letters.follow_up", {**from_us, "when": follow_up}))
    paragraphs += [
        Say("letters.you_decide"),
        Say("letters.questions", from_us),
        Say("letters.closing", from_us),
    ]
    return Letter(Say("letters.title"), Say("letters.envelope", from_us), tuple(paragraphs))


def _conditions(provision: Provision) -> list[Say]:
    found = [Say("letters.conditions", {"words": provision.conditions})] if provision.conditions else []
    if provision.before_costs:
        found.append(Say("letters.before_costs"))
    if provision.check_open or provision.elsewhere or provision.local:
        found.append(Say("letters.not_sure"))
    return found


def _how(provision: Provision) -> list[Say]:
    found = []
    if provision.bring:
        found.append(Say("letters.bring", {"words": provision.bring}))
    if provision.when:
        found.append(Say("letters.when", {"words": provision.when}))
    if provision.how_url:
        found.append(Say("letters.website", {"address": provision.how_url}))
    return found


def follow_up_on(provision: Provision, today: date, due: date | None = None) -> date:
    """The day on which to ask whether the help arrived: after the lead time, never in a weekend.

    With a due date (pregnancy) not later than four weeks before it, and never before tomorrow. School
    days and holidays are the calendar's, not ours.
    """
    chosen = today + timedelta(days=provision.lead_time_days or USUAL_LEAD_DAYS)
    if due is not None and provision.pregnancy:
        chosen = max(min(chosen, due - BEFORE_BIRTH), today + timedelta(days=1))
    return chosen + timedelta(days=(7 - chosen.weekday()) % 7 if chosen.weekday() >= 5 else 0)
