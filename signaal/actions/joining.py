"""How somebody comes to hold their team's key: the first lead founds it, everybody else pins it and waits for
a lead.

Founding is open while no privacy officer has logged in yet (setting up); after that a team needs two pairs of
eyes, the admin's and the privacy officer's (design/vault.md, "Trusting a key").
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from signaal.actions import successors
from signaal.actions.context import Ctx
from signaal.actions.key_publishing import publish
from signaal.actions.keyring import charter_of, line_of
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import approvals, memberships, meta, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamRow
from signaal.store.units import Unit
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.certificates import certify
from signaal.vault.holders import Claimed, Trusted, claimed_team
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.memberships import seal_team_secret
from signaal.vault.pins import first_seen
from signaal.vault.roster import Charter, RosterLine, check_line, make_line

_OFFICER_SINCE = "privacy_officer_since"


def officer_is_here(unit: Unit, now: datetime) -> None:
    """A privacy officer logged in: from now on the shell alone makes no first lead, officer or admin."""
    if meta.find(unit, _OFFICER_SINCE) is None:
        meta.put(unit, _OFFICER_SINCE, now.isoformat(timespec="seconds"))


def setting_up(reader: Reader) -> bool:
    """Has no privacy officer logged in yet?"""
    return meta.find(reader, _OFFICER_SINCE) is None


def approved(team: TeamRow) -> bool:
    """Did two pairs of eyes look at this team?"""
    return team.state == "active" and len(set(team.approved_by)) >= 2


def may_found(reader: Reader, team: TeamRow, membership_id: str) -> bool:
    """May this lead make the team's first key now? Only one of those that the privacy officer saw."""
    if setting_up(reader):
        return True
    looks = [row for row in approvals.of_team(reader, team.id, approvals.FOUNDING) if row.approved_by]
    return approved(team) and bool(looks) and membership_id in looks[-1].leads


def settle(unit: Unit, ctx: Ctx, keys: UserKeys) -> None:
    """Do what can be done for somebody's waiting memberships, and leave an event for each: found, or pin.

    Pins of all of them follow their teams to the present key.
    """
    successors.repin(unit, ctx, keys)
    for row in memberships.ever_of_user(unit, keys.id):
        if row.state != "waiting" or row.team_id is None:
            continue
        team = unit.locked(TeamRow, row.team_id)
        key = teams.current_key(unit, team.id)
        if key is not None:
            if row.pin_mark is None:
                claimed = claimed_team(team.id, key.version, key.kem_public, key.sign_public)
                _pin(unit, ctx, row, keys, claimed)
        elif row.lead and may_found(unit, team, row.id):
            _found(unit, ctx, team, row, keys)


def _found(unit: Unit, ctx: Ctx, team: TeamRow, row: MembershipRow, keys: UserKeys) -> None:
    made = TeamKeys.new(team.id, 1)
    publish(unit, ctx, team, made)
    team.state = "active"
    where = {"team": team.id, "organisation": team.organisation_id}
    _pin(unit, ctx, row, keys, made.holder)
    enrol(row, made, keys.holder, charter_of(team), holds_secret=True)
    leave(unit, ctx, Event.MEMBER_ADMITTED, target=row.id, reason="founded", **where)


def vouched_charter(reader: Reader, team: TeamKeys) -> Charter:
    """What the team is, for who has no line of their own to tell: one line of its roster has to say the same.

    Raises:
        DoesNotOpen: no line does; somebody changed what the team is.
    """
    found = charter_of(teams.get(reader, team.id))
    for row, _ in memberships.ever_of_team(reader, team.id):
        for holds in (True, False):
            with suppress(DoesNotOpen):
                check_line(team, replace(line_of(row, found), holds=holds), row.roster_line)
                return found
    raise DoesNotOpen


def _pin(unit: Unit, ctx: Ctx, row: MembershipRow, keys: UserKeys, claimed: Claimed) -> None:
    pin, mark, _ = first_seen(keys, claimed)
    row.pin_version, row.pin_fingerprint, row.pin_mark = pin.version, pin.fingerprint, mark
    leave(
        unit, ctx, Event.KEY_PINNED, team=row.team_id, organisation=row.organisation_id,
        target=row.team_id, fingerprint=pin.fingerprint.hex(),
    )  # fmt: skip


def enrol(
    row: MembershipRow, team: TeamKeys, member: Trusted, charter: Charter, *, holds_secret: bool
) -> None:
    """Put a checked member on the roster of such a team, with its secret where its mode says so.

    `charter` is what a line of the roster vouched for already; only a founder takes it from the row.
    """
    row.roster_fingerprint = member.fingerprint
    line = RosterLine(row.id, row.user_id, row.role, row.lead, member.fingerprint, holds_secret, charter)
    row.roster_line, row.certificate = make_line(team, line), certify(team, line)
    row.team_key_version = team.version
    row.sealed_team_secret = seal_team_secret(team, member, row.id) if holds_secret else None
    row.state = "active"
