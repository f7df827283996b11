"""A letter as a door gets it: in which language, to whom, and which name may show through the envelope.

The letter to the family speaks its language; what a fund or a bank reads is Dutch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signaal import texts
from signaal.actions.agreed import Agreed
from signaal.actions.views.letters import LetterView, SectionView
from signaal.referrals import letters as rules
from signaal.referrals import referrals as outside
from signaal.referrals.letters import Letter, Reader, Sender
from signaal.referrals.provisions import Provision
from signaal.referrals.suggestions import Button
from signaal.terms import Say
from signaal.workflows.ages import age_on
from signaal.workflows.contacts import Child, Contact

LANGUAGES = ("nl", "en")
OWN_LETTER_FROM = 12
"""From this age a child may get a letter of its own: it is asked beside its parents (R8)."""


class Kind(StrEnum):
    """Who reads the letter: the family, or the bank that wants to see one."""

    FAMILY = "family"
    REFERRAL = "referral"


@dataclass(frozen=True)
class Wanted:
    """Which letter. Without a language or reader: the ones that fit this family. `named`: a name in the window."""

    kind: Kind = Kind.FAMILY
    language: str | None = None
    reader: Reader | None = None
    named: bool = False


FAMILY = Wanted()


@dataclass(frozen=True)
class Gathered:
    """All that a letter is made of. `name`: of the provision, in the language of the visit."""

    pseudonym: str
    contact: Contact
    today: date
    provision: Provision
    name: str
    button: Button
    sender: Sender
    follow_up: date | None
    agreed: Agreed
    young_decides: bool


def spoken(found: Gathered, reference: str, wanted: Wanted) -> LetterView:
    """The letter that was wanted, in words."""
    older = [child for child in found.contact.children if _age(child, found.today) >= OWN_LETTER_FROM]
    reader = _reader(wanted.reader, bool(older), found.young_decides)
    language = _language(wanted, found.contact)
    made = _made(found, wanted.kind, reader)
    post = "no_letter" not in found.contact.wishes
    named = wanted.named and post and wanted.kind is Kind.FAMILY
    return LetterView(
        reference=reference,
        pseudonym=found.pseudonym,
        kind=wanted.kind.value,
        language=language,
        reader=reader.value,
        readers=tuple(Reader) if older else (Reader.PARENT,),
        provision=found.name,
        title=_speak(language, made.title),
        envelope=_speak(language, made.envelope),
        sender=_lines(found.sender),
        address=_address(found.contact, reader, older) if named else (),
        dateline=texts.day(language, found.today, weekday=False),
        sections=tuple(_section(language, part) for part in made.sections),
        ready=tuple(_speak("nl", line) for line in _ready(found)),
        post=post,
        signing=_signing(language) if wanted.kind is Kind.REFERRAL else (),
        referral_letter=found.provision.letter,
    )


def _made(found: Gathered, kind: Kind, reader: Reader) -> Letter:
    yes = found.agreed
    if kind is Kind.REFERRAL:
        return rules.referral_letter(found.provision, found.sender, yes.values, yes.items, found.today)
    return rules.letter(found.provision, found.button, found.sender, found.follow_up, reader, yes.shown)


def _ready(found: Gathered) -> Sequence[Say]:
    """The text for the form of a fund, or nothing when the family gave no yes for it."""
    if not found.agreed.items:
        return ()
    return outside.ready_text(found.provision, found.agreed.values, found.agreed.items).lines


def _language(wanted: Wanted, contact: Contact) -> str:
    """English for a family that speaks English; else Dutch, which the professional reads out or has interpreted."""
    if wanted.language in LANGUAGES:
        return wanted.language or "nl"
    spoken = contact.language.strip().casefold() in ("engels", "english", "en")
    return "en" if spoken and wanted.kind is Kind.FAMILY else "nl"


def _reader(wanted: Reader | None, may_be_young: bool, young_decides: bool) -> Reader:
    if not may_be_young:
        return Reader.PARENT
    return wanted or (Reader.YOUNG if young_decides else Reader.PARENT)


def _address(contact: Contact, reader: Reader, older: Sequence[Child]) -> tuple[str, ...]:
    """The name that shows through the envelope: nothing when it is not clear whose letter it is."""
    if reader is Reader.PARENT:
        return (contact.parent_name,) if contact.parent_name else ()
    return (older[0].name,) if len(older) == 1 and older[0].name else ()


def _signing(language: str) -> tuple[str, ...]:
    return tuple(texts.say(language, f"letters.sign.{what}") for what in ("name", "stamp"))


def _lines(sender: Sender) -> tuple[str, ...]:
    return tuple(line for line in (sender.organisation, sender.function, sender.phone) if line)


def _age(child: Child, today: date) -> int:
    return age_on(child.birth, today) if child.birth is not None else 0


def _section(language: str, part: rules.Section) -> SectionView:
    return SectionView(
        heading=_speak(language, part.heading) if part.heading else "",
        paragraphs=tuple(_speak(language, said) for said in part.paragraphs),
        points=tuple(_speak(language, said) for said in part.points),
        framed=part.framed,
    )


def _speak(language: str, said: Say) -> str:
    params = {
        name: texts.day(language, value) if isinstance(value, date) else value
        for name, value in said.params.items()
    }
    return texts.say(language, said.key, **params)
