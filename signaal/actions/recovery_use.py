"""Coming back with the recovery paper: an own login with a second factor, and the code that is typed.

The paper vouches for who types it, as a lead would: so it counts only for somebody who is a lead of that team. It
works once; the whole team and the privacy officer are told; a new paper is made at once (design/vault.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from signaal.access.permissions import Permission
from signaal.actions import logins, persons, recovery, replacing, resealing, resets, revoked, slowing, trail
from signaal.actions.context import Ctx, Tools, action, anonymous, taken
from signaal.actions.joining import enrol, vouched_charter
from signaal.actions.keyring import Keyring
from signaal.actions.logins import LoggedIn
from signaal.actions.resealing import Resealed
from signaal.actions.signed_keys import claimed, onward, set_pin
from signaal.actions.slowing import Brake
from signaal.actions.successors import must_be_current
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.actions.waiting_keys import WaitingKeys
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, papers, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.tables_recovery import RecoveryPaperRow
from signaal.store.units import Unit
from signaal.terms import Refused, Role, Say
from signaal.vault import pseudonyms
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.recovery import RecoveryKeys, open_with_paper
from signaal.vault.roster import Charter
from signaal.vault.secret import Secret

NEXT = "/sleutels"
"""Where to go on: a new paper has to be made."""


@dataclass(frozen=True, repr=False)
class _Found:
    """The paper that fits, the place of who typed it, the team's keys that it opened, and what the team is."""

    paper: RecoveryPaperRow
    member: MembershipRow
    team: TeamKeys
    charter: Charter


def come_back(
    tools: Tools, login: str, passphrase: str, code: str, typed: str, address: str | None, request_id: str
) -> LoggedIn:
    """After a reset: the new passphrase and the new second factor, and the paper instead of a lead's typed code.

    The new credentials are in force from then on, and a session begins.

    Raises:
        Refused: `code` of the paper is mistyped (which groups), wrong, or was tried too often; `login` as a login.
        Conflict: somebody used the paper, or the team's secret was turned, at this moment.
        DoesNotOpen: the paper fits, and the team's key or the sealed secret is not the one that it trusts.
        Busy: too many derivations wait.
    """
    secret = recovery.read(typed)
    user, keys, waiting = resets.prove(tools, login, passphrase, code, address, request_id)
    with tools.store.reading() as reader:
        visit = persons.read(reader, user, tools.clock.now()).ctx(tools, request_id, address)
    try:
        found, sealed = _opened(visit, keys, secret)
    except DoesNotOpen:
        trail.vault_refused(visit, "recovery_paper")
        raise
    token = pseudonyms.new_token()
    with tools.store.unit() as unit:
        row = unit.locked(UserRow, user.id)
        if row.pending != user.pending:
            raise taken("keys.paper_gone")
        _enter(unit, visit, row, keys, found, sealed, waiting)
        logins.begin(unit, anonymous(tools, request_id, address), token, keys, how="recovery_paper")
    return LoggedIn(token, user.language, NEXT)


@action(Permission.PAPER_USE, Event.PAPER_USED, Event.VAULT_REFUSED)
def use(ctx: Ctx, typed: str) -> None:
    """The same for who is logged in, leads the team and does not hold its secret: everybody else of it is gone.

    Raises:
        Refused: `code` as `come_back`. Conflict, DoesNotOpen: idem. NotAllowed: nobody is logged in.
    """
    keys = ctx.keys.user
    found, sealed = _opened(ctx, keys, recovery.read(typed))
    with ctx.tools.store.unit() as unit:
        _enter(unit, ctx, unit.locked(UserRow, ctx.user_id), keys, found, sealed, None)


def _opened(ctx: Ctx, keys: UserKeys, code: Secret) -> tuple[_Found, Resealed]:
    """The team's keys by this code, and what has to be sealed to the new pair."""
    with ctx.tools.store.reading() as reader:
        mine = [row for row in memberships.ever_of_user(reader, keys.id) if _may(row, ctx)]
        there = [(row, papers.active(reader, row.team_id or "")) for row in mine]
        brakes = tuple(brake for row in mine for brake in slowing.for_paper(row.team_id or ""))
        brakes = brakes or slowing.for_paper(keys.id)
        if slowing.must_wait(reader, brakes, ctx.now):
            raise Refused({"code": Say("keys.code_wait")})
        found = _fitting(reader, ctx, code, there)
    if found is None:
        recovery.wrong(ctx, brakes, None)
    _calm(ctx, brakes)
    ring = Keyring(keys, ())
    ring.adopt(found.team)
    with ctx.tools.store.reading() as reader:
        opened = replace(ctx, keyring=ring)
        return found, resealing.prepare(
            reader, opened, found.member, found.team, keys.holder, holds_secret=True
        )


def _may(row: MembershipRow, ctx: Ctx) -> bool:
    """A lead of the team, now: admitted before, or still waiting."""
    ended = row.state == "ended" or (row.ends_at is not None and row.ends_at <= ctx.now)
    return row.team_id is not None and row.lead and not ended and row.starts_at <= ctx.now


def _calm(ctx: Ctx, brakes: tuple[Brake, ...]) -> None:
    with ctx.tools.store.unit() as unit:
        slowing.succeeded(unit, brakes)


def _fitting(
    reader: Reader, ctx: Ctx, code: Secret, there: list[tuple[MembershipRow, RecoveryPaperRow | None]]
) -> _Found | None:
    for member, paper in there:
        if paper is None:
            continue
        keys = RecoveryKeys(code, paper.team_id, paper.id)
        if keys.made(paper.public):
            if revoked.paper_is_over(reader, ctx, paper.id, member.organisation_id):
                raise DoesNotOpen
            team = _team(reader, keys, paper)
            return _Found(paper, member, team, vouched_charter(reader, team))
    return None


def _team(reader: Reader, keys: RecoveryKeys, paper: RecoveryPaperRow) -> TeamKeys:
    """From the key that the paper knew when it was made to the present one, by signatures; then its secret."""
    known = {row.version: row for row in teams.keys(reader, paper.team_id)}
    current = teams.get(reader, paper.team_id).key_version
    if paper.pin_version not in known or paper.key_version != current:
        raise DoesNotOpen
    start = keys.trusted_team(claimed(known[paper.pin_version]), paper.pin_mark)
    return open_with_paper(keys, onward(start, known.values(), current), paper.sealed_team_secret)


def _enter(
    unit: Unit,
    ctx: Ctx,
    user: UserRow,
    keys: UserKeys,
    found: _Found,
    sealed: Resealed,
    waiting: WaitingKeys | None,
) -> None:
    must_be_current(unit, found.team)
    paper = unit.locked(RecoveryPaperRow, found.paper.id)
    row = unit.locked(MembershipRow, found.member.id)
    if paper.state != "active" or row.state == "ended" or not row.lead:
        raise taken("keys.paper_gone")
    resealing.keep(unit, ctx, user.id, sealed)
    if waiting is not None:
        replacing.take_over(unit, ctx, user, waiting, row.id)
    set_pin(row, keys, found.team.holder)
    enrol(row, found.team, keys.holder, found.charter, holds_secret=True)
    papers.end(unit, paper, "used", ctx.now)
    paper.used_by = user.id
    _tell(unit, ctx, row, user)
    leave(
        unit, ctx, Event.PAPER_USED, team=row.team_id, organisation=row.organisation_id, target=paper.id,
        fingerprint=keys.public.fingerprint.hex(),
    )  # fmt: skip


def _tell(unit: Unit, ctx: Ctx, row: MembershipRow, user: UserRow) -> None:
    """The whole team, whoever used it included, and the privacy officer."""
    members = memberships.of_team(unit, row.team_id or "", ctx.now)
    officers = memberships.with_role(unit, row.organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    told = {m.user.id: m.user for m in (*members, *officers)} | {user.id: user}
    tell(unit, ctx, told.values(), Message.PAPER_USED, code=None, link="/vandaag")
