"""Help on its way: a sealed package to a team inside signaal, or a text, a letter and a date for outside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from signaal.access.permissions import Permission
from signaal.actions import (
    casework,
    consents,
    custody,
    followups,
    handing,
    helplist,
    incomes,
    payloads,
    pinning,
    recipients,
)
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.incomes import Answers
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import LegalBasis, Part
from signaal.store import records
from signaal.store import referrals as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.terms import CaseState, ReferralState, Refused, Say
from signaal.vault.object_keys import ObjectKey
from signaal.vault.pseudonyms import new_reference
from signaal.workflows import cases, referrals
from signaal.workflows.cases import CaseEvent
from signaal.workflows.consents import Consent, ConsentDraft


def send(
    work: Casework, consent: Consent, consent_id: str, noticed: Mapping[str, Any], said: Mapping[str, Any]
) -> str:
    """Seal a package for the team that the yes is to; returns its code.

    Raises:
        Conflict: the team has no key. DoesNotOpen: its key is another than the pinned one.
    """
    ctx, team_id = work.ctx, consent.team_id
    if team_id is None:
        raise Refused({"recipient": Say("workflows.consent.recipient")})
    with ctx.tools.store.reading() as reader:
        trusted, pin = recipients.trusted(reader, ctx, work.team.id, team_id)
    pinning.at_first_use(work, pin)
    row, key = _row(work, inside=True, consent_id=consent_id, recipient=team_id)
    work.grants.append(custody.prepare(ctx, key, work.team.id, also=(trusted,)))
    payload = payloads.package(work.contact, consent.bundle, consent.feedback, noticed, said)
    work.rows += [custody.seal_again(ctx, key, "package", payload, work.team.id), row]
    work.changes.append(lambda unit, case: handing.over(unit, work, case, row, consent.at))
    work.leave(
        Event.REFERRAL_SENT,
        parts=(Part.PACKAGE,),
        consent=consent_id,
        basis=LegalBasis.LIFTED_SECRECY,
        subjects=(work.code, row.reference),
    )
    work.count("referral", "inside")
    return row.reference


def prepare_outside(work: Casework, provision_id: str, follow_up: date | None, answers: Answers) -> str:
    """A provision outside signaal: what was offered is sealed on the card, with a day to ask again.

    With it goes the answer about the income, when the family was asked (R7).
    """
    ctx = work.ctx
    provision = helplist.offered(ctx, provision_id)
    if provision is None:
        raise Refused({"provision": Say("workflows.choice.unknown")})
    row, key = _row(work, inside=False, consent_id=None, recipient=None)
    work.grants.append(custody.prepare(ctx, key, work.team.id))
    payload = {"v": 1, "provision": provision.id} | incomes.sealed(ctx, provision, answers)
    work.rows += [custody.seal_again(ctx, key, "help", payload, work.team.id), row]
    chosen = followups.chosen_day(work, follow_up, provision)

    def start(unit: Unit, case: CaseRow) -> None:
        case.state = cases.after(CaseState(case.state), CaseEvent.HELP_STARTED).value
        followups.start(unit, work, case, chosen, referral_id=row.id)

    work.changes.append(start)
    work.result["letter"] = True
    work.leave(Event.REFERRAL_PREPARED, parts=(Part.HELP,), subjects=(work.code, row.reference))
    work.count("referral", "outside")
    work.count("provision", provision.id)
    work.following.append(Say("case.next_outside", {"day": chosen}))
    return row.reference


@action(
    Permission.REFERRAL_SEND, Event.CONSENT_GIVEN, Event.REFERRAL_SENT, Event.KEY_PINNED, Event.CLOCK_LEG_TWO
)
def agree_and_send(ctx: Ctx, pseudonym: str, draft: ConsentDraft, form_id: str) -> Receipt:
    """A later yes to a team, with its package.

    Raises:
        Refused: a sentence per field.
    """
    from signaal.actions import packing, restarting

    work = casework.open_work(ctx, pseudonym, Permission.REFERRAL_SEND, form_id, "sent")
    consent = consents.checked(ctx, work.team.id, draft)
    consent_id = consents.keep(work, consent)
    if consent.team_id is not None:
        restarting.after_no(work)
        noticed, said = packing.gathered(work)
        work.result["reference"] = send(work, consent, consent_id, noticed, said)
    return work.write()


@action(Permission.REFERRAL_OUTSIDE, Event.REFERRAL_PREPARED)
def prepare(
    ctx: Ctx,
    pseudonym: str,
    provision_id: str,
    follow_up: date | None,
    form_id: str,
    answers: Answers = MappingProxyType({}),
) -> Receipt:
    """Help outside signaal on a card that exists.

    Raises:
        Refused: fields provision and day.
    """
    work = casework.open_work(ctx, pseudonym, Permission.REFERRAL_OUTSIDE, form_id, "prepared")
    work.result["reference"] = prepare_outside(work, provision_id, follow_up, answers)
    return work.write()


@action(Permission.REFERRAL_OUTSIDE, Event.REFERRAL_HANDED_OVER)
def hand_over(ctx: Ctx, reference: str, form_id: str) -> Receipt:
    """The family has the letter, or the form of the fund was sent."""
    work, row = own(ctx, reference, Permission.REFERRAL_OUTSIDE, form_id, "handed_over")

    def move(unit: Unit, _case: CaseRow) -> None:
        held = stored.locked(unit, reference)
        held.state = referrals.move(ReferralState(held.state), ReferralState.HANDED_OVER, inside=False).value
        held.sent_at = ctx.now

    work.changes.append(move)
    work.leave(Event.REFERRAL_HANDED_OVER, subjects=(work.code, row.reference))
    return work.write()


@action(Permission.REFERRAL_OUTCOME, Event.REFERRAL_OUTCOME)
def outcome(ctx: Ctx, reference: str, to: str, reason: str | None, form_id: str) -> Receipt:
    """Did the help outside signaal arrive: delivered, not_delivered (with a reason) or unknown.

    Raises:
        Refused: fields outcome and reason. Conflict: it cannot move there any more.
    """
    work, row = own(ctx, reference, Permission.REFERRAL_OUTCOME, form_id, "outcome")
    wanted = outcome_of(to)
    reasons = ctx.tools.lists.of("not_delivered_reasons").codes()
    if wanted is ReferralState.NOT_DELIVERED:
        referrals.not_delivered(ReferralState.HANDED_OVER, reason or "", reasons, inside=False)

    def move(unit: Unit, case: CaseRow) -> None:
        held = stored.locked(unit, reference)
        state = ReferralState(held.state)
        if state is ReferralState.PREPARED:
            state = referrals.move(state, ReferralState.HANDED_OVER, inside=False)
        held.state = referrals.move(state, wanted, inside=row.inside).value
        held.outcome_reason, held.closed_at = reason, ctx.now
        handing.help_ended(case)
        followups.end_of_referral(unit, work, held.id, to)

    work.changes.append(move)
    work.leave(Event.REFERRAL_OUTCOME, subjects=(work.code, row.reference), reason=wanted.value)
    work.count("outcome", wanted.value)
    return work.write()


def outcome_of(code: str) -> ReferralState:
    """One of the three outcomes. Raises Refused for anything else."""
    known = (ReferralState.DELIVERED, ReferralState.NOT_DELIVERED, ReferralState.UNKNOWN)
    for state in known:
        if state.value == code:
            return state
    raise Refused({"outcome": Say("workflows.choice.unknown")})


def own(
    ctx: Ctx, reference: str, permission: Permission, form_id: str, kind: str
) -> tuple[Casework, ReferralRow]:
    """A referral that this person's team sent or prepared, with its card open. Raises NotFound."""
    with ctx.tools.store.reading() as reader:
        row = stored.get(reader, reference)
        code = casework.code_of(reader, row.case_id)
    work = casework.open_work(ctx, code, permission, form_id, kind)
    work.result["reference"] = reference
    return work, row


def provision_of(ctx: Ctx, row: ReferralRow) -> str | None:
    """Which provision a referral outside is about; sealed, so it needs the key. None inside."""
    if row.inside:
        return None
    with ctx.tools.store.reading() as reader:
        wanted = custody.scope("referral", row.id, row.key_id, row.key_commitment)
        key = custody.reopen(reader, ctx, wanted, row.sender_team_id)
        found = records.current(reader, "referral", row.id, "help")
        return str(custody.unseal(key, found)["provision"]) if found is not None else None


def _row(
    work: Casework, *, inside: bool, consent_id: str | None, recipient: str | None
) -> tuple[ReferralRow, ObjectKey]:
    ctx = work.ctx
    referral_id = ctx.tools.ids()
    key = custody.fresh("referral", referral_id)
    row = ReferralRow(
        id=referral_id,
        reference=new_reference(),
        case_id=work.case.id,
        consent_id=consent_id,
        inside=inside,
        sender_team_id=work.team.id,
        author_user_id=ctx.user_id,
        recipient_team_id=recipient,
        state=referrals.first_state(inside=inside).value,
        key_id=key.scope.key_id,
        key_commitment=key.scope.commitment,
        created_at=ctx.now,
        sent_at=ctx.now if inside else None,
    )
    return row, key
