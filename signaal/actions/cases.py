"""The team's cards: the list without names, one card opened, and what can be done with a card as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from signaal.access import policy
from signaal.access.permissions import Permission
from signaal.access.policy import Place
from signaal.access.relations import Relation, to_case
from signaal.actions import (
    cardviews,
    caselines,
    casework,
    endings,
    expected,
    followups,
    holding,
    indexing,
    trail,
)
from signaal.actions.context import Ctx, action, taken
from signaal.actions.views import CasePage, CaseView, Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import cases as stored
from signaal.store import deadlines, pages, sessions, teams
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import CaseState, NotFound, Role, Say
from signaal.workflows import cases, retention
from signaal.workflows.calendar import local_day
from signaal.workflows.cases import CaseEvent, Next, NextKind

NAMES_FOR = timedelta(minutes=15)


@action(Permission.CASE_LIST, Event.CASE_LISTED, Event.CASE_NAMES_SHOWN)
def page(
    ctx: Ctx, state: str | None = None, after: str | None = None, team_id: str | None = None
) -> CasePage:
    """25 cards of the own team, last changed first: code, age band, state, clocks. Names only when asked for (R5)."""
    team = own_team(ctx, team_id)
    with ctx.tools.store.reading() as reader:
        organisation = teams.get(reader, team).organisation_id
        reach = policy.widest(ctx.actor, Permission.CASE_LIST, Place(team, organisation))
        found = stored.page(
            reader,
            team,
            owner_user_id=ctx.user_id if reach is Relation.OWN_CASE else None,
            state=state,
            but_state=CaseState.CLOSED.value if state is None else None,
            after=pages.from_text(after),
        )
        rows = list(found.rows)
        known = caselines.around(reader, ctx, rows)
    shown = ctx.names_until if ctx.names_until is not None and ctx.names_until > ctx.now else None
    with ctx.tools.store.unit() as unit:
        event = Event.CASE_NAMES_SHOWN if shown else Event.CASE_LISTED
        codes = tuple(row.pseudonym for row in rows)
        trail.leave(unit, ctx, event, team=team, organisation=organisation, subjects=codes, number=len(rows))
    lines = caselines.drawn(rows, known, caselines.names(ctx, rows))
    return CasePage(lines, pages.as_text(found.after), shown, state)


@action(Permission.CASE_NAMES, Event.CASE_NAMES_SHOWN)
def show_names(ctx: Ctx) -> None:
    """Names in the own team's list for 15 minutes, in this session only (R5); logged."""
    if ctx.session_id is None:
        raise NotFound()
    with ctx.tools.store.unit() as unit:
        sessions.get(unit, ctx.session_id).names_until = ctx.now + NAMES_FOR
        trail.leave(unit, ctx, Event.CASE_NAMES_SHOWN)


@action(Permission.CASE_READ, Event.CASE_OPENED, Event.CASE_INDEXED)
def read(ctx: Ctx, pseudonym: str) -> CaseView:
    """One card, opened. The event is committed before anything of it can be shown.

    Raises:
        NotFound: no such card, or not for this person; that is written down.
        DoesNotOpen: a key or record does not fit.
    """
    with ctx.tools.store.reading() as reader:
        case = stored.get(reader, pseudonym)
        team = teams.get(reader, case.team_id)
    relation = to_case(ctx.actor, casework.facts(case))
    why = ctx.must(Permission.CASE_READ, relation, case.team_id, (pseudonym,), team.organisation_id)
    with ctx.tools.store.reading() as reader:
        why = expected.because(reader, ctx, case, why)
        unfound = indexing.lacks_token(reader, ctx, case)
    with ctx.tools.store.unit() as unit:
        parts = (Part.CASE, Part.SIGNAL, Part.TALK, Part.CONTACT, Part.CONSENT)
        trail.leave(
            unit, ctx, Event.CASE_OPENED, team=team.id, organisation=team.organisation_id,
            subjects=(pseudonym,), parts=parts, explanation=why,
        )  # fmt: skip
    view = cardviews.card(ctx, case, team, relation)
    if unfound:
        indexing.add(ctx, case, team.organisation_id, view.contact)
    return view


@action(Permission.CASE_CLOSE, Event.CASE_CLOSED)
def close(ctx: Ctx, pseudonym: str, reason: str, form_id: str) -> Receipt:
    """Close a card with a reason. Raises Refused (field reason), Conflict while a clock still runs."""
    cases.check_close(reason, ctx.tools.lists.of("close_reasons").codes())
    work = casework.open_work(ctx, pseudonym, Permission.CASE_CLOSE, form_id, "closed")
    endings.close(work, reason)
    return work.write()


@action(Permission.CASE_CLOSE, Event.CASE_REOPENED)
def reopen(ctx: Ctx, pseudonym: str, form_id: str) -> Receipt:
    """A closed card goes on: a yes after a no. Raises Conflict when it is not closed."""
    work = casework.open_work(ctx, pseudonym, Permission.CASE_CLOSE, form_id, "reopened")

    def again(unit: Unit, case: CaseRow) -> None:
        case.state = cases.after(CaseState(case.state), CaseEvent.REOPENED).value
        case.close_reason = None
        followups.start(unit, work, case, local_day(ctx.now) + timedelta(weeks=6))

    work.changes.append(again)
    work.leave(Event.CASE_REOPENED, parts=(Part.CASE,))
    return work.write()


@action(Permission.CASE_RENEW, Event.CASE_RENEWED)
def renew(ctx: Ctx, pseudonym: str, reason: str, form_id: str) -> Receipt:
    """ "Ik let nog even op" again: six weeks more, at most twice, with a reason (R20). Raises Refused (reason)."""
    work = casework.open_work(ctx, pseudonym, Permission.CASE_RENEW, form_id, "renewed")
    renewals = work.case.renewals + 1
    with ctx.tools.store.reading() as reader:
        terms = holding.terms_of(reader, ctx, work.team)
    followed = cases.check_next(Next(NextKind.WATCH, reason=reason, renewals=renewals), ctx.now, (), terms)
    work.seal("note", {"v": 1, "kind": "renewal", "text": followed.reason})

    def more(unit: Unit, case: CaseRow) -> None:
        if case.renewals + 1 != renewals:  # a colleague just did the same
            raise taken("workflows.case.cannot_move")
        case.renewals = renewals
        if followed.until is not None:
            case.expires_at = retention.longer(case.created_at, case.expires_at, followed.until, terms)
            followups.replace_all(unit, work, case, local_day(followed.until))

    work.changes += [casework.still_open, more]
    work.following += cases.happens_next(followed)
    work.leave(Event.CASE_RENEWED, parts=(Part.CASE,), number=renewals)
    return work.write()


@action(Permission.CASE_PREGNANCY_OVER, Event.PREGNANCY_OVER, Event.CONTACT_RECORDED)
def pregnancy_over(ctx: Ctx, pseudonym: str, form_id: str) -> Receipt:
    """ "Zwangerschap is voorbij": stops letters and prompts at once and asks nothing (product, everyday events)."""
    from signaal.actions import conversations

    work = casework.open_work(ctx, pseudonym, Permission.CASE_PREGNANCY_OVER, form_id, "pregnancy_over")
    if work.contact.due_date is not None:
        conversations.reach(work, replace(work.contact, due_date=None))

    def stop(unit: Unit, case: CaseRow) -> None:
        case.pregnancy_over = True
        if case.age_band == "pregnancy":
            case.age_band = "unknown"
        followups.stop_all(unit, work, case, "pregnancy_over")

    work.changes.append(stop)
    work.leave(Event.PREGNANCY_OVER, parts=(Part.CASE,))
    return work.write()


@action(Permission.CASE_MOVED, Event.FAMILY_MOVED, Event.CONSENT_WITHDRAWN)
def moved(ctx: Ctx, pseudonym: str, form_id: str) -> Receipt:
    """ "Verhuisd": municipal receivers stop, the family takes its overview along; a running clock: samen bellen."""
    from signaal.actions import withdrawing
    from signaal.store import consents

    work = casework.open_work(ctx, pseudonym, Permission.CASE_MOVED, form_id, "moved")
    with ctx.tools.store.reading() as reader:
        given = [row for row in consents.of_case(reader, work.case.id) if row.state == "given"]
        for row in given:
            if row.recipient_team_id is not None:
                withdrawing.plan(reader, work, row)
                work.leave(Event.CONSENT_WITHDRAWN, parts=(Part.CONSENT,), consent=row.id)
        clock = deadlines.running(reader, work.case.id, "calm_48h")
    if clock:
        work.following.append(Say("case.moved_call_together", {"due": clock[0].due_at}))
    work.following.append(Say("case.moved_take_along"))
    work.leave(Event.FAMILY_MOVED, parts=(Part.CASE,))
    return work.write()


@action(Permission.LINE_COPIED, Event.CASE_COPIED)
def taken_over(ctx: Ctx, pseudonym: str) -> None:
    """ "Overgenomen": the neutral line stands in the statutory file."""
    with ctx.tools.store.reading() as reader:
        case = stored.get(reader, pseudonym)
        team = teams.get(reader, case.team_id)
    relation = to_case(ctx.actor, casework.facts(case))
    why = ctx.must(Permission.LINE_COPIED, relation, case.team_id, (pseudonym,), team.organisation_id)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.CASE_COPIED, team=team.id, organisation=team.organisation_id,
            subjects=(pseudonym,), explanation=why,
        )  # fmt: skip


def own_team(ctx: Ctx, team_id: str | None) -> str:
    """The team whose list is meant: the one named, or the first in which this person signals. NotFound otherwise."""
    own = [m.team_id for m in ctx.actor.memberships if m.role is Role.SIGNALLER and m.team_id is not None]
    if not own or (team_id is not None and team_id not in own):
        raise NotFound()
    return team_id or own[0]
