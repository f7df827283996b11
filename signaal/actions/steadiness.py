"""What one process remembers of its machine's clock between two sweeps, and what it says when that jumps."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signaal.workflows.steadiness import Reckoning, look

_LOG = logging.getLogger("signaal.clock")


@dataclass
class Steadiness:
    """Of one process; a new process begins without memory and believes its clock."""

    known: Reckoning | None = None
    _one: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def careful(self, now: datetime, elapsed: timedelta) -> tuple[datetime, timedelta]:
        """The moment that a sweep may count as now, and how far the clock jumped since the last look (zero: not).

        A jump is written to the machine's own log.
        """
        with self._one:
            seen = look(self.known, now, elapsed)
            self.known = seen.known
        if seen.jump:
            shown = seen.moment.isoformat(timespec="seconds")
            _LOG.warning(
                "the machine's clock jumped by %+d seconds; steps are taken as if it is %s",
                seen.jump.total_seconds(),
                shown,
            )
        return seen.moment, seen.jump
