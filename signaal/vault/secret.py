"""A value that must never be seen: it has no text form, is never copied and never pickled."""

from __future__ import annotations

import secrets
from typing import NoReturn, final


class Redacted:
    """Base of everything that holds key material: whatever prints it, prints no byte of it."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is never copied or pickled")


@final
class Secret(Redacted):
    """Raw bytes behind one word that can be searched for: `reveal`."""

    __slots__ = ("__raw",)

    def __init__(self, raw: bytes) -> None:
        self.__raw = bytes(raw)

    @classmethod
    def random(cls, length: int = 32) -> Secret:
        """`length` fresh bytes from the machine's own source of randomness."""
        return cls(secrets.token_bytes(length))

    def reveal(self) -> bytes:
        """The bytes. Hand them to a primitive and let them go."""
        return self.__raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(self.__raw, other.__raw)

    __hash__ = None  # type: ignore[assignment]  # a secret is no key of a dict: its hash would betray it

    def __len__(self) -> int:
        return len(self.__raw)
