"""The typed code: a new member reads it out, a lead types it, and both know that they hold each other's keys.

10 characters of Crockford's base 32 (50 bits), shown as K7QM4-TX9AB: the first 50 bits of Argon2id over
canonical ["signaal/v1", "admission", fingerprint of the person, fingerprint of the team, user id, team id,
team key version], salt = first 16 bytes of SHA-256("signaal/v1 admission"). Each session computes it from
the keys it holds; the cost makes a search for a second key with the same code hopeless.

An account without a team (an officer, a coordinator, an admin) has no team key to compare. Its code is over
["signaal/v1", "office", fingerprint of the person, user id, organisation id] and is typed by a privacy officer.
"""

from __future__ import annotations

import hashlib
import hmac

from signaal.terms import ALPHABET, canonical, tidy_code
from signaal.vault.argon import Argon
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.labels import PROTOCOL

_SALT = hashlib.sha256(b"signaal/v1 admission").digest()[:16]
_LENGTH = 10


def admission_code(argon: Argon, user: Claimed, team: Claimed) -> str:
    """The code for this person and this team. Busy when the queue of derivations is full."""
    if (user.kind, team.kind) != (HolderKind.USER, HolderKind.TEAM):
        raise ValueError("a code is for a person and a team")
    both = (user.fingerprint.hex(), team.fingerprint.hex(), user.id, team.id, team.version)
    return short_code(argon, "admission", *both)


def office_code(argon: Argon, user: Claimed, organisation_id: str) -> str:
    """The code of somebody who works in no team. Busy when the queue of derivations is full."""
    if user.kind is not HolderKind.USER:
        raise ValueError("a code is for a person")
    return short_code(argon, "office", user.fingerprint.hex(), user.id, organisation_id)


def short_code(argon: Argon, purpose: str, *parts: str | int) -> str:
    """10 characters that cost a derivation to compute: to be read aloud by one and typed by another."""
    digest = argon.derive(canonical([PROTOCOL, purpose, *parts]), _SALT, length=7)
    number = int.from_bytes(digest.reveal(), "big") >> 6
    text = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(_LENGTH)))
    return f"{text[:5]}-{text[5:]}"


def same_code(typed: str, expected: str) -> bool:
    """However it was typed: small letters, spaces and dashes do not matter."""
    given = tidy_code(typed).replace("-", "").encode("utf-8", "replace")
    return hmac.compare_digest(given, expected.replace("-", "").encode())


def admit(argon: Argon, typed: str, user: Claimed, team: Trusted) -> Trusted:
    """The new member, trusted because the code that the lead typed is theirs.

    Raises:
        DoesNotOpen: another code: a typing mistake, or somebody put other keys in between.
        Busy: the queue of derivations is full.
    """
    if not same_code(typed, admission_code(argon, user, team)):
        raise DoesNotOpen
    return trust(user)


def recognise(argon: Argon, typed: str, user: Claimed, organisation_id: str) -> Trusted:
    """The same for somebody without a team. DoesNotOpen and Busy as `admit`."""
    if not same_code(typed, office_code(argon, user, organisation_id)):
        raise DoesNotOpen
    return trust(user)
