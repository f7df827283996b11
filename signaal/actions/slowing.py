"""Slowing down who guesses: back-off per account at one address, per account, and per address. Never for
good.

Names and addresses stand in the database as hashes, known and unknown names alike. A stranger can make the
owner of an account wait a minute, not longer; who guesses from one place waits up to a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from signaal.store import throttle
from signaal.store.reader import Reader
from signaal.store.units import Unit

FIRST_WAIT = timedelta(seconds=5)
FORGOTTEN_AFTER = timedelta(minutes=30)
"""So long after the last wait an account begins with a clean slate."""


@dataclass(frozen=True)
class Brake:
    """One thing that is slowed: `free` tries, then 5 seconds and each time double, at most `longest`."""

    key: str
    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta(0)
        doubled: timedelta = FIRST_WAIT * 2 ** min(failures - self.free, 20)
        return min(doubled, self.longest)


def for_login(login: str, address: str | None) -> tuple[Brake, ...]:
    """The brakes on one try to log in; `login` is a tidied name, known or not."""
    where = address or "-"
    return (
        Brake(_key("pair", login, where), 5, timedelta(minutes=15)),
        Brake(_key("login", login), 10, timedelta(minutes=1)),
        Brake(_key("address", where), 30, timedelta(minutes=5)),
    )


def for_code(membership_id: str) -> tuple[Brake, ...]:
    """The brake on typing somebody's admission code."""
    return (Brake(_key("admit", membership_id), 3, timedelta(minutes=15)),)


def for_confirming(user_id: str) -> tuple[Brake, ...]:
    """The brake on giving the second factor again: only who is logged in as this person can press it."""
    return (Brake(_key("confirm", user_id), 5, timedelta(minutes=15)),)


def for_passkey(credential_id: bytes, address: str | None) -> tuple[Brake, ...]:
    """The brakes on one try with a passkey. An answer cannot be guessed, so these only stop a flood."""
    where = address or "-"
    return (
        Brake(_key("passkey", credential_id.hex(), where), 5, timedelta(minutes=15)),
        Brake(_key("address", where), 30, timedelta(minutes=5)),
    )


def for_paper(team_id: str) -> tuple[Brake, ...]:
    """The brake on typing the code of a team's recovery paper."""
    return (Brake(_key("paper", team_id), 2, timedelta(minutes=15)),)


def must_wait(reader: Reader, brakes: Iterable[Brake], now: datetime) -> bool:
    """Is it too early for another try?"""
    rows = (throttle.find(reader, brake.key) for brake in brakes)
    return any(row is not None and row.until is not None and row.until > now for row in rows)


def failed(unit: Unit, brakes: Iterable[Brake], now: datetime) -> int | None:
    """One more failure. Returns how many there are when from now on somebody has to wait, else None."""
    slowed = None
    for brake in brakes:
        row = throttle.find(unit, brake.key)
        if row is not None and row.until is not None and row.until < now - FORGOTTEN_AFTER:
            throttle.clear(unit, brake.key)
        failures = throttle.add_failure(unit, brake.key, now)
        wait = brake.wait(failures)
        throttle.wait(unit, brake.key, now + wait)
        if wait:
            slowed = max(failures, slowed or 0)
    return slowed


def succeeded(unit: Unit, brakes: Iterable[Brake]) -> None:
    """The right person came: their account is no longer slowed. The address still is: others sit there,
    too.
    """
    for brake in brakes:
        if not brake.key.startswith("address:"):
            throttle.clear(unit, brake.key)


def _key(kind: str, *parts: str) -> str:
    return f"{kind}:{sha256(chr(0).join(parts).encode()).hexdigest()}"
