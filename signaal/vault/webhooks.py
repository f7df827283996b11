"""The signature of a message to another machine, after Standard Webhooks (standardwebhooks.com): HMAC-SHA256.

Its secret lies in a file of its own beside the configuration; it opens nothing of ours.
"""

from __future__ import annotations

import base64
import binascii
import hmac

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the standard says."""


def read_secret(text: str) -> bytes:
    """The secret out of `whsec_...`.

    Raises:
        ValueError: it does not begin so, is not base64, or has another length. Never shows it.
    """
    encoded = text.strip()
    if not encoded.startswith(PREFIX):
        raise ValueError("a secret for a pager begins with whsec_")
    try:
        secret = base64.b64decode(encoded.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret for a pager is base64 after whsec_") from None
    if not SHORTEST <= len(secret) <= LONGEST:
        raise ValueError("a secret for a pager has 24 to 64 bytes")
    return secret


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`: v1, and the HMAC of id, moment (seconds) and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
