"""What goes out with a referral outside signaal: a text for a fund's form, letters, and a date to ask again.

A ready text is built only from items that the family agreed to and the fund's form asks for. A letter says
what, why, who and when, and nothing of poverty or debt in its title or on its envelope (R21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signaal.referrals.items import CONTACT, Item, asked_by
from signaal.referrals.provisions import Kind, Provision
from signaal.referrals.seasons import opens
from signaal.referrals.suggestions import Button
from signaal.terms import Bundle, Say

__all__ = [
    "COVERS",
    "Item",
    "Letter",
    "Reader",
    "ReadyText",
    "Sender",
    "birthday_reminder",
    "follow_up_on",
    "letter",
    "ready_text",
    "referral_letter",
]

USUAL_LEAD_DAYS = 14
"""When the source gives no lead time: two weeks, our own choice."""

USUAL_LETTER_DAYS = 90
"""How long a referral letter holds when the source does not say: our own choice."""

BEFORE_BIRTHDAY = timedelta(days=42)
"""A birthday box is asked for six weeks before the month of the birthday: our own choice."""

BEFORE_BIRTH = timedelta(days=28)
"""A baby kit must be in the house four weeks before the due date: our own choice."""


COVERS: Mapping[Bundle, frozenset[Item]] = {
    Bundle.CALL_ONLY: CONTACT,
    Bundle.CALL_AND_WHY: CONTACT | {Item.WHY, Item.WISH},
    Bundle.EVERYTHING: frozenset(Item),
}
"""What each bundle of a yes covers (R8)."""


@dataclass(frozen=True)
class Sender:
    """Who writes: an organisation and a function, no name of a person."""

    organisation: str
    function: str
    phone: str


class Reader(StrEnum):
    """To whom a letter speaks: a parent as u, a young person as je (R24)."""

    PARENT = "parent"
    YOUNG = "young"


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
    valid_until: date | None = None


def ready_text(provision: Provision, values: Mapping[Item, str], agreed: Iterable[Item]) -> ReadyText:
    """The text for a provision: what was agreed, holds something, and is asked by its form. Nothing else.

    For a school's own action that is nothing about any child (R8).
    """
    lines = [Say("letters.ready_about", {"name": provision.name})]
    if provision.kind is Kind.SCHOOL:
        return ReadyText((*lines, Say("letters.ready_school")))
    lines += _items(values, frozenset(agreed) & asked_by(provision))
    return ReadyText((*lines, Say("letters.ready_agreed")))


def _items(values: Mapping[Item, str], allowed: frozenset[Item]) -> list[Say]:
    return [
        Say(f"letters.ready_{item.value}", {"value": values[item].strip()})
        for item in Item
        if item in allowed and values.get(item, "").strip()
    ]


def letter(
    provision: Provision,
    button: Button,
    sender: Sender,
    follow_up: date | None,
    reader: Reader = Reader.PARENT,
) -> Letter:
    """The letter to the family: what it is, who asks for it, what to bring, when we call."""
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
    if reader is Reader.YOUNG:
        paragraphs = [_to_young(said) for said in paragraphs]
    return Letter(Say("letters.title"), Say("letters.envelope", from_us), tuple(paragraphs))


_YOUNG = frozenset(
    {"greeting", "opening", "before_costs", "not_sure", "who_apply", "who_ask_after", "who_family_applies",
     "who_via_team", "who_school_action", "bring", "follow_up", "you_decide", "questions"}
)  # fmt: skip
"""The sentences that speak to somebody: each has a form for a young person."""


def _to_young(said: Say) -> Say:
    name = said.key.removeprefix("letters.")
    return Say(f"letters.young.{name}", said.params) if name in _YOUNG else said


def referral_letter(
    provision: Provision, sender: Sender, values: Mapping[Item, str], agreed: Iterable[Item], today: date
) -> Letter:
    """The letter that a toy or clothing bank wants to see, with its last valid day. No number of any document.

    It holds what was agreed and is asked; without a name the family tells it at the counter.
    """
    from_us = {"organisation": sender.organisation, "function": sender.function, "phone": sender.phone}
    until = today + timedelta(days=provision.letter_days or USUAL_LETTER_DAYS)
    paragraphs = (
        Say("letters.referral_to", {"name": provision.name}),
        Say("letters.referral_known"),
        *_items(values, frozenset(agreed) & asked_by(provision) - {Item.WHY, Item.WISH, Item.REMARK}),
        Say("letters.referral_valid", {"when": until}),
        Say("letters.referral_questions" if sender.phone else "letters.referral_ask", from_us),
        Say("letters.closing", from_us),
    )
    return Letter(Say("letters.referral_title"), Say("letters.envelope", from_us), paragraphs, until)


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
    if provision.how:
        found.append(Say("letters.how", {"words": provision.how}))
    if provision.how_url:
        found.append(Say("letters.website", {"address": provision.how_url}))
    return found


def follow_up_on(provision: Provision, today: date, due: date | None = None) -> date:
    """The day on which to ask whether the help arrived: after the lead time, never in a weekend.

    Outside the months in which it can be asked: when they begin. With a due date (pregnancy) not later than
    four weeks before it, and never before tomorrow. School days and holidays are the calendar's, not ours.
    """
    chosen = today + timedelta(days=provision.lead_time_days or USUAL_LEAD_DAYS)
    if provision.window and chosen.month not in provision.window:
        chosen = opens(provision.window, today)
    if due is not None and provision.pregnancy:
        chosen = max(min(chosen, due - BEFORE_BIRTH), today + timedelta(days=1))
    return _weekday(chosen)


def birthday_reminder(month: int, today: date) -> date:
    """The day to ask for a birthday box. Only the month (1-12) of the birthday is kept, never its day."""
    year = today.year
    while (wanted := date(year, month, 1) - BEFORE_BIRTHDAY) <= today:
        year += 1
    return _weekday(wanted)


def _weekday(chosen: date) -> date:
    return chosen + timedelta(days=(7 - chosen.weekday()) % 7 if chosen.weekday() >= 5 else 0)
