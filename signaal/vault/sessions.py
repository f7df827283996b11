"""A session: the user secret, asleep in the database under a token that only the browser has.

Sealed secret, 61 bytes: AES-256-GCM under HKDF(token, salt of the key file, "session", session id), bound to
["signaal/v1", "session", "user-secret", session id, 0, "", user id, ""].
CSRF key, 32 bytes: HKDF(token, "csrf").
Key mark, 33 bytes (version 1, HMAC-SHA256) under HKDF(token, salt, "session-key-mark", session id) over
[user id, fingerprint]: it outlives a locked session, so that a draft is sealed to the right public key.

The row keeps SHA-256(token) (`pseudonyms.token_hash`), so a stolen row opens nothing without its cookie.
"""

from __future__ import annotations

import hmac

from signaal.terms import canonical
from signaal.vault.blobs import VERSION, DoesNotOpen, associated, open_bytes, seal_bytes, unversioned
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.keys import UserKeys
from signaal.vault.labels import derive
from signaal.vault.secret import Secret


def seal_user_secret(token: str, salt: Secret, session_id: str, user: UserKeys) -> bytes:
    """The user secret for the session's row; `salt` is the key file's session salt."""
    return seal_bytes(_key(token, salt, session_id), user.secret.reveal(), _bound(session_id, user.id))


def open_user_secret(
    token: str, salt: Secret, session_id: str, user_id: str, sealed: bytes | None
) -> UserKeys:
    """The person's keys for one request.

    Raises:
        DoesNotOpen: locked or ended (nothing is sealed), another token, session or person, or changed bytes.
    """
    secret = open_bytes(_key(token, salt, session_id), sealed, _bound(session_id, user_id))
    return UserKeys(Secret(secret), user_id)


def csrf_key(token: str) -> Secret:
    """For the forms of this session, or of the random cookie before login."""
    return derive(_material(token), "csrf")


def mark_own_key(token: str, salt: Secret, session_id: str, user: UserKeys) -> bytes:
    """Made at full login: lets this session recognise its owner's public key while it is locked."""
    return VERSION + _marked(token, salt, session_id, user.holder)


def trusted_owner(token: str, salt: Secret, session_id: str, claimed: Claimed, mark: bytes | None) -> Trusted:
    """The session's owner, to seal a draft to. DoesNotOpen when the database shows another key."""
    given = unversioned(mark, at_least=0)
    if claimed.kind is not HolderKind.USER:
        raise DoesNotOpen
    if not hmac.compare_digest(given, _marked(token, salt, session_id, claimed)):
        raise DoesNotOpen
    return trust(claimed)


def _marked(token: str, salt: Secret, session_id: str, user: Claimed) -> bytes:
    key = derive(_material(token), "session-key-mark", session_id, salt=salt)
    return hmac.digest(key.reveal(), canonical([user.id, user.fingerprint.hex()]), "sha256")


def _key(token: str, salt: Secret, session_id: str) -> Secret:
    return derive(_material(token), "session", session_id, salt=salt)


def _material(token: str) -> Secret:
    return Secret(token.encode("utf-8", "replace"))


def _bound(session_id: str, user_id: str) -> bytes:
    return associated("session", kind="user-secret", record=session_id, owner=user_id)
