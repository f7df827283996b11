"""The second factor: time-based codes (RFC 6238), SHA-1, 30 seconds, 6 digits, one step of leeway each way.

Secret: 20 bytes, kept as 49 (version 1, nonce 12, secret 20, tag 16) under HKDF(TOTP key of the key file,
"totp"), associated data ["signaal/v1", "totp", "", "", 0, "", user id, ""]. A step is used once: `step_of`
answers only steps after the last one used, and the caller writes the new one with a compare-and-set (UPDATE
... WHERE totp_last_step < step), so that two requests cannot spend one code.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from signaal.terms import aware
from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.labels import derive
from signaal.vault.secret import Secret

SECONDS = 30
DIGITS = 6
_LEEWAY = 1
_LENGTH = 20


def new_secret() -> Secret:
    return Secret.random(_LENGTH)


def seal_totp(totp_key: Secret, user_id: str, secret: Secret) -> bytes:
    """The secret for the person's row, under the key file's TOTP key."""
    return seal_bytes(derive(totp_key, "totp"), secret.reveal(), _bound(user_id))


def open_totp(totp_key: Secret, user_id: str, sealed: bytes | None) -> Secret:
    """The secret of this person. DoesNotOpen for another person's, another key file, or changed bytes."""
    secret = open_bytes(derive(totp_key, "totp"), sealed, _bound(user_id))
    if len(secret) != _LENGTH:
        raise DoesNotOpen
    return Secret(secret)


def step_at(now: datetime) -> int:
    """The step that runs at an aware moment: seconds since 1970 by 30, rounded down."""
    return int(aware(now).timestamp()) // SECONDS


def code_at(secret: Secret, step: int, digits: int = DIGITS) -> str:
    """What an authenticator shows during this step."""
    sha1 = SHA1()  # noqa: S303 - what every authenticator speaks; as HMAC it holds
    return HOTP(secret.reveal(), digits, sha1).generate(step).decode()


def step_of(secret: Secret, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, when it is near `now` and later than `last_step`; else None."""
    given = "".join(typed.split()).encode("utf-8", "replace")
    here = step_at(now)
    fitting = None
    for step in range(max(here - _LEEWAY, 0), here + _LEEWAY + 1):
        same = hmac.compare_digest(given, code_at(secret, step).encode())
        if same and step > last_step and fitting is None:
            fitting = step
    return fitting


def typed_secret(secret: Secret) -> str:
    """Base 32 without padding, to type into an authenticator."""
    return base64.b32encode(secret.reveal()).decode()


def provisioning_uri(secret: Secret, login: str, issuer: str) -> str:
    """The otpauth:// address for a QR code (Key Uri Format)."""
    query = {
        "secret": typed_secret(secret),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": SECONDS,
    }
    label = f"{quote(issuer, safe='')}:{quote(login, safe='')}"
    return f"otpauth://totp/{label}?{urlencode(query, quote_via=quote)}"


def _bound(user_id: str) -> bytes:
    return associated("totp", owner=user_id)
