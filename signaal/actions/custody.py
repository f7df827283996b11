"""Who gets the key of a case, a package, notes or a proof of consent, and how it is opened again.

Shared team: the key is granted to the team. Personal team (school): to the teacher and to the team of leads.
A package is granted to sender and receiver; notes to the receiver alone (design/vault.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signaal.actions import earlier, successors
from signaal.actions.context import Ctx, taken
from signaal.actions.keyring import charter_of, line_of
from signaal.actions.recipients import pinned_team
from signaal.store import former_keys, grants, memberships, people, rotations, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import GrantRow, RecordRow
from signaal.store.tables_people import MembershipRow
from signaal.store.units import Unit
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.certificates import trusted_colleague
from signaal.vault.grants import Grant, grant_to_holder, grant_to_team, open_grant
from signaal.vault.holders import Claimed, HolderKind, Trusted, claimed_user
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import KeyScope, ObjectKey, new_key
from signaal.vault.roster import trusted_signer
from signaal.vault.seal import Binding, open_record, seal_record

__all__ = [
    "Prepared",
    "fresh",
    "granter",
    "keep",
    "key_of_line",
    "prepare",
    "reopen",
    "scope",
    "seal_again",
    "unseal",
]


@dataclass(frozen=True)
class Prepared:
    """A key and the grants that go with it: made outside the write transaction, stored inside it."""

    key: ObjectKey
    grants: tuple[tuple[Trusted, Grant, TeamKeys | UserKeys], ...]


def fresh(object_kind: str, object_id: str) -> ObjectKey:
    """A new key for an object."""
    return new_key(object_kind, object_id)


def prepare(ctx: Ctx, key: ObjectKey, team_id: str, also: tuple[Trusted, ...] = ()) -> Prepared:
    """Grant a key to the own team, and to others that were trusted before.

    A member without the team's secret (a teacher) grants to the pinned team and to the own account instead.

    Raises:
        DoesNotOpen: the team's key in the database is not the pinned one.
    """
    ring = ctx.keys
    made: list[tuple[Trusted, Grant, TeamKeys | UserKeys]] = []
    signer: TeamKeys | UserKeys
    if ring.has_secret(team_id):
        signer = ring.team(team_id)
        made.append((signer.holder, grant_to_team(key, signer), signer))
    else:
        signer = ring.user
        for holder in (ring.pinned(team_id), ring.user.holder):
            made.append((holder, grant_to_holder(key, holder, signer), signer))
    made += [(holder, grant_to_holder(key, holder, signer), signer) for holder in also]
    return Prepared(key, tuple(made))


def keep(unit: Unit, ctx: Ctx, prepared: Prepared) -> None:
    """Store the grants. Conflict when whoever signs got other keys meanwhile: nobody could check it."""
    scope_ = prepared.key.scope
    for holder, grant, signer in prepared.grants:
        if (
            isinstance(signer, UserKeys)
            and people.get(unit, signer.id).fingerprint != signer.public.fingerprint
        ):
            raise taken("people.try_again")
        if isinstance(signer, TeamKeys):
            successors.must_be_current(unit, signer)
        unit.add(
            GrantRow(
                id=ctx.tools.ids(),
                object_kind=str(scope_.object_kind),
                object_id=scope_.object_id,
                key_id=scope_.key_id,
                holder_kind=holder.kind.value,
                holder_id=holder.id,
                holder_version=holder.version,
                method=grant.method,
                sealed_key=grant.sealed_key,
                signature=grant.signature,
                signer_kind=signer.kind.value,
                signer_id=signer.id,
                signer_version=signer.version,
                created_at=ctx.now,
            )
        )


def scope(object_kind: str, object_id: str, key_id: str, commitment: bytes) -> KeyScope:
    """Which key, as the object's row says."""
    return KeyScope(object_kind, object_id, key_id, commitment)


def reopen(
    reader: Reader, ctx: Ctx, wanted: KeyScope, team_id: str, owner_team_id: str | None = None
) -> ObjectKey:
    """The key of an object, opened as a member of `team_id`, or with the own account's grant.

    `owner_team_id` is the team that may have granted it: the sender of a package. Without it, the own team.

    Raises:
        DoesNotOpen: no grant, an ended one, or one that nobody trusted made.
    """
    ring = ctx.keys
    if ring.has_secret(team_id):
        row = grants.current(reader, wanted.object_kind, wanted.object_id, team_id)
        signer = granter(reader, ctx, row, team_id, owner_team_id or team_id)
        holder = earlier.keys_of(reader, ctx, team_id, row.holder_version) if row else ring.team(team_id)
        return open_grant(holder, wanted, _grant(row), signer)
    row = grants.current(reader, wanted.object_kind, wanted.object_id, ctx.user_id)
    if row is not None and (row.signer_kind, row.signer_id) == (HolderKind.TEAM.value, team_id):
        signer = granter(reader, ctx, row, team_id, team_id)  # sealed again after a reset
        return open_grant(ring.user, wanted, _grant(row), signer)
    if row is None or (row.signer_kind, row.signer_id) != (HolderKind.USER.value, ctx.user_id):
        raise DoesNotOpen
    return open_grant(ring.user, wanted, _grant(row), ring.user.holder)


def seal_again(
    ctx: Ctx,
    key: ObjectKey,
    kind: str,
    payload: Mapping[str, object],
    owner_team_id: str,
    revision: int = 1,
) -> RecordRow:
    """A new record of this object, sealed and ready to store."""
    record_id = ctx.tools.ids()
    bound = key.scope
    binding = Binding(kind, record_id, revision, bound.object_id, owner_team_id, bound.key_id)
    return RecordRow(
        id=record_id,
        kind=kind,
        object_kind=str(bound.object_kind),
        object_id=bound.object_id,
        revision=revision,
        owner_team_id=owner_team_id,
        key_id=bound.key_id,
        sealed=seal_record(key, binding, payload),
        author_user_id=ctx.user_id,
        created_at=ctx.now,
    )


def unseal(key: ObjectKey, row: RecordRow) -> dict[str, Any]:
    """What a record holds. Raises DoesNotOpen when it stands where it was not sealed for."""
    binding = Binding(row.kind, row.id, row.revision, row.object_id, row.owner_team_id, row.key_id)
    return open_record(key, binding, row.sealed)


def _grant(row: GrantRow | None) -> Grant:
    if row is None or row.ended_at is not None:
        raise DoesNotOpen
    return Grant(row.method, row.sealed_key, row.signature)


def granter(reader: Reader, ctx: Ctx, row: GrantRow | None, team_id: str, owner_id: str) -> Trusted | None:
    """Whoever may have made this grant, trusted: the owning team, or a member that it vouched for.

    The owner is what the object says, never what the grant's row names: a row can be forged. What the owner's
    version before signed counts only while the owner turns its secret.

    Raises:
        DoesNotOpen: nobody trusted, or a version that counts no more.
    """
    if row is None or row.method == "aead":
        return None
    by_team = row.signer_kind == HolderKind.TEAM.value
    version = row.signer_version if by_team else None
    if owner_id == team_id:
        owner = _own(reader, ctx, team_id, version)
    else:
        owner = pinned_team(reader, ctx.keys.team(team_id), owner_id, version)
    if by_team:
        return owner
    team = ctx.keys.team(team_id)
    try:
        return _member(reader, row.signer_id or "", team, owner)
    except DoesNotOpen:
        if owner_id != team_id or not rotations.running(reader, team_id):
            raise
    # whoever left before the turning stands on the roster of the version before
    before = earlier.keys_of(reader, ctx, team_id, team.version - 1)
    return _member(reader, row.signer_id or "", before, before.holder)


def _own(reader: Reader, ctx: Ctx, team_id: str, version: int | None) -> Trusted:
    """The own team's public key, for whoever pinned it."""
    team = teams.get(reader, team_id)
    wanted = team.key_version if version is None else version
    if not successors.settled_version(reader, team) <= wanted <= team.key_version:
        raise DoesNotOpen
    return ctx.keys.pinned(team_id, wanted)


def _member(reader: Reader, user_id: str, team: TeamKeys, owner: Trusted) -> Trusted:
    """A member of the owning team: by the roster when it is the own team, else by that team's certificate."""
    user = people.find(reader, user_id)
    for membership in memberships.ever_of_user(reader, user_id) if user is not None else ():
        if user is None or membership.team_id != owner.id or membership.roster_line is None:
            continue
        claimed = key_of_line(reader, membership)
        if owner.id == team.id:
            line = line_of(membership, charter_of(teams.get(reader, team.id)))
            return trusted_signer(team, line, membership.roster_line, claimed)
        return trusted_colleague(owner, membership.id, membership.certificate, claimed)
    raise DoesNotOpen


def key_of_line(reader: Reader, membership: MembershipRow) -> Claimed:
    """The key that a membership's roster line names: the present one, or the one of before a reset until a lead of
    this team has admitted the new one. A claim: the line or the certificate tells whether it is true.
    """
    user = people.get(reader, membership.user_id)
    if user.fingerprint != membership.roster_fingerprint:
        former = former_keys.find(reader, user.id, membership.roster_fingerprint)
        if former is not None:
            return claimed_user(user.id, former.kem_public, former.sign_public)
    return claimed_user(user.id, user.kem_public, user.sign_public)
