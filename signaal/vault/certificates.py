"""A member's key, vouched for towards other teams: so that a teacher, who holds no team secret, can send a package.

Ed25519 signature (64 bytes) by the team's signing key over canonical ["signaal/v1", "member", team id, team key
version, fingerprint of the team, membership id, user id, fingerprint of the member]. Made at admission, beside the
roster line, which only members can check.
"""

from __future__ import annotations

from signaal.terms import canonical
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.keys import TeamKeys
from signaal.vault.labels import PROTOCOL
from signaal.vault.roster import RosterLine
from signaal.vault.signing import verify


def certify(team: TeamKeys, line: RosterLine) -> bytes:
    """The signature to keep in the membership's row."""
    return team.signer.sign(_statement(team.holder, line.membership_id, line.user_id, line.fingerprint))


def trusted_colleague(
    team: Trusted, membership_id: str, certificate: bytes | None, claimed: Claimed
) -> Trusted:
    """Somebody of another team, trusted because that team, which is trusted by a pin, vouched for this very key.

    Raises:
        DoesNotOpen: no certificate of this team for this person and key.
    """
    if claimed.kind is not HolderKind.USER or team.kind is not HolderKind.TEAM:
        raise DoesNotOpen
    if not verify(
        team.keys.sign, _statement(team, membership_id, claimed.id, claimed.fingerprint), certificate
    ):
        raise DoesNotOpen
    return trust(claimed)


def _statement(team: Claimed, membership_id: str, user_id: str, fingerprint: bytes) -> bytes:
    who = (team.id, team.version, team.fingerprint.hex(), membership_id, user_id, fingerprint.hex())
    return canonical([PROTOCOL, "member", *who])
