"""Grants: an object's key, sealed for one holder.

| method | for | bytes of sealed_key | who can make it |
|---|---|---|---|
| aead | the sealer itself, under its grant key | 61: version 1, nonce 12, key 32, tag 16 | the sealer |
| hpke | another team, a person | 1169: version 1, encapsulated 1120, key 32, tag 16 | anybody: so signed |

Bound to (associated data, HPKE info): ["signaal/v1", "grant", object kind, "", 0, object id, signer id, key
id, commitment, holder kind, holder id, holder version, holder fingerprint, signer kind, signer version].
Signature (Ed25519, 64 bytes) over the same array with the purpose "grant-signature" and, last,
SHA-256(sealed key). When the signing team has a new key, the sealed key stays and the new key signs it again: 68
bytes, the signature over the array with the new version and, after the hash, the version that sealed it, then that
version (4 bytes, big-endian). In an own grant holder and signer are the same and the fingerprint is "".

The signer is the sealing team, or the person when a teacher grants a case of their own. A trusted
signer is not yet the right one: the caller passes the owner of the object, never whoever the row names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.holders import Claimed, Trusted, trust
from signaal.vault.hpke import seal_to
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import KeyScope, ObjectKey
from signaal.vault.signing import SIGNATURE_LENGTH, verify

AEAD = "aead"
HPKE = "hpke"
_VERSION_LENGTH = 4


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
    info = _bound("grant", key.scope, holder, signer.holder, signer.version)
    sealed = seal_to(holder.keys.kem, key.secret.reveal(), info)
    statement = _statement(key.scope, holder, signer.holder, sealed, signer.version)
    return Grant(HPKE, sealed, signer.signer.sign(statement))


def open_grant(
    keys: TeamKeys | UserKeys, scope: KeyScope, grant: Grant, signer: Trusted | None = None
) -> ObjectKey:
    """The key that `grant` gives to the holder of `keys`; `signer` is needed for hpke.

    Raises:
        DoesNotOpen: not for this holder, not by this signer, of another object, changed, ended, or forged.
    """
    if grant.method == AEAD:
        return ObjectKey.fitting(
            open_bytes(keys.grant_cipher, grant.sealed_key, _own_bound(scope, keys)), scope
        )
    if grant.method != HPKE or signer is None or not isinstance(grant.sealed_key, bytes):
        raise DoesNotOpen
    sealed_by = _checked(scope, grant, keys.holder, signer)
    info = _bound("grant", scope, keys.holder, signer, sealed_by)
    return ObjectKey.fitting(keys.sealing.open(grant.sealed_key, info), scope)


def vouched_holder(scope: KeyScope, grant: Grant, holder: Claimed, signer: Trusted) -> Trusted:
    """Whom an hpke grant was made for: the signer's signature names the very key. To seal the same to them anew.

    Raises:
        DoesNotOpen: not signed by this signer, or for another key than the claimed one.
    """
    if grant.method != HPKE or not isinstance(grant.sealed_key, bytes):
        raise DoesNotOpen
    _checked(scope, grant, holder, signer)
    return trust(holder)


def sign_again(scope: KeyScope, grant: Grant, holder: Claimed, before: Trusted, signer: TeamKeys) -> Grant:
    """The same sealed key for the same holder, signed by the next version of the team that sealed it.

    Raises:
        DoesNotOpen: `before` did not sign it for this holder, or `signer` is not its successor.
    """
    if grant.method != HPKE or not isinstance(grant.sealed_key, bytes):
        raise DoesNotOpen
    if (before.kind, before.id) != (signer.kind, signer.id) or before.version >= signer.version:
        raise DoesNotOpen
    sealed_by = _checked(scope, grant, holder, before)
    signature = signer.signer.sign(_statement(scope, holder, signer.holder, grant.sealed_key, sealed_by))
    return Grant(HPKE, grant.sealed_key, signature + sealed_by.to_bytes(_VERSION_LENGTH, "big"))


def _checked(scope: KeyScope, grant: Grant, holder: Claimed, signer: Trusted) -> int:
    """Which version of the signer sealed it. DoesNotOpen unless the signer signed exactly this."""
    sealed, given = grant.sealed_key or b"", grant.signature or b""
    signature, version = given[:SIGNATURE_LENGTH], given[SIGNATURE_LENGTH:]
    sealed_by = int.from_bytes(version, "big") if version else signer.version
    if version and (len(version) != _VERSION_LENGTH or not 0 < sealed_by < signer.version):
        raise DoesNotOpen
    if not verify(signer.keys.sign, _statement(scope, holder, signer, sealed, sealed_by), signature):
        raise DoesNotOpen
    return sealed_by


def _statement(scope: KeyScope, holder: Claimed, signer: Claimed, sealed: bytes, sealed_by: int) -> bytes:
    digest = hashlib.sha256(sealed).hexdigest()
    again = () if sealed_by == signer.version else (sealed_by,)
    return _bound("grant-signature", scope, holder, signer, signer.version, digest, *again)


def _own(key: ObjectKey, keys: TeamKeys | UserKeys) -> Grant:
    return Grant(AEAD, seal_bytes(keys.grant_cipher, key.secret.reveal(), _own_bound(key.scope, keys)))


def _own_bound(scope: KeyScope, keys: TeamKeys | UserKeys) -> bytes:
    """No fingerprint here: only the own secret derives the grant key, and lists open fast."""
    return associated(
        "grant",
        kind=scope.object_kind,
        subject=scope.object_id,
        owner=keys.id,
        key=scope.key_id,
        more=(scope.commitment.hex(),),
        ending=keys.own_ending,
    )


def _bound(
    purpose: str, scope: KeyScope, holder: Claimed, signer: Claimed, version: int, *more: str | int
) -> bytes:
    who = (holder.kind, holder.id, holder.version, holder.fingerprint.hex(), signer.kind, version)
    return associated(
        purpose,
        kind=scope.object_kind,
        subject=scope.object_id,
        owner=signer.id,
        key=scope.key_id,
        more=(scope.commitment.hex(), *who, *more),
    )
