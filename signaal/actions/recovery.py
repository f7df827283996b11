"""The team's recovery paper: made by a lead, printed twice, typed back before it counts, tried every year.

The code stands on paper alone. Until it was typed back it is kept for its maker, sealed under the maker's own key
(design/vault.md, "Joining, leaving, losing").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_team
from signaal.actions import confirming, slowing, trail
from signaal.actions.context import Ctx, action, taken
from signaal.actions.slowing import Brake
from signaal.actions.successors import must_be_current
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import papers, teams
from signaal.store.tables_people import TeamRow
from signaal.store.tables_recovery import RecoveryPaperRow
from signaal.terms import NotFound, Refused, Say
from signaal.vault import recovery
from signaal.vault.keys import TeamKeys
from signaal.vault.recovery import Paper, RecoveryKeys
from signaal.vault.recovery_text import Mistyped, groups_of, new_code, read_code
from signaal.vault.secret import Secret


@dataclass(frozen=True)
class PaperView:
    """What is printed: eight groups of five characters, and a number to tell papers apart."""

    paper_id: str
    team: str
    groups: tuple[str, ...]
    made_at: datetime

    @property
    def number(self) -> str:
        """Six characters, for on the paper and in the list."""
        return number_of(self.paper_id)


def number_of(paper_id: str) -> str:
    """The number that a paper carries: says nothing about its code."""
    return paper_id[:6].upper()


@action(Permission.PAPER_WRITE, Event.KEY_PUBLISHED, Event.PAPER_MADE)
def make(ctx: Ctx, team_id: str) -> str:
    """Begin a paper for a team that I lead; the one that counts stays until this one was typed back. Returns its id.

    Raises:
        NotFound: not a team of mine. ConfirmFirst: the second factor is older than five minutes.
        Conflict: the team's secret was turned meanwhile. DoesNotOpen: my own roster line does not fit.
    """
    _must_lead(ctx, team_id)
    confirming.must_be_fresh(ctx)
    team = ctx.keys.team(team_id)
    row = _drawn_up(ctx, team, new_code())
    with ctx.tools.store.unit() as unit:
        must_be_current(unit, team)
        for earlier in papers.of_team(unit, team_id, "draft"):
            papers.end(unit, earlier, "dropped", ctx.now)
        papers.add(unit, row)
        where = {"team": team_id, "organisation": teams.get(unit, team_id).organisation_id}
        leave(unit, ctx, Event.PAPER_MADE, target=row.id, **where)
        leave(unit, ctx, Event.KEY_PUBLISHED, target=row.id, fingerprint=row.fingerprint.hex(), **where)
    return row.id


def _drawn_up(ctx: Ctx, team: TeamKeys, code: Secret) -> RecoveryPaperRow:
    keys = RecoveryKeys(code, team.id, ctx.tools.ids())
    paper = Paper(keys.paper_id, team.id, keys.public)
    mark = recovery.vouch(team, paper)
    return RecoveryPaperRow(
        id=paper.id,
        team_id=team.id,
        public=paper.public,
        fingerprint=paper.fingerprint,
        mark=mark,
        pin_version=team.version,
        pin_fingerprint=team.public.fingerprint,
        pin_mark=keys.pin(team.holder),
        key_version=team.version,
        sealed_team_secret=recovery.seal_to_paper(team, recovery.vouched(team, paper, mark)),
        sealed_code=recovery.seal_code(ctx.keys.user, paper.id, code),
        made_by=ctx.user_id,
        made_at=ctx.now,
    )


@action(Permission.PAPER_WRITE, Event.PAPER_SHOWN)
def show(ctx: Ctx, paper_id: str) -> PaperView:
    """The code, to print it: for who makes the paper, until it was typed back.

    Raises:
        NotFound: no such paper, of another maker, or typed back already: then only paper has the code.
    """
    row, team = _of_mine(ctx, paper_id)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.PAPER_SHOWN, team=team.id, organisation=team.organisation_id, target=row.id)
    code = recovery.open_code(ctx.keys.user, row.id, row.sealed_code)
    return PaperView(row.id, team.name, groups_of(code), row.made_at)


@action(Permission.PAPER_WRITE)
def waiting(ctx: Ctx, paper_id: str) -> None:
    """Is this a paper of mine that waits to be typed back? Shows nothing of it. NotFound as `show`."""
    _of_mine(ctx, paper_id)


@action(Permission.PAPER_WRITE, Event.PAPER_CONFIRMED, Event.VAULT_REFUSED)
def confirm(ctx: Ctx, paper_id: str, typed: str) -> None:
    """Type the code back from the printed paper: from now on it counts, and the one before does not.

    Raises:
        NotFound: as `show`. Refused: `code` is mistyped (which groups), another paper's, or was tried too often.
    """
    row, team = _of_mine(ctx, paper_id)
    _checked(ctx, row, typed)
    keys = ctx.keys.team(team.id)
    with ctx.tools.store.unit() as unit:
        must_be_current(unit, keys)
        fresh = unit.locked(RecoveryPaperRow, paper_id)
        if fresh.state != "draft":
            raise taken("keys.paper_gone")
        for before in papers.of_team(unit, team.id, "active"):
            papers.end(unit, before, "replaced", ctx.now)
        fresh.state, fresh.confirmed_at, fresh.sealed_code = "active", ctx.now, None
        leave(
            unit, ctx, Event.PAPER_CONFIRMED, team=team.id, organisation=team.organisation_id, target=row.id
        )


@action(Permission.PAPER_WRITE, Event.PAPER_DRILLED, Event.VAULT_REFUSED)
def drill(ctx: Ctx, team_id: str, typed: str) -> None:
    """Try whether the paper in the safe is the one that counts. Compares public halves; opens nothing.

    Raises:
        NotFound: not a team that I lead, or it has no paper. Refused: as `confirm`.
    """
    _must_lead(ctx, team_id)
    with ctx.tools.store.reading() as reader:
        row = papers.active(reader, team_id)
        organisation_id = teams.get(reader, team_id).organisation_id
    if row is None:
        raise trail.missing(ctx, Permission.PAPER_WRITE)
    _checked(ctx, row, typed)
    with ctx.tools.store.unit() as unit:
        fresh = unit.locked(RecoveryPaperRow, row.id)
        if fresh.state != "active":
            raise taken("keys.paper_gone")
        fresh.drilled_at, fresh.drilled_by = ctx.now, ctx.user_id
        leave(unit, ctx, Event.PAPER_DRILLED, team=team_id, organisation=organisation_id, target=row.id)


def read(typed: str) -> Secret:
    """A code as somebody typed it. Refused at `code` when it cannot be right, with the groups that are wrong."""
    try:
        return read_code(typed)
    except Mistyped as mistake:
        raise Refused({"code": _mistyped(mistake)}) from None


def _mistyped(mistake: Mistyped) -> Say:
    if not mistake.groups:
        return Say("keys.code_length")
    return Say("keys.code_groups", {"groups": ", ".join(str(group) for group in mistake.groups)})


def _checked(ctx: Ctx, row: RecoveryPaperRow, typed: str) -> None:
    """Does this code derive that public half? A wrong one makes the next try wait."""
    code = read(typed)
    brakes = slowing.for_paper(row.team_id)
    with ctx.tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise Refused({"code": Say("keys.code_wait")})
    if not RecoveryKeys(code, row.team_id, row.id).made(row.public):
        wrong(ctx, brakes, row.id)
    with ctx.tools.store.unit() as unit:
        slowing.succeeded(unit, brakes)


def wrong(ctx: Ctx, brakes: tuple[Brake, ...], paper_id: str | None) -> NoReturn:
    """A well-formed code of no paper that counts: written down, and slowed. Raises Refused."""
    with ctx.tools.store.unit() as unit:
        slowing.failed(unit, brakes, ctx.now)
    trail.vault_refused(ctx, "recovery_code", paper_id)
    raise Refused({"code": Say("keys.code_wrong")})


def _must_lead(ctx: Ctx, team_id: str) -> None:
    ctx.must(Permission.PAPER_WRITE, to_team(ctx.actor, team_id), team_id)


def _of_mine(ctx: Ctx, paper_id: str) -> tuple[RecoveryPaperRow, TeamRow]:
    with ctx.tools.store.reading() as reader:
        row = papers.find(reader, paper_id)
        team = teams.get(reader, row.team_id) if row is not None else None
    mine = row is not None and row.made_by == ctx.user_id and row.state == "draft"
    relation = to_team(ctx.actor, team.id) if team is not None and mine else Relation.NONE
    ctx.must(Permission.PAPER_WRITE, relation, team.id if team is not None else None)
    if row is None or team is None:
        raise NotFound()
    return row, team


__all__ = ["PaperView", "confirm", "drill", "make", "number_of", "read", "show", "waiting", "wrong"]
