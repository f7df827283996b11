"""The one page: what was seen, what was said, what was agreed; stored as a whole or not at all (product, journey 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import (
    casework,
    consents,
    conversations,
    custody,
    endings,
    packing,
    payloads,
    referrals,
    signals,
)
from signaal.actions.casework import Casework, attempt
from signaal.actions.context import Ctx, action
from signaal.actions.endings import Ending
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, Part
from signaal.store import teams
from signaal.store.tables_cases import CaseRow
from signaal.terms import AgeBand, CaseState, Refused, Role, Say, Setting
from signaal.vault.pseudonyms import new_pseudonym
from signaal.workflows import acute, cases, retention
from signaal.workflows.calendar import local_day
from signaal.workflows.cases import Followed, NextKind
from signaal.workflows.consents import Consent, ConsentDraft
from signaal.workflows.contacts import Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.signals import Signal, SignalDraft

T = TypeVar("T")
_BANDS = {
    Setting.JGZ_0_4: AgeBand.UNDER_4,
    Setting.JGZ_4_12: AgeBand.UNDER_12,
    Setting.JGZ_12_18: AgeBand.UNDER_18,
    Setting.JGZ_PREGNANCY: AgeBand.PREGNANCY,
    Setting.SCHOOL_PRIMARY: AgeBand.UNDER_12,
    Setting.SCHOOL_SECONDARY: AgeBand.UNDER_18,
}


@dataclass(frozen=True)
class CardDraft:
    """What the page hands over, nothing checked. `pseudonym` names a card that exists already.

    `declined` with a consent draft: the family was asked and said no. `team_id` is needed when somebody works in
    several teams.
    """

    form_id: str
    signal: SignalDraft | None = None
    talk: Talk | None = None
    contact: Contact | None = None
    consent: ConsentDraft | None = None
    declined: bool = False
    ending: Ending | None = None
    pseudonym: str | None = None
    team_id: str | None = None


@dataclass(frozen=True)
class Checked:
    """The same, checked: nothing here can be refused any more."""

    signal: Signal | None
    talk: Talk | None
    contact: Contact | None
    consent: Consent | None
    ending: Ending | None


@dataclass(frozen=True)
class CardCheck:
    """What the check page says before something leaves the team: who gets what, and which clock runs."""

    leaves: bool
    recipient: str | None
    bundle: str | None
    feedback: bool
    clock: bool


@action(Permission.SIGNAL_SUBMIT)
def check(ctx: Ctx, draft: CardDraft) -> CardCheck:
    """Check everything and store nothing. Raises Refused with every problem of the page at once."""
    team_id = home(ctx, draft.team_id)
    known = _known_contact(ctx, draft)
    checked = _checked(ctx, draft, team_id, known)
    found = (
        acute.threats(checked.signal.acute, ctx.tools.checklist, signals.switches(ctx), ctx.now)
        if checked.signal
        else None
    )
    consent = checked.consent if not draft.declined else None
    return CardCheck(
        leaves=consent is not None and consent.team_id is not None,
        recipient=_recipient(ctx, consent),
        bundle=consent.bundle.value if consent else None,
        feedback=consent.feedback if consent else False,
        clock=bool(found and found.clock),
    )


@action(
    Permission.SIGNAL_SUBMIT,
    Event.CASE_CREATED, Event.SIGNAL_SUBMITTED, Event.NUMBER_ALLOWED, Event.TALK_RECORDED, Event.CONTACT_RECORDED,
    Event.FAMILY_INFORMED, Event.CONSENT_GIVEN, Event.CONSENT_DECLINED, Event.REFERRAL_SENT, Event.REFERRAL_PREPARED,
    Event.KEY_PINNED, Event.CLOCK_STARTED, Event.CLOCK_LEG_TWO, Event.FOLLOWUP_SET, Event.CASE_WATCHED,
    Event.CASE_CLOSED,
)  # fmt: skip
def submit(ctx: Ctx, draft: CardDraft) -> Receipt:
    """Store the page: one transaction, one receipt.

    Raises:
        Refused: every problem of the page at once; nothing was stored.
    """
    team_id = home(ctx, draft.team_id)
    checked = _checked(ctx, draft, team_id, _known_contact(ctx, draft))
    work = _work(ctx, draft, team_id, checked)
    if checked.contact is not None:
        conversations.reach(work, checked.contact)
    threats = signals.note(work, checked.signal) if checked.signal is not None else ()
    if checked.talk is not None:
        conversations.talked(work, checked.talk)
    if checked.consent is not None:
        _answer(work, checked)
    endings.apply(work, checked.ending, threats_running=bool(threats))
    work.result["neutral"] = _line(checked)
    return work.write()


def home(ctx: Ctx, team_id: str | None) -> str:
    """The team that this person signals for: the one named, or the only one.

    Raises:
        Refused: several teams and none was named, or a team of somebody else's.
    """
    own = [m.team_id for m in ctx.actor.memberships if m.role is Role.SIGNALLER and m.team_id is not None]
    if team_id in own and team_id is not None:
        return team_id
    if len(own) == 1 and team_id is None:
        return own[0]
    raise Refused({"team": Say("signal.choose_team")})


def _known_contact(ctx: Ctx, draft: CardDraft) -> Contact:
    if draft.contact is not None or draft.pseudonym is None:
        return draft.contact or Contact()
    return casework.open_work(ctx, draft.pseudonym, Permission.SIGNAL_SUBMIT, draft.form_id, "card").contact


def _checked(ctx: Ctx, draft: CardDraft, team_id: str, known: Contact) -> Checked:
    """Every part checked; all problems together."""
    problems: dict[str, Say] = {}
    children = len(known.children) or 1
    signal = (
        attempt(problems, lambda: signals.checked(ctx, _given(draft.signal), children))
        if draft.signal
        else None
    )
    talk = (
        attempt(problems, lambda: conversations.checked_talk(ctx, _given(draft.talk))) if draft.talk else None
    )
    contact = (
        attempt(problems, lambda: conversations.checked_contact(ctx, _given(draft.contact)))
        if draft.contact
        else None
    )
    consent = None
    if draft.consent is not None and not draft.declined:
        consent = attempt(problems, lambda: consents.checked(ctx, team_id, _given(draft.consent)))
    elif draft.consent is not None:
        consent = consents.declined_answer(ctx, draft.consent)
    ending = attempt(problems, lambda: endings.checked(ctx, draft.ending, has_consent=consent is not None))
    if not any((draft.signal, draft.talk, draft.contact, draft.consent)):
        problems["seen"] = Say("workflows.signal.nothing")
    if problems:
        raise Refused(problems)
    return Checked(signal, talk, contact, consent, ending)


def _given(value: T | None) -> T:
    if value is None:
        raise ValueError("only called for a part that was filled in")
    return value


def _work(ctx: Ctx, draft: CardDraft, team_id: str, checked: Checked) -> Casework:
    if draft.pseudonym is not None:
        return casework.open_work(ctx, draft.pseudonym, Permission.SIGNAL_SUBMIT, draft.form_id, "card")
    with ctx.tools.store.reading() as reader:
        team = teams.get(reader, team_id)
    ctx.must(Permission.SIGNAL_SUBMIT, Relation.OWN_CASE, team_id, (), team.organisation_id)
    case_id = ctx.tools.ids()
    key = custody.fresh("case", case_id)
    case = CaseRow(
        id=case_id,
        pseudonym=new_pseudonym(),
        team_id=team_id,
        owner_user_id=ctx.user_id,
        personal=team.mode == "personal",
        age_band=_band(ctx, checked).value,
        state=CaseState.OPEN.value,
        key_id=key.scope.key_id,
        key_commitment=key.scope.commitment,
        created_at=ctx.now,
        updated_at=ctx.now,
        expires_at=retention.expires_at(ctx.now),
    )
    work = Casework(ctx, draft.form_id, "card", case, team, key, Explanation.OWN_CASE, is_new=True)
    work.grants.append(custody.prepare(ctx, key, team_id))
    work.leave(Event.CASE_CREATED, parts=(Part.CASE,))
    if checked.talk is None or not checked.talk.told:
        work.changes.append(
            lambda unit, row: conversations.start_inform_clock(unit, ctx, row, team.organisation_id)
        )
    return work


def _band(ctx: Ctx, checked: Checked) -> AgeBand:
    """From the children's birth dates when known, else from where it was noticed."""
    if checked.contact is not None:
        found = checked.contact.band(local_day(ctx.now))
        if found is not AgeBand.UNKNOWN:
            return found
    return _BANDS.get(checked.signal.setting, AgeBand.UNKNOWN) if checked.signal else AgeBand.UNKNOWN


def _answer(work: Casework, checked: Checked) -> None:
    consent = checked.consent
    if consent is None:
        return
    consent_id = consents.keep(work, consent)
    if consents.is_yes(consent) and consent.team_id is not None:
        noticed, said = packing.gathered(work)
        fresh_noticed, fresh_said = _fresh(checked)
        both = packing.merged(noticed, fresh_noticed, work)
        work.result["reference"] = referrals.send(work, consent, consent_id, both, {**said, **fresh_said})


def _fresh(checked: Checked) -> tuple[dict[str, object], dict[str, object]]:
    noticed: dict[str, object] = {}
    if checked.signal is not None:
        noticed = packing.noticed([payloads.signal(checked.signal, (), None)])
    return noticed, packing.said([payloads.talk(checked.talk)]) if checked.talk is not None else {}


def _line(checked: Checked) -> Say:
    """The neutral line for the statutory file."""
    helped = checked.consent is not None and consents.is_yes(checked.consent)
    kind, on = (NextKind.HELP, None) if helped else endings.kind_of(checked.ending)
    return cases.neutral_line(Followed(kind, on, "", None), talked=checked.talk is not None)


def _recipient(ctx: Ctx, consent: Consent | None) -> str | None:
    if consent is None or consent.team_id is None:
        return consent.function if consent is not None else None
    with ctx.tools.store.reading() as reader:
        return teams.get(reader, consent.team_id).name
