"""Sealing to a public key: HPKE (RFC 9180) base mode, ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM.

The hybrid is X-Wing as in draft-ietf-hpke-pq: it holds as long as one of its two halves does.

| bytes | what |
|---|---|
| 1 | version, 1 |
| 1120 | encapsulated key (1088 ML-KEM, 32 X25519) |
| n | ciphertext |
| 16 | tag |

A public key is 1184 bytes ML-KEM followed by 32 bytes X25519: our own order, as the pair has no
serialisation. Base mode has no sender: whoever reads such a seal must know from elsewhere (signature, pin)
who made it.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from signaal.vault.blobs import VERSION, DoesNotOpen, unversioned
from signaal.vault.secret import Redacted, Secret

PUBLIC_LENGTH = 1184 + 32
SEED_LENGTH = 64 + 32
_ENCAPSULATED = 1120
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealingPair(Redacted):
    """The private half of an HPKE pair, from 96 secret bytes: 64 ML-KEM seed, 32 X25519."""

    def __init__(self, seed: Secret) -> None:
        raw = seed.reveal()
        if len(raw) != SEED_LENGTH:
            raise ValueError("an HPKE pair needs 96 bytes")
        self._lattice = MLKEM768PrivateKey.from_seed_bytes(raw[:64])
        self._curve = X25519PrivateKey.from_private_bytes(raw[64:])
        self._both = MLKEM768X25519PrivateKey(self._lattice, self._curve)

    def public_bytes(self) -> bytes:
        """1216 bytes."""
        return self._lattice.public_key().public_bytes_raw() + self._curve.public_key().public_bytes_raw()

    def open(self, sealed: bytes | None, info: bytes) -> bytes:
        """What was sealed to this pair under `info`. DoesNotOpen for anything else."""
        body = unversioned(sealed, at_least=_ENCAPSULATED)
        try:
            return _SUITE.decrypt(body, self._both, info)
        except (InvalidTag, ValueError):
            raise DoesNotOpen from None


def seal_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """`plain` sealed to a public key of 1216 bytes: 1137 bytes longer. DoesNotOpen when that is no key."""
    try:
        return VERSION + _SUITE.encrypt(plain, _parsed(public), info)
    except ValueError:
        raise DoesNotOpen from None


@lru_cache(maxsize=256)
def _parsed(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_LENGTH:
        raise DoesNotOpen
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:1184]), X25519PublicKey.from_public_bytes(public[1184:])
    )
