"""One card as a page needs it: every record opened, every name looked up, what may be done now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import casework, clockviews, custody, payloads, sentviews, statements
from signaal.actions.context import Ctx
from signaal.actions.views import (
    AttemptView,
    CaseView,
    ChildView,
    ClockView,
    ConsentView,
    ContactView,
    SignalView,
    TalkView,
)
from signaal.store import attempts, consents, deadlines, memberships, people, records, referrals
from signaal.store import signals as stored
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow, RecordRow, SignalRow
from signaal.store.tables_clocks import AttemptRow
from signaal.store.tables_people import TeamRow
from signaal.store.tables_sharing import ConsentRow
from signaal.terms import CaseState, ClockKind
from signaal.vault.object_keys import ObjectKey
from signaal.workflows import cases
from signaal.workflows.cases import Followed, NextKind

_ALWAYS = {
    "talk": Permission.TALK_RECORD,
    "refer": Permission.REFERRAL_SEND,
    "outside": Permission.REFERRAL_OUTSIDE,
    "consent": Permission.CONSENT_RECORD,
    "follow_up": Permission.FOLLOW_UP_SET,
    "close": Permission.CASE_CLOSE,
    "renew": Permission.CASE_RENEW,
    "correct": Permission.SIGNAL_CORRECT,
    "moved": Permission.CASE_MOVED,
    "attempt": Permission.ATTEMPT_RECORD,
    "signal": Permission.SIGNAL_SUBMIT,
    "copied": Permission.LINE_COPIED,
    "erase": Permission.CASE_ERASE,
    "requests": Permission.REPORT_CONTENT,
    "statement": Permission.STATEMENT_WRITE,
}


def card(ctx: Ctx, case: CaseRow, team: TeamRow, relation: Relation) -> CaseView:
    """The card, opened. Raises DoesNotOpen when a key or record does not fit."""
    with ctx.tools.store.reading() as reader:
        key = custody.reopen(reader, ctx, casework.scope(case), case.team_id)
        rows = records.history(reader, "case", case.id)
        noticed = stored.of_case(reader, case.id)
        answers = consents.of_case(reader, case.id)
        clocks = deadlines.of_case(reader, case.id)
        tries = attempts.of_case(reader, case.id)
        sent = referrals.of_case(reader, case.id)
        names = people.names(
            reader,
            {case.owner_user_id, *(r.author_user_id for r in rows), *(t.author_user_id for t in tries)},
        )
        views = clockviews.many(reader, ctx, clocks)
        said = {row.id: custody.unseal(key, row) for row in rows}
        signals = tuple(_signal(row, said, names) for row in noticed)
        talks = tuple(_talk(row, said[row.id], names) for row in rows if row.kind == "talk")
        found = [said[row.id] for row in rows if row.kind == "contact" and row.replaced_at is None]
        proofs = tuple(_consent(reader, ctx, row, case, sent) for row in answers)
        heard = {proof.id for proof in proofs if proof.feedback}
        followed = sentviews.many(reader, ctx, sent, clocks, heard)
        here = {member.user.id for member in memberships.of_team(reader, team.id, ctx.now)}
    ordered = clockviews.ordered(views.values())
    return CaseView(
        pseudonym=case.pseudonym,
        age_band=case.age_band,
        state=CaseState(case.state),
        close_reason=case.close_reason,
        team=team.name,
        team_id=team.id,
        owner=names.get(case.owner_user_id, ""),
        created_at=case.created_at,
        expires_at=case.expires_at,
        renewals=case.renewals,
        told_at=case.told_at,
        told_how=case.told_how,
        contact=contact_view(found[-1]) if found else ContactView(),
        signals=signals,
        talks=talks,
        consents=proofs,
        referrals=followed,
        clocks=ordered,
        attempts=_attempts(tries, names, here),
        may=_may(ctx, case, relation, ordered, proofs),
        neutral=cases.neutral_line(_followed(sent), talked=bool(talks)),
        pregnancy=bool(found and found[-1].get("due_date")) or case.age_band == "pregnancy",
        statements=statements.views(rows, said),
        kept=statements.kept(rows, said),
    )


def _attempts(
    tries: Sequence[AttemptRow], names: Mapping[str, str], here: Collection[str]
) -> tuple[AttemptView, ...]:
    """Every try; of another organisation's people no name."""
    return tuple(
        AttemptView(
            t.at, t.channel, t.reached, names.get(t.author_user_id, "") if t.author_user_id in here else ""
        )
        for t in tries
    )


def contact_view(payload: Mapping[str, Any]) -> ContactView:
    """The contact record as a page shows it."""
    known = payloads.contact_from(payload)
    return ContactView(
        children=tuple(ChildView(child.name, child.birth) for child in known.children),
        due_date=known.due_date,
        parent_name=known.parent_name,
        phone=known.phone,
        email=known.email,
        address=known.address,
        call_when=known.call_when,
        call_how_not=known.call_not,
        interpreter=known.interpreter,
        language=known.language,
        wishes=tuple(known.wishes),
    )


def _signal(row: SignalRow, said: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]) -> SignalView:
    payload = said[row.record_id]
    child = payload.get("child")
    return SignalView(
        id=row.id,
        setting=str(payload["setting"]),
        seen=tuple(payload["seen"]),
        told=tuple(payload["told"]),
        about=(str(payload["about"]),) if child is None else (str(payload["about"]), str(child)),
        remark=str(payload["remark"]),
        seen_on=payloads.day_from(payload.get("seen_on")),
        submitted_at=row.created_at,
        author=names.get(row.author_user_id, ""),
        threats=tuple(str(t["code"]) for t in payload.get("threats", ())),
        replaced=row.replaced_by is not None,
    )


def _talk(row: RecordRow, payload: Mapping[str, Any], names: Mapping[str, str]) -> TalkView:
    return TalkView(
        at=row.created_at,
        author=names.get(row.author_user_id, ""),
        partner=tuple(payload.get("partners", ())),
        wish=str(payload.get("wish", "")),
        goes_well=str(payload.get("goes_well", "")),
        helpers=str(payload.get("helpers", "")),
        decides=str(payload.get("decides") or ""),
    )


def _consent(reader: Reader, ctx: Ctx, row: ConsentRow, case: CaseRow, sent: list[Any]) -> ConsentView:
    """From the sealed proof, not from the row: a row could have been edited (design/vault.md)."""
    key = _proof_key(reader, ctx, row, case)
    payload = custody.unseal(key, records.get(reader, row.record_id))
    return ConsentView(
        id=row.id,
        state=row.state,
        recipient=str(payload["recipient"]),
        bundle=str(payload["bundle"]),
        feedback=bool(payload["feedback"]),
        item_of=", ".join(
            sorted({"child" if i["child_age"] is not None else "household" for i in payload["items"]})
        ),
        asked=tuple(payload["said_yes"]),
        given_at=row.given_at or row.created_at,
        withdrawn_at=row.withdrawn_at,
        may_withdraw=row.state == "given",
        team_id=row.recipient_team_id,
        sent=any(referral.consent_id == row.id for referral in sent),
        child_ages=tuple(i["child_age"] for i in payload["items"] if i["child_age"] is not None),
        household=any(i["child_age"] is None for i in payload["items"]),
    )


def _proof_key(reader: Reader, ctx: Ctx, row: ConsentRow, case: CaseRow) -> ObjectKey:
    wanted = custody.scope("consent", row.id, row.key_id, row.key_commitment)
    return custody.reopen(reader, ctx, wanted, case.team_id)


def _may(
    ctx: Ctx,
    case: CaseRow,
    relation: Relation,
    clocks: tuple[ClockView, ...],
    proofs: tuple[ConsentView, ...],
) -> frozenset[str]:
    """What can be done with this card by this person now: the buttons of the page."""
    allowed = {name for name, permission in _ALWAYS.items() if ctx.may(permission, relation, case.team_id)}
    withdraw = any(proof.may_withdraw for proof in proofs) and ctx.may(
        Permission.CONSENT_WITHDRAW, relation, case.team_id
    )
    if case.state == CaseState.CLOSED.value:
        kept = allowed & {"copied", "erase", "requests", "statement"} | ({"withdraw"} if withdraw else set())
        return frozenset(kept | ({"reopen"} if "close" in allowed else set()))
    running = {clock.kind for clock in clocks if clock.state == "running"}
    if ClockKind.CALM_48H in running:
        allowed -= {"close", "erase"}
        allowed |= {"clock"}
    else:
        allowed -= {"attempt"}
    if case.told_at is None and ctx.may(Permission.FAMILY_INFORM, relation, case.team_id):
        allowed.add("inform")
    if withdraw:
        allowed.add("withdraw")
    if not case.pregnancy_over and ctx.may(Permission.CASE_PREGNANCY_OVER, relation, case.team_id):
        allowed.add("pregnancy_over")
    return frozenset(allowed)


def _followed(sent: list[Any]) -> Followed:
    if sent:
        return Followed(NextKind.HELP, None, "", None)
    return Followed(NextKind.WATCH, None, "", None)
