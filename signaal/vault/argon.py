"""Argon2id (RFC 9106), two at a time: each takes 64 MiB, so a rush of logins must queue, not pile up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from signaal.terms import Say, Unavailable
from signaal.vault.secret import Redacted, Secret


@dataclass(frozen=True)
class Cost:
    """What one derivation costs: memory in KiB, passes over it, lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def bearable(self) -> bool:
        """Within what Argon2 takes and one request may cost: a row cannot ask for 100 GB."""
        return 8 * self.lanes <= self.memory_kib <= 2**20 and 1 <= self.passes <= 10 and 1 <= self.lanes <= 4

    def stronger_than(self, other: Cost) -> bool:
        """More work for somebody who guesses: memory times passes."""
        return self.memory_kib * self.passes > other.memory_kib * other.passes


PRODUCTION = Cost(memory_kib=64 * 1024, passes=3, lanes=1)


class Busy(Unavailable):
    """Too many derivations wait already; try again after `retry_after` seconds (503)."""

    retry_after = 5

    def __init__(self) -> None:
        super().__init__(Say("vault.busy"))


class Argon(Redacted):
    """The one place where passphrases and codes are made slow.

    Args:
        cost: of new derivations; an old one names its own.
        at_once: how many run at a time.
        waiting: how many may wait beside those; one more is Busy.
        patience: seconds that one waits before it is Busy.
    """

    def __init__(
        self, cost: Cost = PRODUCTION, *, at_once: int = 2, waiting: int = 16, patience: float = 20.0
    ) -> None:
        self.cost = cost
        self._running = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience

    def derive(
        self,
        material: bytes,
        salt: bytes,
        *,
        cost: Cost | None = None,
        secret: Secret | None = None,
        about: bytes | None = None,
        length: int = 32,
    ) -> Secret:
        """Argon2id over `material`; `secret` is the pepper, `about` the associated data (`ad`).

        Raises:
            Busy: the queue is full, or its turn did not come in time.
        """
        with self._turn():
            return self._compute(material, salt, cost or self.cost, secret, about, length)

    def _compute(
        self,
        material: bytes,
        salt: bytes,
        cost: Cost,
        secret: Secret | None,
        about: bytes | None,
        length: int,
    ) -> Secret:
        argon = Argon2id(
            salt=salt,
            length=length,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
            ad=about,
            secret=secret.reveal() if secret is not None else None,
        )
        return Secret(argon.derive(material))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._running.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._places.release()
