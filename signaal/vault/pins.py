"""Pins: the key of another team as it was first seen, so that a replaced one is noticed.

A mark of 33 bytes (version 1, HMAC-SHA256) over ["signaal/v1", "pin", owner kind, owner id, owner version,
pinned team, its version, its fingerprint, compared at or null, compared by ...]. The owner is a team
(roster key) that sends to another team, or a person (own key) who remembers the key of the team they are
admitted to. "Compared" is part of the mark: it cannot be claimed by writing to the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.terms import aware
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.keys import TeamKeys, UserKeys

_PURPOSE = "pin"


@dataclass(frozen=True)
class Pin:
    """What was seen: team, key version, fingerprint (32 bytes); and who compared a code, and when."""

    team_id: str
    version: int
    fingerprint: bytes
    compared_at: datetime | None = None
    compared_by: tuple[str, ...] = ()


def make_pin(owner: TeamKeys | UserKeys, pin: Pin) -> bytes:
    """The mark to keep beside the pin."""
    return owner.mark(_PURPOSE, *_parts(pin))


def check_pin(owner: TeamKeys | UserKeys, pin: Pin, mark: bytes | None) -> None:
    """DoesNotOpen unless this owner made the mark for exactly this pin."""
    owner.check_mark(mark, _PURPOSE, *_parts(pin))


def first_seen(owner: TeamKeys | UserKeys, claimed: Claimed) -> tuple[Pin, bytes, Trusted]:
    """A new pin on a team's key, its mark, and the team as trusted from now on ("nog niet vergeleken")."""
    if claimed.kind is not HolderKind.TEAM:
        raise ValueError("only a team is pinned; people stand on the roster")
    pin = Pin(claimed.id, claimed.version, claimed.fingerprint)
    return pin, make_pin(owner, pin), trust(claimed)


def trusted_team(owner: TeamKeys | UserKeys, pin: Pin, mark: bytes | None, claimed: Claimed) -> Trusted:
    """The team's public keys, to seal to or to check a signature with.

    Raises:
        DoesNotOpen: the pin is not the owner's, or the keys in the database are others than the pinned ones.
    """
    check_pin(owner, pin, mark)
    expected = (HolderKind.TEAM, pin.team_id, pin.version, pin.fingerprint)
    if (claimed.kind, claimed.id, claimed.version, claimed.fingerprint) != expected:
        raise DoesNotOpen
    return trust(claimed)


def _parts(pin: Pin) -> tuple[str | int | None, ...]:
    compared = None if pin.compared_at is None else aware(pin.compared_at).isoformat(timespec="milliseconds")
    return pin.team_id, pin.version, pin.fingerprint.hex(), compared, *pin.compared_by
