"""The machine that everything runs on: true time, and a clock that may stand beside it."""

from __future__ import annotations

from datetime import datetime, timedelta

from signaal.clock import MovingClock


class Machine(MovingClock):
    """`true` is what time it is; `now()` what the machine thinks. `set` and `advance` move true time."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.beside = timedelta(0)

    @property
    def true(self) -> datetime:
        """What time it is."""
        return super().now()

    def now(self) -> datetime:
        """What the machine thinks that it is."""
        return super().now() + self.beside

    def go_to(self, moment: datetime) -> None:
        """Let true time pass; it never goes back."""
        if moment > self.true:
            self.set(moment)
