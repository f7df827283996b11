"""A team's next secret: what opens the one before meanwhile, and every grant sealed again.

The secret of before, 61 bytes: AES-256-GCM under HKDF(new secret, "previous"), bound to ["signaal/v1", "previous",
"team-secret", "", new version, "", team id, "", old version]. It lets members open what was not turned yet, and
goes when everything was: only forward, from the new secret to the old, never back.
"""

from __future__ import annotations

from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.grants import Grant, grant_to_team, open_grant
from signaal.vault.holders import Trusted
from signaal.vault.keys import TeamKeys
from signaal.vault.object_keys import KeyScope, ObjectKey
from signaal.vault.secret import Secret


def next_keys(team: TeamKeys) -> TeamKeys:
    """Fresh keys of the following version: random, so nothing of the old says anything about them."""
    return TeamKeys.new(team.id, team.version + 1)


def seal_previous(team: TeamKeys, earlier: TeamKeys) -> bytes:
    """An earlier secret for the members of now. ValueError when it is not an earlier one of the same team."""
    if team.id != earlier.id or not 0 < earlier.version < team.version:
        raise ValueError("only an earlier version of the same team can be kept")
    return seal_bytes(team.previous_key, earlier.secret.reveal(), _bound(team, earlier.version))


def open_previous(team: TeamKeys, version: int, sealed: bytes | None) -> TeamKeys:
    """The earlier keys. DoesNotOpen for another team or version, changed bytes, or when they are gone."""
    if not 0 < version < team.version:
        raise DoesNotOpen
    secret = open_bytes(team.previous_key, sealed, _bound(team, version))
    return TeamKeys(Secret(secret), team.id, version)


def turn(
    earlier: TeamKeys, team: TeamKeys, scope: KeyScope, grant: Grant, signer: Trusted | None = None
) -> tuple[Grant, ObjectKey]:
    """A grant to the team, sealed again under its new grant key, and the object's key that was in it.

    What another team or a teacher gave by HPKE becomes the team's own: its signature was checked here for the last
    time (`signer`).

    Raises:
        DoesNotOpen: it was not the team's, or not by this signer.
    """
    key = open_grant(earlier, scope, grant, signer)
    return grant_to_team(key, team), key


def _bound(team: TeamKeys, version: int) -> bytes:
    return associated("previous", kind="team-secret", revision=team.version, owner=team.id, more=(version,))
