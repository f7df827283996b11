"""The moment at which a team gets its next secret: one transaction, in which everything small changes at once.

Published and signed by the version before; sealed again to every member whose roster line and key fit, and to the
paper; the marks under the roster key made anew. Grants follow in batches: until then the secret of before is kept
under the new one. Anything that does not fit stops it all, and nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import to_team
from signaal.actions import confirming, custody, officer_codes, revoked, rotating
from signaal.actions.context import Ctx, action, taken
from signaal.actions.joining import enrol
from signaal.actions.key_publishing import publish
from signaal.actions.keyring import charter_of, line_of
from signaal.actions.revoked import Revocations
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import memberships, papers, pins, rotations
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.tables_recovery import RecoveryPaperRow, RotationRow
from signaal.store.units import Unit
from signaal.terms import NotFound
from signaal.vault import recovery, rotation, rotation_asking
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.certificates import certify, trusted_colleague
from signaal.vault.keys import TeamKeys
from signaal.vault.pins import Pin, check_pin, make_pin
from signaal.vault.recovery import Paper
from signaal.vault.roster import Charter, trusted_member


@dataclass(frozen=True)
class _Turning:
    """From which keys to which, in what kind of team; who left and may not come along, and by when."""

    keys: TeamKeys
    following: TeamKeys
    charter: Charter
    left: Revocations
    now: datetime


@action(Permission.KEY_ROTATE, Event.KEY_PUBLISHED, Event.ROTATION_STARTED)
def start(ctx: Ctx, rotation_id: str, typed_code: str = "") -> None:
    """Give the team its next secret. Whoever is logged in goes on working.

    `typed_code` is what the privacy officer reads out, where they agreed and not a second lead.

    Raises:
        Refused: `code` is not the officer's, or was tried too often. Busy: too many derivations wait.
        NotFound: not of a team that I lead. ConfirmFirst: the second factor is older than five minutes.
        Conflict: it waits for a second person, or began already.
        DoesNotOpen: who asked or agreed cannot be told from the row, or a member's key, a role or the paper is not
            the one that the team vouched for, or somebody who left is back, or the team became another kind of team.
            Nothing has changed; that member has to be removed first, or the paper renewed.
    """
    with ctx.tools.store.reading() as reader:
        row = rotations.find(reader, rotation_id)
        approver = rotating.approver_of(reader, row) if row is not None and row.approved_by else None
    team_id = row.team_id if row is not None else ""
    ctx.must(Permission.KEY_ROTATE, to_team(ctx.actor, team_id), team_id or None)
    confirming.must_be_fresh(ctx)
    if row is None:
        raise NotFound()
    if row.state != "approved" or approver is None:
        raise taken("keys.not_approved")
    keys = ctx.keys.team(team_id)
    asked = rotating.asked_of(row)
    rotation_asking.check_asked(keys, asked, row.asked_mark)
    if officer_codes.needed(row):
        approver = officer_codes.known(ctx, row, approver, keys, typed_code)
    rotation_asking.check_approval(keys, asked, approver, row.approval)
    with ctx.tools.store.reading() as reader:
        left = revoked.of_organisation(reader, ctx, ctx.keys.charter(team_id).organisation_id)
    turning = _Turning(keys, rotation.next_keys(keys), ctx.keys.charter(team_id), left, ctx.now)
    with ctx.tools.store.unit() as unit:
        _turn(unit, ctx, rotation_id, turning)


def _turn(unit: Unit, ctx: Ctx, rotation_id: str, turning: _Turning) -> None:
    keys, following = turning.keys, turning.following
    team = unit.locked(TeamRow, keys.id)
    row = unit.locked(RotationRow, rotation_id)
    if row.state != "approved" or team.key_version != keys.version:
        raise taken("keys.not_approved")
    if charter_of(team) != turning.charter:
        raise DoesNotOpen
    publish(unit, ctx, team, following, keys)
    for member, user in memberships.ever_of_team(unit, team.id):
        _carry(unit, member, user, turning)
    _carry_pins(unit, keys, following)
    for state in ("active", "draft"):
        for paper in papers.of_team(unit, team.id, state):
            _carry_paper(paper, keys, following)
    for before in rotations.keeping(unit, team.id):
        kept = rotation.open_previous(keys, before.from_version, before.sealed_previous)
        before.sealed_previous = rotation.seal_previous(following, kept)
    row.state, row.started_by, row.started_at = "running", ctx.user_id, ctx.now
    row.sealed_previous = rotation.seal_previous(following, keys)
    row.total = rotations.count_unturned(unit, team.id, following.version)
    leave(
        unit, ctx, Event.ROTATION_STARTED, team=team.id, organisation=team.organisation_id, target=row.id,
        number=row.total,
    )  # fmt: skip


def _carry(unit: Unit, row: MembershipRow, user: UserRow, turning: _Turning) -> None:
    """A member goes along as what the roster says; of who left only the certificate: they sent packages."""
    if row.roster_line is None:
        return
    over = row.ends_at is not None and row.ends_at <= turning.now
    if row.state != "active" or user.state != "active" or over:
        _carry_certificate(unit, row, turning)
        if row.state == "active" and not over:  # a closed account: who opens it again is admitted again
            row.state = "waiting"
        row.sealed_team_secret = None
        return
    if row.id in turning.left.places or user.id in turning.left.accounts:
        raise DoesNotOpen  # somebody wrote an old copy of the row back
    line = line_of(row, turning.charter)
    member = trusted_member(turning.keys, line, row.roster_line, custody.key_of_line(unit, row))
    enrol(row, turning.following, member, turning.charter, holds_secret=row.sealed_team_secret is not None)


def _carry_certificate(unit: Unit, row: MembershipRow, turning: _Turning) -> None:
    try:
        trusted_colleague(turning.keys.holder, row.id, row.certificate, custody.key_of_line(unit, row))
    except DoesNotOpen:
        return
    row.certificate = certify(turning.following, line_of(row, turning.charter))


def _carry_pins(unit: Unit, keys: TeamKeys, following: TeamKeys) -> None:
    """What the team pinned, under its new roster key. A pin that is not the team's stays what it is: refused."""
    for row in pins.of_team(unit, keys.id).values():
        pin = Pin(
            row.recipient_team_id, row.version, row.fingerprint, row.compared_at, tuple(row.compared_by)
        )
        try:
            check_pin(keys, pin, row.mac)
        except DoesNotOpen:
            continue
        row.mac = make_pin(following, pin)


def _carry_paper(row: RecoveryPaperRow, keys: TeamKeys, following: TeamKeys) -> None:
    paper = Paper(row.id, row.team_id, row.public)
    recovery.vouched(keys, paper, row.mark)
    row.mark = recovery.vouch(following, paper)
    row.sealed_team_secret = recovery.seal_to_paper(following, recovery.vouched(following, paper, row.mark))
    row.key_version = following.version
