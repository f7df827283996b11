"""The secret end of a one-time link while its mail waits: a token of 43 characters, sealed under the key file.

72 bytes (version 1, nonce 12, token 43, tag 16) under HKDF(TOTP key of the key file, "mail-link"), associated data
["signaal/v1", "mail-link", "", outbox id, 0, "", user id, ""]. Whoever has the key file and the database can read it
until the mail has left; it lets nobody in: a link makes an account that still waits for a lead.
"""

from __future__ import annotations

from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.labels import derive
from signaal.vault.secret import Secret


def seal_link(totp_key: Secret, outbox_id: str, user_id: str, token: str) -> bytes:
    """For the row of the message."""
    return seal_bytes(derive(totp_key, "mail-link"), token.encode(), _bound(outbox_id, user_id))


def open_link(totp_key: Secret, outbox_id: str, user_id: str, sealed: bytes | None) -> str:
    """The token for the mail. DoesNotOpen for another message or person, another key file, or changed bytes."""
    try:
        return open_bytes(derive(totp_key, "mail-link"), sealed, _bound(outbox_id, user_id)).decode()
    except UnicodeDecodeError:
        raise DoesNotOpen from None


def _bound(outbox_id: str, user_id: str) -> bytes:
    return associated("mail-link", record=outbox_id, owner=user_id)
