"""A PIN of six digits that reopens one session on the device of its login, and is worth nothing elsewhere.

root = Argon2id(PIN, salt 16, secret = session salt of the key file, ad = session id; cost in `kdf`)
half = HKDF(token of the cookie, salt = session salt, "pin-half", session id)
key = HKDF(root, half), "pin", session id; the user secret under it is 61 bytes (version 1, nonce 12, secret 32,
tag 16), bound to ["signaal/v1", "pin", "user-secret", session id, 0, "", user id, ""].
kdf = {"m": KiB, "t": passes, "p": lanes}.

A million PINs are soon tried, so a PIN alone must never be the key: the other half, 256 random bits, is in the
cookie and nowhere else. Who has database and key file guesses that half; who has the cookie too and all of
those is stopped by five tries only at a living server (docs/threat-model.md).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from signaal.terms import Say
from signaal.vault.argon import Argon, Cost
from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.keys import UserKeys
from signaal.vault.labels import derive
from signaal.vault.secret import Redacted, Secret

TRIES = 5
DIGITS = 6
_SALT_LENGTH = 16
_SHAPE = re.compile(r"[0-9]{6}")
_REPEATED = re.compile(r"(.{1,3})\1+")
_RUNS = ("01234567890123456789", "98765432109876543210", "147258369", "963852741", "2580")


@dataclass(frozen=True, repr=False)
class SealedPin(Redacted):
    """What a row keeps: `salt` 16 bytes, `kdf` plain JSON, `sealed_secret` 61 bytes. Nothing to compare a PIN with."""

    salt: bytes
    kdf: Mapping[str, object]
    sealed_secret: bytes


@dataclass(frozen=True, repr=False)
class Device(Redacted):
    """One session on one device: the cookie's token, the key file's session salt, the session's id."""

    token: str
    salt: Secret
    session_id: str


def problem(pin: str) -> Say | None:
    """Why this PIN is refused: not six digits, or one that everybody tries first."""
    typed = tidy(pin)
    if not _SHAPE.fullmatch(typed):
        return Say("entering.pin.six_digits")
    run = any(typed in row for row in _RUNS)
    return Say("entering.pin.too_easy") if run or _REPEATED.fullmatch(typed) else None


def tidy(pin: str) -> str:
    """Without the spaces that somebody types between groups."""
    return "".join(pin.split())


def slow_root(
    argon: Argon, device: Device, pin: str, kept: SealedPin | None = None
) -> tuple[Secret, SealedPin]:
    """The one derivation of a try, and the row it belongs to; without `kept` a fresh one, nothing sealed yet.

    Raises:
        DoesNotOpen: the row is not one of ours.
        Busy: the queue of derivations is full.
    """
    if kept is None:
        cost = argon.cost
        kdf = {"m": cost.memory_kib, "t": cost.passes, "p": cost.lanes}
        kept = SealedPin(secrets.token_bytes(_SALT_LENGTH), kdf, b"")
    if not 8 <= len(kept.salt) <= 64:
        raise DoesNotOpen
    text = tidy(pin).encode("utf-8", "surrogatepass")
    about = device.session_id.encode()
    return argon.derive(text, kept.salt, cost=_cost(kept.kdf), secret=device.salt, about=about), kept


def seal_with_pin(root: Secret, device: Device, user: UserKeys) -> bytes:
    """The user secret under what `slow_root` gave, for this device."""
    return seal_bytes(_key(root, device), user.secret.reveal(), _bound(device.session_id, user.id))


def open_with_pin(root: Secret, device: Device, user_id: str, sealed: bytes | None) -> UserKeys:
    """The person's keys again.

    Raises:
        DoesNotOpen: another PIN, device, session or person, or changed bytes: nothing tells which.
    """
    secret = open_bytes(_key(root, device), sealed, _bound(device.session_id, user_id))
    return UserKeys(Secret(secret), user_id)


def _key(root: Secret, device: Device) -> Secret:
    token = Secret(device.token.encode("utf-8", "replace"))
    half = derive(token, "pin-half", device.session_id, salt=device.salt)
    return derive(Secret(root.reveal() + half.reveal()), "pin", device.session_id)


def _cost(kdf: Mapping[str, object]) -> Cost:
    memory, passes, lanes = kdf.get("m"), kdf.get("t"), kdf.get("p")
    if not (type(memory) is int and type(passes) is int and type(lanes) is int):
        raise DoesNotOpen
    cost = Cost(memory, passes, lanes)
    if not cost.bearable():
        raise DoesNotOpen
    return cost


def _bound(session_id: str, user_id: str) -> bytes:
    return associated("pin", kind="user-secret", record=session_id, owner=user_id)
