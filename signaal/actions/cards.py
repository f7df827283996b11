"""The one page: what was seen, what was said, what was agreed; stored as a whole or not at all (product, journey 1)."""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import (
    carddrafts,
    casework,
    consents,
    conversations,
    custody,
    endings,
    holding,
    indexing,
    packing,
    payloads,
    referrals,
    restarting,
    signals,
)
from signaal.actions.carddrafts import BANDS, CardDraft, Checked, Known, home
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, Part
from signaal.store import teams
from signaal.store.tables_cases import CaseRow
from signaal.terms import AgeBand, CaseState, Say
from signaal.vault.pseudonyms import new_pseudonym
from signaal.workflows import cases, retention
from signaal.workflows.calendar import local_day
from signaal.workflows.cases import Followed, NextKind
from signaal.workflows.consents import Consent
from signaal.workflows.contacts import Contact


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
    found = carddrafts.checked(ctx, draft, home(ctx, draft.team_id), _known(ctx, draft))
    consent = found.consent if not draft.declined else None
    return CardCheck(
        leaves=consent is not None and consent.team_id is not None,
        recipient=_recipient(ctx, consent),
        bundle=consent.bundle.value if consent else None,
        feedback=consent.feedback if consent else False,
        clock=bool(found.haste.clock),
    )


@action(
    Permission.SIGNAL_SUBMIT,
    Event.CASE_CREATED, Event.SIGNAL_SUBMITTED, Event.NUMBER_ALLOWED, Event.TALK_RECORDED, Event.CONTACT_RECORDED,
    Event.FAMILY_INFORMED, Event.CONSENT_GIVEN, Event.CONSENT_DECLINED, Event.REFERRAL_SENT, Event.REFERRAL_PREPARED,
    Event.KEY_PINNED, Event.CLOCK_STARTED, Event.CLOCK_LEG_TWO, Event.FOLLOWUP_SET, Event.CASE_WATCHED,
    Event.CASE_CLOSED,
)  # fmt: skip
def submit(ctx: Ctx, draft: CardDraft, *, shown: bool = True) -> Receipt:
    """Store the page: one transaction, one receipt. `shown=False` when its page asks for the clock itself.

    Raises:
        Refused: every problem of the page at once; nothing was stored.
    """
    team_id = home(ctx, draft.team_id)
    checked = carddrafts.checked(ctx, draft, team_id, _known(ctx, draft))
    work = _work(ctx, draft, team_id, checked)
    if checked.contact is not None:
        conversations.reach(work, checked.contact)
    elif work.is_new:
        indexing.plan(work)
    threats = signals.note(work, checked.signal) if checked.signal is not None else ()
    if checked.talk is not None:
        conversations.talked(work, checked.talk)
    if checked.told_how and not (checked.talk is not None and checked.talk.told):
        conversations.told(work, checked.told_how)
    if checked.consent is not None:
        _answer(work, checked)
    endings.apply(work, checked.ending, threats_running=bool(threats))
    work.result["neutral"] = _line(checked)
    return work.write(shown=shown)


def _known(ctx: Ctx, draft: CardDraft) -> Known:
    """What stood on the card; a contact record on the page itself takes the place of the card's."""
    if draft.pseudonym is None:
        return Known(draft.contact or Contact())
    work = casework.open_work(ctx, draft.pseudonym, Permission.SIGNAL_SUBMIT, draft.form_id, "card")
    return Known(draft.contact or work.contact, told=work.case.told_at is not None)


def _work(ctx: Ctx, draft: CardDraft, team_id: str, checked: Checked) -> Casework:
    if draft.pseudonym is not None:
        known = casework.open_work(ctx, draft.pseudonym, Permission.SIGNAL_SUBMIT, draft.form_id, "card")
        known.changes.append(casework.still_open)
        return known
    with ctx.tools.store.reading() as reader:
        team = teams.get(reader, team_id)
        terms = holding.terms_of(reader, ctx, team)
    ctx.must(Permission.SIGNAL_SUBMIT, Relation.OWN_CASE, team_id, (), team.organisation_id)
    case_id = ctx.tools.ids()
    key = custody.fresh("case", case_id)
    case = CaseRow(
        id=case_id,
        pseudonym=new_pseudonym(),
        team_id=team_id,
        owner_user_id=ctx.user_id,
        personal=team.mode == "personal" or not ctx.keys.has_secret(team_id),
        age_band=_band(ctx, checked).value,
        state=CaseState.OPEN.value,
        key_id=key.scope.key_id,
        key_commitment=key.scope.commitment,
        created_at=ctx.now,
        updated_at=ctx.now,
        expires_at=retention.expires_at(ctx.now, terms=terms),
    )
    work = Casework(ctx, draft.form_id, "card", case, team, key, Explanation.OWN_CASE, is_new=True)
    work.grants.append(custody.prepare(ctx, key, team_id))
    work.leave(Event.CASE_CREATED, parts=(Part.CASE,))
    if not checked.told:
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
    return BANDS.get(checked.signal.setting, AgeBand.UNKNOWN) if checked.signal else AgeBand.UNKNOWN


def _answer(work: Casework, checked: Checked) -> None:
    consent = checked.consent
    if consent is None:
        return
    consent_id = consents.keep(work, consent)
    if not consents.is_yes(consent):
        work.following.append(Say("case.after_no"))
    if consents.is_yes(consent) and consent.team_id is not None:
        restarting.after_no(work)
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
    helped = bool(checked.haste.clock) or (checked.consent is not None and consents.is_yes(checked.consent))
    kind, on = (NextKind.HELP, None) if helped else endings.kind_of(checked.ending)
    return cases.neutral_line(Followed(kind, on, "", None), talked=checked.talk is not None)


def _recipient(ctx: Ctx, consent: Consent | None) -> str | None:
    if consent is None or consent.team_id is None:
        return consent.function if consent is not None else None
    with ctx.tools.store.reading() as reader:
        return teams.get(reader, consent.team_id).name
