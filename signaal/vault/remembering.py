"""Argon2id that computes the same derivation once: for playing the demo, where one person logs in fifty times.

Never for an instance that is served: what it remembers opens accounts, and it forgets nothing until it is gone.
"""

from __future__ import annotations

from hashlib import sha256

from signaal.terms import canonical
from signaal.vault.argon import Argon, Cost
from signaal.vault.secret import Secret


class RememberingArgon(Argon):
    """The same results at the same cost; a second time takes no time."""

    def __init__(self, cost: Cost) -> None:
        super().__init__(cost)
        self._known: dict[bytes, Secret] = {}

    def _compute(
        self,
        material: bytes,
        salt: bytes,
        cost: Cost,
        secret: Secret | None,
        about: bytes | None,
        length: int,
    ) -> Secret:
        parts = (material, salt, secret.reveal() if secret is not None else b"", about or b"")
        numbers = (cost.memory_kib, cost.passes, cost.lanes, length, secret is None, about is None)
        asked = sha256(canonical([*(part.hex() for part in parts), *numbers])).digest()
        if asked not in self._known:
            self._known[asked] = super()._compute(material, salt, cost, secret, about, length)
        return self._known[asked]
