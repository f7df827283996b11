"""The sealed bytes themselves: AES-256-GCM in an envelope that starts with its version.

| bytes | what |
|---|---|
| 1 | version, 1 |
| 12 | random nonce |
| n | ciphertext |
| 16 | tag |

Associated data is always the RFC 8785 array of the design page "vault":
["signaal/v1", purpose, kind, record id, revision, case or referral id, owner team, key id, ...more].
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from signaal.terms import Say, SignaalError, canonical
from signaal.vault.labels import PROTOCOL
from signaal.vault.secret import Secret

VERSION = b"\x01"
_NONCE = 12
_TAG = 16


class DoesNotOpen(SignaalError):
    """A seal, signature or mark does not fit. One error for every cause: no detail, no partial text."""

    status = 500

    def __init__(self) -> None:
        super().__init__(Say("vault.does_not_open"))


def associated(
    purpose: str,
    *,
    kind: str = "",
    record: str = "",
    revision: int = 0,
    subject: str = "",
    owner: str = "",
    key: str = "",
    more: Sequence[str | int | bool | None] = (),
) -> bytes:
    """What a seal is bound to; `subject` is the case or referral id, `more` what only this purpose has."""
    return canonical([PROTOCOL, purpose, kind, record, revision, subject, owner, key, *more])


def seal_bytes(key: Secret, plain: bytes, bound_to: bytes) -> bytes:
    """`plain` sealed under a 32-byte key: 29 bytes longer, different every time."""
    nonce = secrets.token_bytes(_NONCE)
    return VERSION + nonce + AESGCM(key.reveal()).encrypt(nonce, plain, bound_to)


def open_bytes(key: Secret, sealed: bytes | None, bound_to: bytes) -> bytes:
    """What `seal_bytes` sealed.

    Raises:
        DoesNotOpen: other bytes, another key, another binding, or nothing at all.
    """
    body = unversioned(sealed, at_least=_NONCE + _TAG)
    try:
        return AESGCM(key.reveal()).decrypt(body[:_NONCE], body[_NONCE:], bound_to)
    except InvalidTag:
        raise DoesNotOpen from None


def unversioned(sealed: bytes | None, at_least: int) -> bytes:
    """The bytes after the version byte. DoesNotOpen for another version, or fewer than `at_least`."""
    if not isinstance(sealed, bytes) or sealed[:1] != VERSION or len(sealed) <= at_least:
        raise DoesNotOpen
    return sealed[1:]
