"""The key of a case, a referral, its notes or a consent: the unit that is shared as a whole.

Random 32 bytes with an id of their own. The *commitment*, 32 bytes in the object's row, is HKDF(key,
"commitment", object kind, object id, key id): no second key fits it, and every seal is bound to it. Record
key = HKDF(key, "record", record id).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.labels import derive
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Redacted, Secret


class ObjectKind(StrEnum):
    CASE = "case"
    REFERRAL = "referral"
    NOTES = "notes"
    CONSENT = "consent"


@dataclass(frozen=True)
class KeyScope:
    """Which key: what rows say of it. `commitment` is 32 bytes."""

    object_kind: str
    object_id: str
    key_id: str
    commitment: bytes


class ObjectKey(Redacted):
    """An open key; `scope` says whose, and goes into the object's row."""

    def __init__(self, secret: Secret, object_kind: str, object_id: str, key_id: str) -> None:
        kind = str(object_kind)
        self.secret = secret
        self.scope = KeyScope(kind, object_id, key_id, _commitment(secret, kind, object_id, key_id))

    @classmethod
    def fitting(cls, secret: bytes, scope: KeyScope) -> ObjectKey:
        """The key of this scope. DoesNotOpen when the commitment is another key's."""
        opened = Secret(secret)
        own = _commitment(opened, scope.object_kind, scope.object_id, scope.key_id)
        if not hmac.compare_digest(own, scope.commitment):
            raise DoesNotOpen
        key = cls.__new__(cls)  # the scope is known to be this key's: it is not made a second time
        key.secret, key.scope = opened, scope
        return key

    def record_key(self, record_id: str) -> Secret:
        return derive(self.secret, "record", record_id)


def _commitment(secret: Secret, kind: str, object_id: str, key_id: str) -> bytes:
    return derive(secret, "commitment", kind, object_id, key_id).reveal()


def new_key(object_kind: str, object_id: str) -> ObjectKey:
    """A fresh key for a case, referral, notes or consent (`ObjectKind`); its id is `key.scope.key_id`."""
    return ObjectKey(Secret.random(), object_kind, object_id, new_id())
