"""Earlier secrets of a team, opened with the one of now, for what was not turned yet (design/vault.md: readable
throughout).
"""

from __future__ import annotations

from signaal.actions.context import Ctx
from signaal.store import rotations
from signaal.store.reader import Reader
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys
from signaal.vault.rotation import open_previous


def keys_of(reader: Reader, ctx: Ctx, team_id: str, version: int) -> TeamKeys:
    """The team's keys of the version that a grant names: those of now, or earlier ones while they are kept.

    Raises:
        DoesNotOpen: not a holder of the secret, a version of the future, or one that nothing needs any more.
    """
    ring = ctx.keys
    team = ring.team(team_id)
    if version == team.version:
        return team
    known = ring.earlier.get((team_id, version))
    if known is None:
        known = _opened(reader, team, version)
        ring.earlier[team_id, version] = known
    return known


def _opened(reader: Reader, team: TeamKeys, version: int) -> TeamKeys:
    for row in rotations.keeping(reader, team.id):
        if row.from_version == version:
            return open_previous(team, version, row.sealed_previous)
    raise DoesNotOpen
