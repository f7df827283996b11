"""Grants sealed or signed again under a team's new secret, in batches: each a transaction of its own.

Stopped anywhere, the next batch goes on where the last one was stored: a grant says itself under which version it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.actions import custody, earlier
from signaal.actions.context import Ctx
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import former_keys, people, rotations, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import GrantRow
from signaal.store.tables_recovery import RotationRow
from signaal.vault import rotation
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.grants import AEAD, Grant, sign_again
from signaal.vault.holders import Claimed, HolderKind, claimed_team, claimed_user
from signaal.vault.keys import TeamKeys
from signaal.vault.object_keys import KeyScope

BATCH = 500


@dataclass(frozen=True)
class Turned:
    """What one batch did: the last grant it looked at (None: there was none), how many it turned."""

    last: str | None
    number: int


def turn_batch(ctx: Ctx, rotation_id: str, team: TeamKeys, organisation_id: str, after: str) -> Turned:
    """Turn the next grants after this id. What does not open stays as it is."""
    with ctx.tools.store.reading() as reader:
        rows = rotations.unturned(reader, team.id, team.version, after, BATCH)
        if not rows:
            return Turned(None, 0)
        known = rotations.scopes(reader, {(row.object_kind, row.object_id) for row in rows})
        fresh: dict[str, tuple[Grant, Grant]] = {}
        for row in rows:
            scope = known.get((row.object_kind, row.object_id))
            turned = _turned(reader, ctx, team, row, *scope) if scope is not None else None
            if turned is not None:
                fresh[row.id] = (_grant(row), turned)
    number = _store(ctx, rotation_id, team, organisation_id, fresh) if fresh else 0
    return Turned(rows[-1].id, number)


def _turned(
    reader: Reader, ctx: Ctx, team: TeamKeys, row: GrantRow, key_id: str, commitment: bytes, owner_id: str
) -> Grant | None:
    scope = KeyScope(row.object_kind, row.object_id, key_id, commitment)
    try:
        if (row.holder_kind, row.holder_id) == (HolderKind.TEAM.value, team.id):
            keys = earlier.keys_of(reader, ctx, team.id, row.holder_version)
            signer = None
            if row.method != AEAD:
                signer = custody.granter(reader, ctx, row, team.id, owner_id or team.id)
            return rotation.turn(keys, team, scope, _grant(row), signer)[0]
        return _signed(reader, ctx, team, row, scope)
    except DoesNotOpen:
        return None


def _signed(reader: Reader, ctx: Ctx, team: TeamKeys, row: GrantRow, scope: KeyScope) -> Grant:
    """A grant that the team gave to somebody else: the sealed key stays, the new key signs."""
    before = earlier.keys_of(reader, ctx, team.id, row.signer_version or 0)
    for holder in _holders(reader, row):
        try:
            return sign_again(scope, _grant(row), holder, before.holder, team)
        except DoesNotOpen:
            continue
    raise DoesNotOpen


def _holders(reader: Reader, row: GrantRow) -> list[Claimed]:
    """For whom it may have been sealed: the signature knows which."""
    if row.holder_kind == HolderKind.TEAM.value:
        key = teams.find_key(reader, row.holder_id, row.holder_version)
        return [claimed_team(key.team_id, key.version, key.kem_public, key.sign_public)] if key else []
    user = people.find(reader, row.holder_id)
    now = [claimed_user(user.id, user.kem_public, user.sign_public)] if user else []
    return now + [
        claimed_user(former.user_id, former.kem_public, former.sign_public)
        for former in former_keys.of_user(reader, row.holder_id)
    ]


def _store(
    ctx: Ctx, rotation_id: str, team: TeamKeys, organisation_id: str, fresh: dict[str, tuple[Grant, Grant]]
) -> int:
    number = 0
    with ctx.tools.store.unit() as unit:
        for row in rotations.locked_grants(unit, fresh):
            seen, turned = fresh[row.id]
            if row.ended_at is not None or _grant(row) != seen:
                continue  # taken back, or turned by somebody else, meanwhile
            number += 1
            row.method, row.sealed_key, row.signature = turned.method, turned.sealed_key, turned.signature
            row.signer_version = team.version
            if turned.method == AEAD:
                row.holder_version = team.version
                row.signer_kind, row.signer_id = HolderKind.TEAM.value, team.id
        unit.locked(RotationRow, rotation_id).turned += number
        leave(
            unit, ctx, Event.ROTATION_STEP, team=team.id, organisation=organisation_id, target=rotation_id,
            number=number,
        )  # fmt: skip
    return number


def _grant(row: GrantRow) -> Grant:
    return Grant(row.method, row.sealed_key, row.signature)
