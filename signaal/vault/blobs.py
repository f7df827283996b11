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
_BODY = 1 + _NONCE


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
    ending: bytes = b"",
) -> bytes:
    """What a seal is bound to; `subject` is the case or referral id, `more` what only this purpose has.

    `ending`: last elements that were written before (`written`), for what is the same in thousands of seals.
    """
    text = canonical([PROTOCOL, purpose, kind, record, revision, subject, owner, key, *more])
    return b"%b,%b]" % (text[:-1], ending) if ending else text


def written(*elements: str | int | bool | None) -> bytes:
    """Elements as they stand at the end of an array, for `associated`."""
    return canonical(list(elements))[1:-1]


def ready(key: Secret) -> AESGCM:
    """A key of 32 bytes made ready once, for who opens many seals with it. As secret as the key."""
    return AESGCM(key.reveal())


def seal_bytes(key: Secret | AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    """`plain` sealed under a 32-byte key: 29 bytes longer, different every time."""
    nonce = secrets.token_bytes(_NONCE)
    cipher = AESGCM(key.reveal()) if isinstance(key, Secret) else key
    return VERSION + nonce + cipher.encrypt(nonce, plain, bound_to)


def open_bytes(key: Secret | AESGCM, sealed: bytes | None, bound_to: bytes) -> bytes:
    """What `seal_bytes` sealed.

    Raises:
        DoesNotOpen: other bytes, another key, another binding, or nothing at all.
    """
    found = _versioned(sealed, at_least=_NONCE + _TAG)
    cipher = AESGCM(key.reveal()) if isinstance(key, Secret) else key
    try:
        return cipher.decrypt(found[1:_BODY], found[_BODY:], bound_to)
    except InvalidTag:
        raise DoesNotOpen from None


def unversioned(sealed: bytes | None, at_least: int) -> bytes:
    """The bytes after the version byte. DoesNotOpen for another version, or fewer than `at_least`."""
    return _versioned(sealed, at_least)[1:]


def _versioned(sealed: bytes | None, at_least: int) -> bytes:
    if not isinstance(sealed, bytes) or sealed[:1] != VERSION or len(sealed) <= at_least:
        raise DoesNotOpen
    return sealed
