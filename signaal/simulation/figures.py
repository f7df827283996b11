"""What a simulation found: counted, and the first findings in words."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime

MOST_WORDS = 20


@dataclass
class Figures:
    """`lost`: steps or messages that should be there and are not. `double`: taken or sent twice without a cause.

    `crashes` counts transactions that were killed; that is no failure, all others but steps and messages are.
    """

    seed: int
    days: int
    cases: int = 0
    steps: int = 0
    lost: int = 0
    double: int = 0
    early: int = 0
    unseen_breaches: int = 0
    shown_before_yes: int = 0
    messages: int = 0
    messages_without_step: int = 0
    crashes: int = 0
    words: list[str] = field(default_factory=list, metadata={"inside": True})
    beside: dict[str, int] = field(default_factory=dict, metadata={"inside": True})

    def found(self, what: str, words: str, at: datetime) -> None:
        """One more of these, and what it was: ids and moments, no content."""
        setattr(self, what, getattr(self, what) + 1)
        if len(self.words) < MOST_WORDS:
            self.words.append(f"{at:%Y-%m-%d %H:%M:%S} {what}: {words}")

    def count(self, what: str, n: int = 1) -> None:
        """Something that happened and is no failure: an outage, a refusal, a jump."""
        self.beside[what] = self.beside.get(what, 0) + n

    @property
    def held(self) -> bool:
        """Did every invariant hold?"""
        return not (
            self.lost
            or self.double
            or self.early
            or self.unseen_breaches
            or self.shown_before_yes
            or self.messages_without_step
        )

    def plain(self) -> dict[str, int]:
        """The figures alone, in their order."""
        return {found.name: getattr(self, found.name) for found in fields(self) if not found.metadata}
