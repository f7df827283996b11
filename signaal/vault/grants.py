"""Grants: an object's key, sealed for one holder.

| method | for | bytes of sealed_key | who can make it |
|---|---|---|---|
| aead | the sealer itself, under its grant key | 61: version 1, nonce 12, key 32, tag 16 | the sealer |
| hpke | another team, a person | 1169: version 1, encapsulated 1120, key 32, tag 16 | anybody: so signed |

Bound to (associated data, HPKE info): ["signaal/v1", "grant", object kind, "", 0, object id, signer id, key
id, commitment, holder kind, holder id, holder version, holder fingerprint, signer kind, signer version].
Signature (Ed25519, 64 bytes) over the same array with the purpose "grant-signature" and, last,
SHA-256(sealed key). In an own grant holder and signer are the same and the fingerprint is "".

The signer is the sealing team, or the person when a teacher grants a case of their own. A trusted
signer is not yet the right one: the caller passes the owner of the object, never whoever the row names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.holders import Claimed, Trusted
from signaal.vault.hpke import seal_to
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import KeyScope, ObjectKey
from signaal.vault.signing import verify

AEAD = "aead"
HPKE = "hpke"


@dataclass(frozen=True)
class Grant:
    """What a row keeps: `method` aead or hpke, the sealed key, and the signature of an hpke grant."""

    method: str
    sealed_key: bytes | None
    signature: bytes | None = None


def grant_to_team(key: ObjectKey, team: TeamKeys) -> Grant:
    """The key for the members of the sealing team itself."""
    return _own(key, team)


def grant_to_self(key: ObjectKey, user: UserKeys) -> Grant:
    """The key for the person who seals: a teacher with a case of their own."""
    return _own(key, user)


def grant_to_holder(key: ObjectKey, holder: Trusted, signer: TeamKeys | UserKeys) -> Grant:
    """The key for another team or a person, signed by the one who gives it."""
    sealed = seal_to(holder.keys.kem, key.secret.reveal(), _bound("grant", key.scope, holder, signer.holder))
    return Grant(HPKE, sealed, signer.signer.sign(_statement(key.scope, holder, signer.holder, sealed)))


def open_grant(
    keys: TeamKeys | UserKeys, scope: KeyScope, grant: Grant, signer: Trusted | None = None
) -> ObjectKey:
    """The key that `grant` gives to the holder of `keys`; `signer` is needed for hpke.

    Raises:
        DoesNotOpen: not for this holder, not by this signer, of another object, changed, ended, or forged.
    """
    if grant.method == AEAD:
        return ObjectKey.fitting(open_bytes(keys.grant_key, grant.sealed_key, _own_bound(scope, keys)), scope)
    if grant.method != HPKE or signer is None or not isinstance(grant.sealed_key, bytes):
        raise DoesNotOpen
    statement = _statement(scope, keys.holder, signer, grant.sealed_key)
    if not verify(signer.keys.sign, statement, grant.signature):
        raise DoesNotOpen
    info = _bound("grant", scope, keys.holder, signer)
    return ObjectKey.fitting(keys.sealing.open(grant.sealed_key, info), scope)


def _statement(scope: KeyScope, holder: Claimed, signer: Claimed, sealed: bytes) -> bytes:
    return _bound("grant-signature", scope, holder, signer, hashlib.sha256(sealed).hexdigest())


def _own(key: ObjectKey, keys: TeamKeys | UserKeys) -> Grant:
    return Grant(AEAD, seal_bytes(keys.grant_key, key.secret.reveal(), _own_bound(key.scope, keys)))


def _own_bound(scope: KeyScope, keys: TeamKeys | UserKeys) -> bytes:
    """No fingerprint here: only the own secret derives the grant key, and lists open fast."""
    both = (keys.kind, keys.id, keys.version, "", keys.kind, keys.version)
    return associated(
        "grant",
        kind=scope.object_kind,
        subject=scope.object_id,
        owner=keys.id,
        key=scope.key_id,
        more=(scope.commitment.hex(), *both),
    )


def _bound(purpose: str, scope: KeyScope, holder: Claimed, signer: Claimed, *more: str) -> bytes:
    who = (holder.kind, holder.id, holder.version, holder.fingerprint.hex(), signer.kind, signer.version)
    return associated(
        purpose,
        kind=scope.object_kind,
        subject=scope.object_id,
        owner=signer.id,
        key=scope.key_id,
        more=(scope.commitment.hex(), *who, *more),
    )
