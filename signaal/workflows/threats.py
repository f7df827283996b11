"""What threatens a family: the closed kinds, and what starts a money clock. Safety never does (R6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from signaal.workflows.calendar import at_wall

FAR = timedelta(days=7)
_FIRST_WRIT = 7 * 60
_LAST_WRIT = 20 * 60


class ThreatKind(StrEnum):
    """What kind of answer fits (lists/threats.toml names the measures of each)."""

    EVICTION = "eviction"
    ENERGY = "energy"
    WATER = "water"
    INSURANCE = "insurance"
    SEIZURE = "seizure"
    SALE = "sale"
    BANKRUPTCY = "bankruptcy"
    FOOD = "food"
    BED = "bed"
    NEED = "need"


TONIGHT = frozenset({ThreatKind.FOOD, ThreatKind.BED})
"""No food or no bed: the clock ends tonight (design page deadlines, point 4)."""


@dataclass(frozen=True)
class Threat:
    """One confirmed threat: the signal's code, its kind, and its own moment in UTC when known."""

    code: str
    kind: ThreatKind
    moment: datetime | None = None


def threat_moment(day: date, minute: int | None, now: datetime) -> datetime:
    """The moment in UTC at which a threat on this day comes true. `minute`: after midnight, if stated.

    Without a time: 7.00, the earliest a bailiff may come, or 20.00, the latest, once 7.00 has passed
    (Wetboek van Burgerlijke Rechtsvordering art. 64).
    """
    if minute is not None:
        return at_wall(day, minute)
    first = at_wall(day, _FIRST_WRIT)
    return first if first > now else at_wall(day, _LAST_WRIT)


def is_far(threats: Sequence[Threat], now: datetime) -> bool:
    """True when every threat has a moment and all lie more than 7 days away."""
    return bool(threats) and all(t.moment is not None and t.moment - now > FAR for t in threats)
