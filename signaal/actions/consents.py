"""The yes, the no, and a yes taken back. The proof of each has a key of its own and outlives the card (R20)."""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions import casework, custody, payloads, recipients, withdrawing
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import LegalBasis, Part
from signaal.store import consents as stored
from signaal.store import teams
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ConsentRow
from signaal.terms import NotFound, Say
from signaal.workflows import consents, retention
from signaal.workflows.consents import Consent, ConsentDraft, ConsentState


def checked(ctx: Ctx, team_id: str, draft: ConsentDraft) -> Consent:
    """A valid yes to somebody who exists. Raises Refused with a sentence per field."""
    with ctx.tools.store.reading() as reader:
        known = {found.team_id for found in recipients.selectable(reader, team_id)}
    return consents.give(draft, ctx.now, known, ctx.tools.lists.of("recipient_functions").codes())


def keep(work: Casework, consent: Consent) -> str:
    """Seal the proof of a yes or a no under its own key; returns its id."""
    ctx = work.ctx
    consent_id = ctx.tools.ids()
    key = custody.fresh("consent", consent_id)
    work.grants.append(custody.prepare(ctx, key, work.team.id))
    record = custody.seal_again(
        ctx, key, "consent", payloads.consent(consent, _name(ctx, consent)), work.team.id
    )
    given = consent.state is ConsentState.GIVEN
    work.rows += [
        record,
        ConsentRow(
            id=consent_id,
            case_id=work.case.id,
            record_id=record.id,
            recipient_team_id=consent.team_id,
            recipient_function=consent.function,
            state=consent.state.value,
            given_at=consent.at if given else None,
            key_id=key.scope.key_id,
            key_commitment=key.scope.commitment,
            keep_until=retention.proof_until(consent.at),
            created_at=ctx.now,
        ),
    ]
    if given:
        work.changes.append(lambda _unit, case: _seen_outside(case, consent))
    work.leave(
        Event.CONSENT_GIVEN if given else Event.CONSENT_DECLINED,
        parts=(Part.CONSENT,),
        consent=consent_id,
        basis=LegalBasis.LIFTED_SECRECY if given else None,
    )
    work.count("consent", consent.state.value)
    return consent_id


def declined_answer(ctx: Ctx, draft: ConsentDraft) -> Consent:
    """A no, to be kept with the same care as a yes."""
    return consents.decline(draft, ctx.now)


def is_yes(consent: Consent) -> bool:
    """Whether this answer lets anything be passed on."""
    return consent.state is ConsentState.GIVEN


@action(Permission.CONSENT_RECORD, Event.CONSENT_DECLINED)
def decline(ctx: Ctx, pseudonym: str, draft: ConsentDraft, form_id: str) -> Receipt:
    """The family does not want this now; nothing is passed on, and nothing is held against them."""
    work = casework.open_work(ctx, pseudonym, Permission.CONSENT_RECORD, form_id, "declined")
    keep(work, declined_answer(ctx, draft))
    work.following.append(Say("case.after_no"))
    return work.write()


@action(Permission.CONSENT_WITHDRAW, Event.CONSENT_WITHDRAWN, Event.CLOCK_HOLDER_CHANGED)
def withdraw(ctx: Ctx, pseudonym: str, consent_id: str, form_id: str) -> Receipt:
    """The family takes its yes back: the receiver can no longer open it here, and is told so (R9).

    A running calm clock returns to the sending team unchanged.

    Raises:
        NotFound: no such yes on this card. Conflict: it was taken back before.
    """
    work = casework.open_work(ctx, pseudonym, Permission.CONSENT_WITHDRAW, form_id, "withdrawn")
    with ctx.tools.store.reading() as reader:
        row = stored.find(reader, consent_id)
        if row is None or row.case_id != work.case.id:
            raise NotFound()
        withdrawing.plan(reader, work, row)
    work.following.append(Say("case.after_withdrawal"))
    work.leave(Event.CONSENT_WITHDRAWN, parts=(Part.CONSENT,), consent=consent_id)
    return work.write()


def _name(ctx: Ctx, consent: Consent) -> str:
    if consent.team_id is None:
        return consent.function or ""
    with ctx.tools.store.reading() as reader:
        return teams.get(reader, consent.team_id).name


def _seen_outside(case: CaseRow, consent: Consent) -> None:
    """From the first yes on somebody outside the organisation may know of the card (R8)."""
    case.outside_at = case.outside_at or consent.at
