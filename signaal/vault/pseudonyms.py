"""Ids, codes and tokens that say nothing about anybody: all random, from the machine's own source.

| what | shape | random bits |
|---|---|---|
| id of a row | 32 hexadecimal characters (uuid4) | 122 |
| case code | K7QM-4TX9 | 40 |
| referral code | V-K7QM-4TX9, independent of the case's | 40 |
| token (cookie, activation) | 43 characters, URL-safe base64 | 256 |
"""

from __future__ import annotations

import hashlib
import secrets
import uuid

from signaal.terms import ALPHABET


def new_id() -> str:
    return uuid.uuid4().hex


def new_pseudonym() -> str:
    """A case code. 40 bits can meet twice: the table's UNIQUE constraint decides, the caller tries again."""
    return f"{symbols(4)}-{symbols(4)}"


def new_reference() -> str:
    """A referral code; the same remark holds."""
    return f"V-{new_pseudonym()}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """SHA-256 of a token, 32 bytes: what the database keeps instead of it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def symbols(count: int) -> str:
    """`count` random characters of Crockford's base 32, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
