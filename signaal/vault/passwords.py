"""From a passphrase to an open user secret: one Argon2id derivation, two keys out of it.

root = Argon2id(passphrase in Unicode NFC, salt 16, secret = pepper, ad = user id; cost in `kdf`)
verifier = HKDF(root, "login-verifier"), 32 bytes, kept: compared in constant time
sealing key = HKDF(root, "user-secret"), never kept; the user secret under it is 61 bytes (version 1, nonce
12, secret 32, tag 16), bound to ["signaal/v1", "user-secret", "passphrase", "", 0, "", user id, ""].
kdf = {"m": KiB, "t": passes, "p": lanes, "pepper_id": text}.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from signaal.vault.argon import Argon, Cost
from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import UserKeys
from signaal.vault.labels import derive
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Redacted, Secret

_SALT_LENGTH = 16


@dataclass(frozen=True, repr=False)
class Credentials(Redacted):
    """What a person's row keeps: `salt` 16 bytes, `kdf` plain JSON, `verifier` 32 bytes, sealed secret."""

    salt: bytes
    kdf: Mapping[str, object]
    verifier: bytes
    sealed_secret: bytes


class Passwords(Redacted):
    """Sets and tries passphrases, with the peppers of the key file."""

    def __init__(self, argon: Argon, key_file: KeyFile) -> None:
        self._argon = argon
        self._key_file = key_file
        self._nobody = Credentials(
            secrets.token_bytes(_SALT_LENGTH), self._kdf(), secrets.token_bytes(32), secrets.token_bytes(61)
        )

    @property
    def argon(self) -> Argon:
        """The same queue, for typed codes."""
        return self._argon

    def enrol(self, passphrase: str, user: UserKeys) -> Credentials:
        """Credentials that open `user` with this passphrase. Strength is `passphrases`' to judge.

        Raises:
            Busy: the queue of derivations is full.
        """
        salt, kdf = secrets.token_bytes(_SALT_LENGTH), self._kdf()
        root = self._root(passphrase, user.id, salt, kdf)
        sealed = seal_bytes(derive(root, "user-secret"), user.secret.reveal(), _bound(user.id))
        return Credentials(salt, kdf, derive(root, "login-verifier").reveal(), sealed)

    def open(self, passphrase: str, user_id: str, kept: Credentials) -> UserKeys | None:
        """The person's keys, or None for a wrong passphrase.

        Raises:
            DoesNotOpen: the passphrase is right and the sealed secret is damaged, or `kdf` is not ours.
            Busy: the queue of derivations is full.
        """
        root = self._root(passphrase, user_id, kept.salt, kept.kdf)
        if not hmac.compare_digest(derive(root, "login-verifier").reveal(), kept.verifier):
            return None
        secret = open_bytes(derive(root, "user-secret"), kept.sealed_secret, _bound(user_id))
        return UserKeys(Secret(secret), user_id)

    def pretend(self, passphrase: str) -> None:
        """The same work for a name that nobody has, so that the answer takes as long. Busy likewise."""
        self.open(passphrase, new_id(), self._nobody)

    def outdated(self, kept: Credentials) -> bool:
        """Whether another pepper counts now, or a derivation costs more: enrol again at the next successful login.

        A cost that was lowered changes nothing: nobody's passphrase gets easier to guess by logging in.
        """
        if kept.kdf.get("pepper_id") != self._key_file.pepper_id:
            return True
        return self._argon.cost.stronger_than(_cost(kept.kdf))

    def _kdf(self) -> dict[str, object]:
        cost = self._argon.cost
        return {
            "m": cost.memory_kib,
            "t": cost.passes,
            "p": cost.lanes,
            "pepper_id": self._key_file.pepper_id,
        }

    def _root(self, passphrase: str, user_id: str, salt: bytes, kdf: Mapping[str, object]) -> Secret:
        pepper = self._key_file.peppers.get(str(kdf.get("pepper_id")))
        cost = _cost(kdf)
        if pepper is None or not 8 <= len(salt) <= 64:
            raise DoesNotOpen
        text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        return self._argon.derive(text, salt, cost=cost, secret=pepper, about=user_id.encode())


def _cost(kdf: Mapping[str, object]) -> Cost:
    memory, passes, lanes = kdf.get("m"), kdf.get("t"), kdf.get("p")
    if not (type(memory) is int and type(passes) is int and type(lanes) is int):
        raise DoesNotOpen
    cost = Cost(memory, passes, lanes)
    if not cost.bearable():
        raise DoesNotOpen
    return cost


def _bound(user_id: str) -> bytes:
    return associated("user-secret", kind="passphrase", owner=user_id)
