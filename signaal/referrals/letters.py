"""Letters that go with help outside signaal: to the family (u or je), and the one a toy or clothing bank wants to see.

A letter says what, why, who, when, and how a yes is taken back; nothing of poverty or debt stands in its title or on
its envelope (R21). It holds what the family agreed to pass on, and nothing else (R8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signaal.referrals.items import Item, asked_by
from signaal.referrals.provisions import Provision
from signaal.referrals.referrals import value_lines
from signaal.referrals.suggestions import Button
from signaal.terms import Say

USUAL_LETTER_DAYS = 90
"""How long a referral letter holds when the source does not say: our own choice."""


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
class Section:
    """Sentences under a heading; `points` are short lines below them; `framed`: must catch the eye."""

    heading: Say | None
    paragraphs: tuple[Say, ...]
    points: tuple[Say, ...] = ()
    framed: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter as sentences still to be spoken in the family's language: nl or en."""

    title: Say
    envelope: Say
    sections: tuple[Section, ...]
    valid_until: date | None = None

    @property
    def paragraphs(self) -> tuple[Say, ...]:
        """All its sentences from top to bottom, without headings."""
        return tuple(said for part in self.sections for said in (*part.paragraphs, *part.points))


def letter(
    provision: Provision,
    button: Button,
    sender: Sender,
    follow_up: date | None,
    reader: Reader = Reader.PARENT,
    agreed: Iterable[Item] = (),
) -> Letter:
    """The letter to the family. `agreed`: what a yes lets us pass on for this; nothing is also said."""
    from_us = {"organisation": sender.organisation, "function": sender.function, "phone": sender.phone}
    sections: tuple[Section, ...] = (
        _section("", "greeting"),
        _section("why", "opening"),
        Section(Say("letters.heads.what"), _what(provision)),
        Section(Say("letters.heads.who"), (Say(f"letters.who_{button.value}", from_us), *_how(provision))),
        Section(Say("letters.heads.when"), _when(provision, follow_up, from_us)),
        *_yes(provision, frozenset(agreed), from_us),
        Section(None, (Say("letters.closing", from_us),)),
    )
    if reader is Reader.YOUNG:
        sections = tuple(_section_to_young(part) for part in sections)
    filled = tuple(part for part in sections if part.paragraphs)
    title = Say("letters.title")
    if reader is Reader.YOUNG:
        title = _to_young(title)
    return Letter(title, Say("letters.envelope", from_us), filled)


def referral_letter(
    provision: Provision, sender: Sender, values: Mapping[Item, str], agreed: Iterable[Item], today: date
) -> Letter:
    """The letter that a toy or clothing bank wants to see, with its last valid day. No number of any document.

    It holds what was agreed and is asked; without a name the family tells it at the counter.
    """
    from_us = {"organisation": sender.organisation, "function": sender.function, "phone": sender.phone}
    until = today + timedelta(days=provision.letter_days or USUAL_LETTER_DAYS)
    allowed = frozenset(agreed) & asked_by(provision) - {Item.WHY, Item.WISH, Item.REMARK}
    to = (Say("letters.referral_to", {"name": provision.name}), Say("letters.referral_known"))
    ask = Say("letters.referral_questions" if sender.phone else "letters.referral_ask", from_us)
    sections = (
        Section(None, to, tuple(value_lines(values, allowed))),
        Section(None, (Say("letters.referral_valid", {"when": until}),), framed=True),
        Section(None, (ask, Say("letters.closing", from_us))),
    )
    return Letter(Say("letters.referral_title"), Say("letters.envelope", from_us), sections, until)


def _section(head: str, *names: str) -> Section:
    found = tuple(Say(f"letters.{name}") for name in names)
    return Section(Say(f"letters.heads.{head}") if head else None, found)


def _what(provision: Provision) -> tuple[Say, ...]:
    found = [Say("letters.what", {"name": provision.name, "gives": provision.gives})]
    if provision.conditions:
        found.append(Say("letters.conditions", {"words": provision.conditions}))
    if provision.before_costs:
        found.append(Say("letters.before_costs"))
    if provision.check_open or provision.elsewhere or provision.local:
        found.append(Say("letters.not_sure"))
    return tuple(found)


def _how(provision: Provision) -> list[Say]:
    found = []
    if provision.how:
        found.append(Say("letters.how", {"words": provision.how}))
    if provision.bring:
        found.append(Say("letters.bring", {"words": provision.bring}))
    if provision.how_url:
        found.append(Say("letters.website", {"address": provision.how_url.split()[0]}))
    return found


def _when(provision: Provision, follow_up: date | None, from_us: Mapping[str, str]) -> tuple[Say, ...]:
    found = [Say("letters.when", {"words": provision.when})] if provision.when else []
    if follow_up is not None:
        found.append(Say("letters.follow_up", {**from_us, "when": follow_up}))
    return tuple(found)


def _yes(
    provision: Provision, agreed: frozenset[Item], from_us: Mapping[str, str]
) -> tuple[Section, Section]:
    """What may be passed on; then how that is taken back (R9), and whom to call."""
    passed = tuple(item for item in Item if item in agreed & asked_by(provision))
    said = Say("letters.agreed" if passed else "letters.nothing_passed")
    points = tuple(Say(f"letters.item.{item.value}") for item in passed)
    after = [Say("letters.take_back"), Say("letters.taken_back")] if passed else []
    if from_us["phone"]:
        after.append(Say("letters.questions", from_us))
    head = Say("letters.heads.yes")
    return Section(head, (Say("letters.you_decide"), said), points), Section(None, tuple(after))


_YOUNG = frozenset(
    {"title", "greeting", "opening", "before_costs", "not_sure", "who_apply", "who_ask_after",
     "who_family_applies", "who_via_team", "who_school_action", "bring", "follow_up", "you_decide", "questions",
     "agreed", "nothing_passed", "take_back", "taken_back", "heads.yes"}
)  # fmt: skip
"""The sentences that speak to somebody: each has a form for a young person."""


def _section_to_young(part: Section) -> Section:
    return Section(
        part.heading and _to_young(part.heading), tuple(map(_to_young, part.paragraphs)), part.points
    )


def _to_young(said: Say) -> Say:
    name = said.key.removeprefix("letters.")
    return Say(f"letters.young.{name}", said.params) if name in _YOUNG else said
