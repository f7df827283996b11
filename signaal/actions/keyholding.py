"""How safe a team is from being locked out: who holds its key, whether its paper was tried, what is being renewed.

A team is red with fewer than two key holders, without a paper, or without a drill in 12 months (design/vault.md). In a
solo team the paper is the second holder. Typing a new paper back counts as its first drill.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import to_team
from signaal.actions import officer_codes, rotating
from signaal.actions.context import Ctx, action
from signaal.actions.recovery import number_of
from signaal.actions.rotating_work import Progress, progress
from signaal.actions.trail import leave, missing
from signaal.actions.views import Task
from signaal.audit.events import Event
from signaal.store import memberships, papers, people, rotations, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import TeamRow
from signaal.store.tables_recovery import RecoveryPaperRow, RotationRow
from signaal.terms import Role, Say

DRILL_HOLDS = timedelta(days=365)
A_WEEK = timedelta(days=7)
"""A new team has this long for its second lead and its paper before Vandaag asks for them."""
LINK = "/sleutels"


@dataclass(frozen=True)
class PaperLine:
    """The paper that counts: its number, since when, the last time somebody typed it, and until when that holds."""

    number: str
    since: datetime
    tried_at: datetime
    try_before: datetime


@dataclass(frozen=True)
class RotationLine:
    """One renewal that is not finished; `mine` may agree with it, `leads` may carry it out.

    Where the officer agreed, a lead begins with the code that the officer reads out (`needs_code`): it is `code`, on
    the page of that officer alone.
    """

    id: str
    state: str
    asked_by: str
    asked_at: datetime
    progress: Progress
    may_agree: bool
    officer_agrees: bool
    needs_code: bool = False
    code: str | None = None


@dataclass(frozen=True)
class TeamKeysView:
    """One team with a key. `reds` are the sentences that make it red; `leads` is whether I lead it."""

    team_id: str
    name: str
    leads: bool
    holders: int
    since: datetime
    paper: PaperLine | None
    draft_id: str | None
    rotation: RotationLine | None
    somebody_left: bool
    reds: tuple[Say, ...]


@action(Permission.KEYS_READ, Event.KEYS_LISTED)
def page(ctx: Ctx) -> tuple[TeamKeysView, ...]:
    """The teams that I lead; for a privacy officer all teams with a key of the own organisation. Opens nothing.

    Raises:
        Busy: too many derivations wait, for a code to read out.
    """
    with ctx.tools.store.unit() as unit:
        found = tuple(_view(unit, ctx, team) for team in _mine(unit, ctx))
        for organisation_id in dict.fromkeys(m.organisation_id for m in ctx.actor.memberships):
            leave(unit, ctx, Event.KEYS_LISTED, organisation=organisation_id, number=len(found))
    return tuple(_with_code(ctx, view) for view in found)


@action(Permission.PAPER_WRITE, Event.KEYS_LISTED)
def team(ctx: Ctx, team_id: str) -> TeamKeysView:
    """One team that I lead, with a paper to try. NotFound: not mine, or without a paper; written down."""
    ctx.must(Permission.PAPER_WRITE, to_team(ctx.actor, team_id), team_id)
    with ctx.tools.store.unit() as unit:
        found = _view(unit, ctx, teams.get(unit, team_id)) if papers.active(unit, team_id) else None
        if found is not None:
            leave(unit, ctx, Event.KEYS_LISTED, team=team_id, number=1)
    if found is None:
        raise missing(ctx, Permission.PAPER_WRITE)
    return found


@action(Permission.KEY_ROTATE, Event.KEYS_LISTED)
def to_begin(ctx: Ctx, rotation_id: str) -> TeamKeysView:
    """The team that I lead whose renewal waits for the code of an officer. NotFound: nothing of mine does."""
    with ctx.tools.store.reading() as reader:
        row = rotations.find(reader, rotation_id)
    team_id = row.team_id if row is not None else ""
    ctx.must(Permission.KEY_ROTATE, to_team(ctx.actor, team_id), team_id or None)
    if row is None or not officer_codes.needed(row):
        raise missing(ctx, Permission.KEY_ROTATE)
    with ctx.tools.store.unit() as unit:
        found = _view(unit, ctx, teams.get(unit, team_id))
        leave(unit, ctx, Event.KEYS_LISTED, team=team_id, number=1)
    return found


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """What waits on the day of leads and officers: a red team, a renewal to agree with or to carry out."""
    for team in _mine(reader, ctx):
        view = _view(reader, ctx, team)
        if view.rotation is not None and (view.rotation.may_agree or _to_carry_out(view)):
            key = "today.key_waits" if view.rotation.state == "asked" else "today.key_goes_on"
            yield Task(Say(key), None, LINK, None, overdue=False)
        if view.reds and ctx.now - _founded(reader, team) > A_WEEK:
            yield Task(Say("today.team_red", {"team": view.name}), None, LINK, None, overdue=True)


def _with_code(ctx: Ctx, view: TeamKeysView) -> TeamKeysView:
    """A derivation, so outside every transaction."""
    turning = view.rotation
    if turning is None or not turning.needs_code:
        return view
    return replace(view, rotation=replace(turning, code=officer_codes.to_read_out(ctx, turning.id)))


def _to_carry_out(view: TeamKeysView) -> bool:
    return view.leads and view.rotation is not None and view.rotation.state in ("approved", "running")


def _mine(reader: Reader, ctx: Ctx) -> list[TeamRow]:
    led = [m.team_id for m in ctx.actor.memberships if m.lead and m.team_id]
    found = teams.by_ids(reader, led) if led else {}
    for member in ctx.actor.memberships:
        if member.role is Role.PRIVACY_OFFICER:
            found |= {team.id: team for team in teams.of_organisation(reader, member.organisation_id)}
    return sorted((team for team in found.values() if team.key_version), key=lambda team: team.name)


def _view(reader: Reader, ctx: Ctx, team: TeamRow) -> TeamKeysView:
    here = memberships.key_holders(reader, team.id, ctx.now)
    paper = papers.active(reader, team.id)
    draft = papers.draft(reader, team.id)
    key = teams.get_key(reader, team.id, team.key_version)
    turning = rotations.current(reader, team.id)
    leads = any(m.lead for m in ctx.actor.roles_in(team.id))
    mine = draft is not None and draft.made_by == ctx.actor.user_id
    return TeamKeysView(
        team_id=team.id,
        name=team.name,
        leads=leads,
        holders=len(here),
        since=key.created_at,
        paper=_paper(paper) if paper is not None else None,
        draft_id=draft.id if draft is not None and mine else None,
        rotation=_rotation(reader, ctx, team, turning, leads=leads) if turning is not None else None,
        somebody_left=_left_since(reader, team.id, key.created_at),
        reds=reds(ctx.now, team, len(here), paper),
    )


def reds(now: datetime, team: TeamRow, holders: int, paper: RecoveryPaperRow | None) -> tuple[Say, ...]:
    """Why a team is red; empty when it is not."""
    found = []
    if holders < (1 if team.solo else 2):
        found.append(Say("keys.red_holders", {"n": holders}))
    if paper is None:
        found.append(Say("keys.red_paper"))
    elif now >= _tried(paper) + DRILL_HOLDS:
        found.append(Say("keys.red_drill", {"day": _tried(paper).date()}))
    return tuple(found)


def _paper(row: RecoveryPaperRow) -> PaperLine:
    tried = _tried(row)
    return PaperLine(number_of(row.id), row.confirmed_at or row.made_at, tried, tried + DRILL_HOLDS)


def _tried(row: RecoveryPaperRow) -> datetime:
    return row.drilled_at or row.confirmed_at or row.made_at


def _rotation(reader: Reader, ctx: Ctx, team: TeamRow, row: RotationRow, *, leads: bool) -> RotationLine:
    officer = rotating.lacks_second_lead(reader, ctx, team)
    may = row.state == "asked" and row.asked_by != ctx.actor.user_id and (leads or officer)
    name = people.names(reader, [row.asked_by]).get(row.asked_by, "")
    return RotationLine(
        row.id, row.state, name, row.asked_at, progress(row), may, officer, officer_codes.needed(row)
    )


def _left_since(reader: Reader, team_id: str, since: datetime) -> bool:
    """Did somebody leave who may have known this secret?"""
    return any(
        row.state == "ended" and row.team_key_version and row.ends_at is not None and row.ends_at >= since
        for row, _ in memberships.ever_of_team(reader, team_id)
    )


def _founded(reader: Reader, team: TeamRow) -> datetime:
    return teams.get_key(reader, team.id, 1).created_at
