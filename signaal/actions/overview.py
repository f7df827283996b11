"""The coordinator's overview: clocks and states of the own organisation's teams, from a yes on. No content, no names.

Code, team, due, holder, state: the yes says so to the family (R8). A coordinator proposes and reminds; a key holder
shares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import ClockFacts, Relation, to_clock
from signaal.actions import casework, clockviews, hearing, receipts, trail
from signaal.actions.context import Ctx, action
from signaal.actions.views import ClockView, OverviewRow, Receipt, Recipient, TeamCount
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import cases, consents, deadlines, organisations, referrals, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import TeamRow
from signaal.store.tables_sharing import ReferralRow
from signaal.terms import Conflict, NotFound, ReferralState, Refused, Role, Say

NUDGE_AGAIN = timedelta(hours=4)
"""How long a reminder lasts: one per referral in this time."""
ENDED_FOR = timedelta(days=7)
"""How long a clock that ended stays in the overview."""
MOST = 5000
"""How many clocks one organisation's overview can hold."""
_A_LIST = 100
"""The most subjects that one event may carry."""


@action(Permission.CLOCKS_OVERVIEW, Event.OVERVIEW_LISTED)
def clocks(ctx: Ctx) -> tuple[OverviewRow, ...]:
    """Running clocks that the own organisation's teams received, the nearest end first, and those of this week."""
    own, organisation = own_teams(ctx)
    found = seen(ctx, own)
    looked(ctx, organisation, [line.code for line in found])
    return found


def seen(ctx: Ctx, own: Mapping[str, TeamRow]) -> tuple[OverviewRow, ...]:
    """Clocks that these teams received, running ones and the nearest end first. `looked` writes it down."""
    with ctx.tools.store.reading() as reader:
        rows = deadlines.visible_outside(reader, set(own), ended_since=ctx.now - ENDED_FOR, limit=MOST)
        sent = referrals.by_ids(reader, {row.referral_id for row in rows if row.referral_id})
        rows = [row for row in rows if _shown(sent.get(row.referral_id or ""), own)]
        views = clockviews.many(reader, ctx, rows)
        senders = teams.by_ids(reader, {row.sender_team_id for row in sent.values()}) if sent else {}
    found = [
        _row(ctx, own, senders, sent[row.referral_id or ""], views[row.id]) for row in rows if row.id in views
    ]
    found.sort(key=lambda line: (line.clock.state != "running", line.clock.due_at, line.reference or ""))
    return tuple(found)


def looked(ctx: Ctx, organisation: str, codes: Iterable[str]) -> None:
    """Write down that these cards were on the overview; also that there were none."""
    with ctx.tools.store.unit() as unit:
        for part in _chunks(tuple(dict.fromkeys(codes))):
            trail.leave(
                unit, ctx, Event.OVERVIEW_LISTED, organisation=organisation, subjects=part, parts=(Part.CLOCK,),
                number=len(part),
            )  # fmt: skip


@action(Permission.CLOCKS_OVERVIEW)
def counts(ctx: Ctx) -> tuple[TeamCount, ...]:
    """How many received packages per team of the own organisation and state: the own work, as it is."""
    own, _ = own_teams(ctx)
    with ctx.tools.store.reading() as reader:
        found = referrals.counts(reader, set(own))
    order = {state.value: number for number, state in enumerate(ReferralState)}
    return tuple(
        TeamCount(own[team_id].name, state, n)
        for (team_id, state), n in sorted(
            found.items(), key=lambda pair: (own[pair[0][0]].name, order[pair[0][1]])
        )
        if state != ReferralState.CONSENT_WITHDRAWN.value
    )


@dataclass(frozen=True)
class Proposable:
    """A referral that a coordinator may propose another team for, and the teams to choose from."""

    code: str
    reference: str
    team: str
    proposed: str | None
    teams: tuple[Recipient, ...]


@action(Permission.TEAM_PROPOSE)
def options(ctx: Ctx, reference: str) -> Proposable:
    """Which teams could be proposed instead. Raises NotFound."""
    row, case, _ = _sent(ctx, reference, Permission.TEAM_PROPOSE)
    with ctx.tools.store.reading() as reader:
        names = {found.id: found.name for found in organisations.everything(reader)}
        choice = tuple(
            Recipient(team.id, team.name, names.get(team.organisation_id, ""), team.function, compared=False)
            for team in teams.recipients(reader)
            if team.id not in (row.recipient_team_id, row.sender_team_id)
        )
        now = teams.get(reader, row.recipient_team_id or "").name
        before = teams.find(reader, row.proposed_team_id) if row.proposed_team_id else None
    return Proposable(case.pseudonym, reference, now, before.name if before else None, choice)


@action(Permission.TEAM_PROPOSE, Event.REFERRAL_PROPOSED)
def propose(ctx: Ctx, reference: str, team_id: str, form_id: str) -> Receipt:
    """Another team, as a proposal: nothing moves. The sender hears it, and shares after a new yes.

    Raises:
        Refused: field team. Conflict: it is no longer waiting. NotFound: before a yes, or another organisation's.
    """
    row, case, organisation = _sent(ctx, reference, Permission.TEAM_PROPOSE)
    with ctx.tools.store.reading() as reader:
        known = {team.id for team in teams.recipients(reader)} - {row.recipient_team_id, row.sender_team_id}
    if team_id not in known:
        raise Refused({"team": Say("workflows.choice.unknown")})
    with ctx.tools.store.unit() as unit:
        if not receipts.claim(unit, ctx, form_id, "proposed"):
            return receipts.earlier(unit, ctx, form_id)
        held = referrals.locked(unit, reference)
        if held.state not in (ReferralState.SENT.value, ReferralState.RETURNED.value):
            raise Conflict(Say("workflows.referral.cannot_move"))
        held.proposed_team_id = team_id
        hearing.sender(unit, ctx, case, Message.PROPOSAL)
        receipts.keep(unit, form_id, {"kind": "proposed", "reference": reference})
        trail.leave(
            unit, ctx, Event.REFERRAL_PROPOSED, organisation=organisation, target=team_id,
            subjects=(case.pseudonym, reference), parts=(Part.REFERRAL,),
        )  # fmt: skip
    return receipts.shown(ctx, form_id)


@action(Permission.NUDGE, Event.REFERRAL_NUDGED)
def nudge(ctx: Ctx, clock_id: str, form_id: str) -> Receipt:
    """Ask the receiving team to look at it; once per four hours.

    Raises:
        Conflict: reminded less than four hours ago, or the clock ended. NotFound.
    """
    found, case, organisation = _clock(ctx, clock_id)
    with ctx.tools.store.unit() as unit:
        if not receipts.claim(unit, ctx, form_id, "nudged"):
            return receipts.earlier(unit, ctx, form_id)
        held = referrals.locked(unit, found.reference)
        if deadlines.locked(unit, clock_id).state != "running":
            raise Conflict(Say("clocks.ended_already"))
        if (again := _again(held)) is not None and again > ctx.now:
            raise Conflict(Say("coordinator.nudged_already", {"again": again}))
        held.nudged_at = ctx.now
        hearing.receiver(unit, ctx, held, Message.NUDGE)
        receipts.keep(unit, form_id, {"kind": "nudged", "reference": held.reference})
        trail.leave(
            unit, ctx, Event.REFERRAL_NUDGED, organisation=organisation, target=clock_id,
            subjects=(case.pseudonym, held.reference), parts=(Part.REFERRAL,),
        )  # fmt: skip
    return receipts.shown(ctx, form_id)


@action(Permission.NUDGE)
def nudgeable(ctx: Ctx, clock_id: str) -> str:
    """The card's code of a clock that could be asked attention for. Raises NotFound, and writes that down."""
    return _clock(ctx, clock_id)[1].pseudonym


def _clock(ctx: Ctx, clock_id: str) -> tuple[ReferralRow, CaseRow, str]:
    """The referral of a clock that the family said yes to. Raises NotFound."""
    with ctx.tools.store.reading() as reader:
        clock = deadlines.get(reader, clock_id)
        found = referrals.find_by_id(reader, clock.referral_id) if clock.referral_id else None
    if found is None or clock.yes_at is None:
        ctx.must(Permission.NUDGE, Relation.NONE)
        raise NotFound()
    return _sent(ctx, found.reference, Permission.NUDGE)


def own_teams(ctx: Ctx) -> tuple[dict[str, TeamRow], str]:
    """The teams of the organisation that this person coordinates, by id. Raises NotFound when there is none."""
    home = next((m.organisation_id for m in ctx.actor.memberships if m.role is Role.COORDINATOR), None)
    if home is None:
        raise NotFound()
    with ctx.tools.store.reading() as reader:
        return {team.id: team for team in teams.of_organisation(reader, home)}, home


def _sent(ctx: Ctx, reference: str, permission: Permission) -> tuple[ReferralRow, CaseRow, str]:
    """A referral to a team of the own organisation, while the family's yes stands. Raises NotFound."""
    with ctx.tools.store.reading() as reader:
        row = referrals.get(reader, reference)
        case = cases.get_by_id(reader, row.case_id)
        team = teams.find(reader, row.recipient_team_id) if row.recipient_team_id else None
        agreed = _agreed(reader, row)
    seen_by = frozenset({team.organisation_id}) if team is not None else frozenset()
    relation = to_clock(ctx.actor, ClockFacts(casework.facts(case), agreed, seen_by))
    organisation = team.organisation_id if team is not None else None
    ctx.must(permission, relation, None, (reference,), organisation)
    return row, case, organisation or ""


def _agreed(reader: Reader, row: ReferralRow) -> bool:
    found = consents.find(reader, row.consent_id) if row.consent_id else None
    return found is not None and found.state == "given"


def _row(
    ctx: Ctx,
    own: Mapping[str, TeamRow],
    senders: Mapping[str, TeamRow],
    sent: ReferralRow,
    clock: ClockView,
) -> OverviewRow:
    again = _again(sent)
    runs = clock.state == "running"
    return OverviewRow(
        team=own[sent.recipient_team_id or ""].name,
        sender=senders[sent.sender_team_id].name,
        code=clock.case_code or "",
        reference=sent.reference,
        state=ReferralState(sent.state),
        clock=clock,
        may_nudge=runs and (again is None or again <= ctx.now),
        may_propose=sent.state == ReferralState.SENT.value,
    )


def _shown(row: ReferralRow | None, own: Collection[str]) -> bool:
    """To one of these teams, and the family did not take its yes back."""
    withdrawn = ReferralState.CONSENT_WITHDRAWN.value
    return row is not None and row.recipient_team_id in own and row.state != withdrawn


def _again(row: ReferralRow) -> datetime | None:
    return row.nudged_at + NUDGE_AGAIN if row.nudged_at is not None else None


def _chunks(codes: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Parts of at most a hundred; one empty part when there is nothing, as looking is an event too."""
    ordered = tuple(codes)
    yield ordered[:_A_LIST]
    for start in range(_A_LIST, len(ordered), _A_LIST):
        yield ordered[start : start + _A_LIST]
