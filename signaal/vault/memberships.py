"""A team's secret, sealed to one of its members.

Blob: HPKE of 32 bytes (1169: version 1, encapsulated 1120, secret 32, tag 16). Info: ["signaal/v1",
"membership", "team-secret", membership id, key version, "", team id, "", "user", user id, fingerprint of
the member]. Anybody could make such a blob, so it opens only into the team key that the member already
trusts by an own pin.
"""

from __future__ import annotations

from signaal.vault.blobs import DoesNotOpen, associated
from signaal.vault.holders import Claimed, HolderKind, Trusted
from signaal.vault.hpke import seal_to
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.secret import Secret


def seal_team_secret(team: TeamKeys, member: Trusted, membership_id: str) -> bytes:
    """The team's secret for a member whose key was checked: by the typed code, or by their roster line."""
    if member.kind is not HolderKind.USER:
        raise ValueError("only a person can be a member")
    return seal_to(member.keys.kem, team.secret.reveal(), _info(team.id, team.version, member, membership_id))


def open_team_secret(user: UserKeys, membership_id: str, team: Trusted, sealed: bytes | None) -> TeamKeys:
    """The keys of `team`, which the member trusts by a pin (`pins.trusted_team`).

    Raises:
        DoesNotOpen: not for this member and membership, changed, taken away, or another team's secret.
    """
    secret = Secret(user.sealing.open(sealed, _info(team.id, team.version, user.holder, membership_id)))
    keys = TeamKeys(secret, team.id, team.version)
    if keys.public.fingerprint != team.fingerprint:
        raise DoesNotOpen
    return keys


def _info(team_id: str, version: int, member: Claimed, membership_id: str) -> bytes:
    return associated(
        "membership",
        kind="team-secret",
        record=membership_id,
        revision=version,
        owner=team_id,
        more=(member.kind, member.id, member.fingerprint.hex()),
    )
