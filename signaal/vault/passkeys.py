"""Passkeys: the user secret under what only an authenticator can compute, so that nothing at rest guesses it.

output = the PRF extension's 32 bytes (`authenticators.PRF_INPUT` under a secret of the authenticator)
key = HKDF(output, "passkey", user id, credential id in hexadecimal)
sealed = 61 bytes (version 1, nonce 12, secret 32, tag 16), bound to
["signaal/v1", "passkey", "user-secret", credential id, 0, "", user id, ""].
"""

from __future__ import annotations

from signaal.vault.blobs import associated, open_bytes, seal_bytes
from signaal.vault.keys import UserKeys
from signaal.vault.labels import derive
from signaal.vault.secret import Secret


def seal_for_passkey(output: Secret, credential_id: bytes, user: UserKeys) -> bytes:
    """The user secret for the row of this passkey."""
    key = _key(output, user.id, credential_id)
    return seal_bytes(key, user.secret.reveal(), _bound(user.id, credential_id))


def open_with_passkey(output: Secret, credential_id: bytes, user_id: str, sealed: bytes | None) -> UserKeys:
    """The person's keys.

    Raises:
        DoesNotOpen: another passkey, another person, another output, or changed bytes.
    """
    secret = open_bytes(_key(output, user_id, credential_id), sealed, _bound(user_id, credential_id))
    return UserKeys(Secret(secret), user_id)


def _key(output: Secret, user_id: str, credential_id: bytes) -> Secret:
    return derive(output, "passkey", user_id, credential_id.hex())


def _bound(user_id: str, credential_id: bytes) -> bytes:
    return associated("passkey", kind="user-secret", record=credential_id.hex(), owner=user_id)
