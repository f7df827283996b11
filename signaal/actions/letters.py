"""The letter that a family takes along, and the text for a fund's form: spoken in the family's language.

The ready text holds only what a yes to somebody outside signaal covers; without such a yes there is none (R8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from signaal import texts
from signaal.access.permissions import Permission
from signaal.actions import custody, helplist, referrals, suggestions, trail
from signaal.actions.casework import Casework, unsealed
from signaal.actions.context import Ctx, action
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.referrals import referrals as outside
from signaal.referrals.provisions import Provision
from signaal.referrals.referrals import COVERS, Item, Sender
from signaal.referrals.suggestions import Button
from signaal.store import consents, deadlines, organisations, records
from signaal.store.reader import Reader
from signaal.store.tables_sharing import ReferralRow
from signaal.terms import Bundle, ClockKind, NotFound, Say
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day
from signaal.workflows.contacts import Contact

LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class LetterView:
    """A letter, spoken. `envelope` says nothing but who sends it (R21); `ready` is empty without a yes for outside."""

    reference: str
    pseudonym: str
    language: str
    provision: str
    title: str
    envelope: str
    paragraphs: tuple[str, ...]
    ready: tuple[str, ...]


@action(Permission.REFERRAL_LETTER, Event.LETTER_PRINTED)
def letter(ctx: Ctx, reference: str, language: str | None = None) -> LetterView:
    """The letter of a referral outside signaal. Without a language: the one the family speaks, when we write it.

    Raises:
        NotFound: no such referral, not this person's, or one inside signaal.
    """
    work, row = referrals.own(ctx, reference, Permission.REFERRAL_LETTER, "", "letter")
    provision = helplist.known(ctx, referrals.provision_of(ctx, row))
    if row.inside or provision is None:
        raise NotFound()
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.LETTER_PRINTED, team=work.team.id, organisation=work.team.organisation_id,
            subjects=(work.code, reference), parts=(Part.LETTER,), explanation=work.explanation,
        )  # fmt: skip
    spoken = language if language in LANGUAGES else family_language(work.contact)
    with ctx.tools.store.reading() as reader:
        day = _follow_up(reader, row)
        sender = Sender(
            organisations.get(reader, work.team.organisation_id).name, work.team.name, work.team.phone or ""
        )
        ready = _ready(reader, work, provision)
    made = outside.letter(provision, Button(suggestions.button(ctx, provision)), sender, day)
    return LetterView(
        reference=reference,
        pseudonym=work.code,
        language=spoken,
        provision=suggestions.words(ctx, provision.name),
        title=_speak(spoken, made.title),
        envelope=_speak(spoken, made.envelope),
        paragraphs=tuple(_speak(spoken, said) for said in made.paragraphs if _is_whole(said)),
        ready=tuple(_speak(spoken, line) for line in ready),
    )


def family_language(contact: Contact) -> str:
    """English when the family speaks English; else Dutch, which the professional reads out or has interpreted."""
    return "en" if contact.language.strip().casefold() in ("engels", "english", "en") else "nl"


def _is_whole(said: Say) -> bool:
    """A team without a phone number says nothing about calling it."""
    return said.key != "letters.questions" or bool(said.params.get("phone"))


def _speak(language: str, said: Say) -> str:
    params = {
        name: texts.day(language, value) if isinstance(value, date) else value
        for name, value in said.params.items()
    }
    return texts.say(language, said.key, **params)


def _follow_up(reader: Reader, row: ReferralRow) -> date | None:
    """The day of the follow-up that still runs."""
    for clock in deadlines.of_referrals(reader, [row.id]).get(row.id, []):
        if clock.kind == ClockKind.FOLLOW_UP.value and clock.state == "running":
            return local_day(clock.due_at)
    return None


def _ready(reader: Reader, work: Casework, provision: Provision) -> tuple[Say, ...]:
    """The text for the form of a fund, or nothing when the family gave no yes for somebody outside."""
    proofs = _yeses(reader, work)
    if not proofs:
        return ()
    agreed = {item for proof in proofs for item in COVERS[Bundle(proof["bundle"])]}
    ages = {item["child_age"] for proof in proofs for item in proof["items"]}
    if ages == {None}:  # the yes is about the household only: nothing about a child goes along
        agreed -= {Item.CHILD_NAME, Item.CHILD_AGE}
    return outside.ready_text(provision, _values(reader, work), agreed).lines


def _yeses(reader: Reader, work: Casework) -> list[Mapping[str, Any]]:
    """The sealed proofs of every yes to somebody outside signaal that still holds."""
    found: list[Mapping[str, Any]] = []
    for row in consents.of_case(reader, work.case.id):
        if row.state != "given" or row.recipient_team_id is not None:
            continue
        wanted = custody.scope("consent", row.id, row.key_id, row.key_commitment)
        key = custody.reopen(reader, work.ctx, wanted, work.case.team_id)
        proof = custody.unseal(key, records.get(reader, row.record_id))
        if proof.get("state") == "given":
            found.append(proof)
    return found


def _values(reader: Reader, work: Casework) -> Mapping[Item, str]:
    known, today = work.contact, local_day(work.ctx.now)
    talks = [unsealed(work.key, row) for row in records.of_object(reader, "case", work.case.id, "talk")]
    wishes = [str(talk["wish"]) for talk in talks if talk.get("wish")]
    signals = [unsealed(work.key, row) for row in records.of_object(reader, "case", work.case.id, "signal")]
    remarks = [str(p["remark"]) for p in signals if p.get("remark")]
    births = [child.birth for child in known.children if child.birth is not None]
    return {
        Item.PARENT_NAME: known.parent_name,
        Item.PHONE: known.phone,
        Item.CALL_TIMES: known.call_when,
        Item.LANGUAGE: known.language,
        Item.WHY: _why(work, signals),
        Item.WISH: wishes[-1] if wishes else "",
        Item.CHILD_NAME: ", ".join(child.name for child in known.children if child.name),
        Item.CHILD_AGE: ", ".join(str(age_on(birth, today)) for birth in births),
        Item.ADDRESS: known.address.replace("\n", ", "),
        Item.REMARK: remarks[-1] if remarks else "",
    }


def _why(work: Casework, signals: list[dict[str, Any]]) -> str:
    """What was noticed, in the words of the list."""
    checklist = work.ctx.tools.checklist
    codes = dict.fromkeys(code for p in signals for code in (*p.get("seen", ()), *p.get("told", ())))
    found = (checklist.find(code) for code in codes)
    return "; ".join(item.words(work.ctx.language) for item in found if item is not None)
