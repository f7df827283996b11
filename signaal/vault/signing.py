"""Ed25519 (RFC 8032): signatures of teams and people over grants, and of the log over its checkpoints."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from signaal.vault.secret import Redacted, Secret

PUBLIC_LENGTH = 32
SIGNATURE_LENGTH = 64


class Signer(Redacted):
    """A signing key of 32 secret bytes. The log's own comes from the key file."""

    def __init__(self, seed: Secret) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed.reveal())

    def public_bytes(self) -> bytes:
        """32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes, the same every time for the same message."""
        return self._key.sign(message)


def verify(public: bytes, message: bytes, signature: bytes | None) -> bool:
    """Whether the owner of `public` signed `message`. False, never an error, for any other bytes."""
    if not isinstance(signature, bytes):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
