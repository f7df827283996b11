"""Who a key belongs to, and whether we may believe it.

`Claimed` is what a database row says. `Trusted` is the same after a check, and only this room makes one:
from an own secret (`keys`), a roster line (`roster`), a pin (`pins`), a signed successor (`succession`) or
an own session (`sessions`). Everything that seals to somebody asks for `Trusted`, so a replaced public key
cannot slip in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from signaal.vault import hpke, signing
from signaal.vault.blobs import DoesNotOpen


class HolderKind(StrEnum):
    TEAM = "team"
    USER = "user"


@dataclass(frozen=True)
class PublicKeys:
    """Raw public bytes: `kem` 1216 (ML-KEM, X25519), `sign` 32 (Ed25519). DoesNotOpen for other lengths."""

    kem: bytes
    sign: bytes

    def __post_init__(self) -> None:
        if len(self.kem) != hpke.PUBLIC_LENGTH or len(self.sign) != signing.PUBLIC_LENGTH:
            raise DoesNotOpen

    @cached_property
    def fingerprint(self) -> bytes:
        """SHA-256 over kem and sign, 32 bytes."""
        return hashlib.sha256(self.kem + self.sign).digest()


@dataclass(frozen=True)
class Claimed:
    """A team (with its key version) or a person (version 0) and the public keys a row gives for it."""

    kind: HolderKind
    id: str
    version: int
    keys: PublicKeys

    @property
    def fingerprint(self) -> bytes:
        return self.keys.fingerprint


@dataclass(frozen=True)
class Trusted(Claimed):
    """A holder whose keys were checked. Nobody outside this room may make one."""


def claimed_team(team_id: str, version: int, kem: bytes, sign: bytes) -> Claimed:
    """A team as a row of its keys says. DoesNotOpen when the bytes cannot be keys."""
    return Claimed(HolderKind.TEAM, team_id, version, PublicKeys(kem, sign))


def claimed_user(user_id: str, kem: bytes | None, sign: bytes | None) -> Claimed:
    """A person as their row says. DoesNotOpen when the bytes cannot be keys, or are not there yet."""
    return Claimed(HolderKind.USER, user_id, 0, PublicKeys(kem or b"", sign or b""))


def trust(claimed: Claimed) -> Trusted:
    """For this room alone, right after a check."""
    return Trusted(claimed.kind, claimed.id, claimed.version, claimed.keys)
