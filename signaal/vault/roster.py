"""The roster: whom a team admitted, as what, with which key. Without it no member's public key counts.

A line is a mark of 33 bytes (version 1, HMAC-SHA256 under the team's roster key) over ["signaal/v1",
"roster-line", "team", team id, team key version, membership id, user id, role, lead, fingerprint, holds,
organisation id, function, mode, solo]: an edited role, a lead mark set by hand, a replaced key, a secret that nobody
gave, or a team that became another kind of team has no line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.keys import TeamKeys

_PURPOSE = "roster-line"


@dataclass(frozen=True)
class Charter:
    """What the team itself is, from its founding on: `mode` says who gets its secret (shared or personal), `solo` and
    the organisation whose officer may agree where no second lead is. In every line, so no row alone can change it.
    """

    organisation_id: str
    function: str
    mode: str
    solo: bool


@dataclass(frozen=True)
class RosterLine:
    """What a lead vouched for.

    `fingerprint` (32 bytes) is that of the member's public keys; `holds`: the team's secret is sealed to them.
    """

    membership_id: str
    user_id: str
    role: str
    lead: bool
    fingerprint: bytes
    holds: bool
    charter: Charter


def make_line(team: TeamKeys, line: RosterLine) -> bytes:
    """The mark to keep in the membership's row."""
    return team.mark(_PURPOSE, *_parts(line))


def check_line(team: TeamKeys, line: RosterLine, mark: bytes | None) -> None:
    """DoesNotOpen unless a member of this team made the mark for exactly this line."""
    team.check_mark(mark, _PURPOSE, *_parts(line))


def trusted_member(team: TeamKeys, line: RosterLine, mark: bytes | None, claimed: Claimed) -> Trusted:
    """The member's public keys, to seal to.

    Raises:
        DoesNotOpen: no such line, or the keys in the database are not those of the line.
    """
    check_line(team, line, mark)
    expected = (HolderKind.USER, line.user_id, line.fingerprint)
    if (claimed.kind, claimed.id, claimed.fingerprint) != expected:
        raise DoesNotOpen
    return trust(claimed)


def trusted_signer(team: TeamKeys, line: RosterLine, mark: bytes | None, claimed: Claimed) -> Trusted:
    """The same for what they signed, whether they hold the secret or held it: never to seal it to them.

    Raises:
        DoesNotOpen: as `trusted_member`.
    """
    try:
        return trusted_member(team, line, mark, claimed)
    except DoesNotOpen:
        return trusted_member(team, replace(line, holds=not line.holds), mark, claimed)


def _parts(line: RosterLine) -> tuple[str | bool, ...]:
    who = (line.membership_id, line.user_id, str(line.role), bool(line.lead))
    team = line.charter
    what = (team.organisation_id, str(team.function), str(team.mode), bool(team.solo))
    return *who, line.fingerprint.hex(), bool(line.holds), *what
