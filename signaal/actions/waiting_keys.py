"""New credentials that wait: made by a reset, of no use until somebody of the team has admitted them.

They stand beside the old ones in the account's row, which stay in force meanwhile (design/vault.md, "Joining, leaving,
losing"). What the row says is a claim: only the typed code tells whose keys these are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from signaal.store.tables_people import UserRow
from signaal.terms import aware
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, claimed_user
from signaal.vault.passwords import Credentials

LASTS = timedelta(days=14)
"""Nobody admitted them in this time: they are dropped, and the old ones simply stay."""


@dataclass(frozen=True)
class Seat:
    """The team's key as the new pair pinned it, for one membership."""

    membership_id: str
    version: int
    fingerprint: bytes
    mark: bytes


@dataclass(frozen=True, repr=False)
class WaitingKeys:
    """Everything that takes the place of the old at the moment of admission."""

    since: datetime
    person: Claimed
    credentials: Credentials
    totp_sealed: bytes
    recovery: tuple[str, ...]
    seats: tuple[Seat, ...]

    def seat(self, membership_id: str) -> Seat | None:
        """What was pinned for this membership, or None for one that came later."""
        return next((seat for seat in self.seats if seat.membership_id == membership_id), None)

    def over(self, now: datetime) -> bool:
        """Did they wait too long?"""
        return now - self.since >= LASTS

    def kept(self) -> dict[str, Any]:
        """As the row keeps it: plain JSON, bytes as hexadecimal."""
        given = self.credentials
        return {
            "since": self.since.isoformat(),
            "kem_public": self.person.keys.kem.hex(),
            "sign_public": self.person.keys.sign.hex(),
            "fingerprint": self.person.fingerprint.hex(),
            "salt": given.salt.hex(),
            "kdf": dict(given.kdf),
            "verifier": given.verifier.hex(),
            "sealed_secret": given.sealed_secret.hex(),
            "totp_sealed": self.totp_sealed.hex(),
            "recovery": list(self.recovery),
            "seats": [
                [seat.membership_id, seat.version, seat.fingerprint.hex(), seat.mark.hex()]
                for seat in self.seats
            ],
        }


def of(user: UserRow | None) -> WaitingKeys | None:
    """What waits for this account, or None.

    Raises:
        DoesNotOpen: somebody wrote something else into the row.
    """
    if user is None or user.pending is None:
        return None
    try:
        return _read(user.id, user.pending)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        raise DoesNotOpen from None


def in_time(user: UserRow | None, now: datetime) -> WaitingKeys | None:
    """The same, but None when they waited too long. DoesNotOpen as `of`."""
    found = of(user)
    return None if found is None or found.over(now) else found


def _read(user_id: str, kept: Mapping[str, Any]) -> WaitingKeys:
    return WaitingKeys(
        since=aware(datetime.fromisoformat(kept["since"])),
        person=claimed_user(user_id, bytes.fromhex(kept["kem_public"]), bytes.fromhex(kept["sign_public"])),
        credentials=Credentials(
            bytes.fromhex(kept["salt"]),
            dict(kept["kdf"]),
            bytes.fromhex(kept["verifier"]),
            bytes.fromhex(kept["sealed_secret"]),
        ),
        totp_sealed=bytes.fromhex(kept["totp_sealed"]),
        recovery=tuple(str(mark) for mark in kept["recovery"]),
        seats=tuple(
            Seat(str(row[0]), int(row[1]), bytes.fromhex(row[2]), bytes.fromhex(row[3]))
            for row in kept["seats"]
        ),
    )
