"""A calendar of turns that is read again: which turn stands already, and whose it is now that some were passed on.

An event is known by its hours, its function and whom it names. Its UID does not help: many programs make new ones at
every export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Slot:
    """A turn as a calendar gives it, from and to in UTC; `person`: whom it names (None: nobody with an account)."""

    function: str
    starts_at: datetime
    ends_at: datetime
    second: bool
    person: str | None


@dataclass(frozen=True)
class Standing:
    """A turn that was read before: what the calendar gave then, and whose it is by now."""

    id: str
    read: Slot
    person: str | None

    @property
    def passed_on(self) -> bool:
        return self.person != self.read.person


def _hours(slot: Slot) -> tuple[Hashable, ...]:
    return slot.starts_at, slot.ends_at, slot.second


_ALIKE: Sequence[Callable[[Slot], Hashable]] = (
    lambda slot: slot,
    lambda slot: (_hours(slot), slot.function),
    lambda slot: (_hours(slot), slot.person),
)
"""What makes two the same turn, the surest first: two people may have the same hours."""


def same(standing: Iterable[Standing], found: Sequence[Slot]) -> dict[int, Standing]:
    """Which turn of before each one found is, by its place in `found`. Each of both is used once; others are new."""
    left = {one.id: one for one in standing}
    known: dict[int, Standing] = {}
    for alike in _ALIKE:
        waiting: dict[Hashable, list[Standing]] = defaultdict(list)
        for one in left.values():
            waiting[alike(one.read)].append(one)
        for number, slot in enumerate(found):
            if number not in known and waiting[alike(slot)]:
                known[number] = waiting[alike(slot)].pop(0)
                del left[known[number].id]
    return known


def moved(left: Iterable[Standing], slot: Slot) -> Standing | None:
    """The turn whose hours the calendar changed to these: it was passed on, and most of these hours lie in it.

    `left`: turns that the calendar does not give any more as they were. None: this is another turn.
    """
    best, most = None, (slot.ends_at - slot.starts_at) / 2
    for one in left:
        alike = (one.read.function, one.read.second, one.read.person) == (
            slot.function,
            slot.second,
            slot.person,
        )
        shared = _shared(one.read, slot)
        if one.passed_on and alike and shared > most:
            best, most = one, shared
    return best


def whose(standing: Standing, named: str | None, working: Collection[str]) -> str | None:
    """Whose turn it is when the calendar names this person now; `working`: who can have a turn at all.

    Who took it over keeps it, also when the calendar has caught up or names nobody any more. The calendar holds when
    it names yet another person, and when who took it does not work here any more.
    """
    person = standing.person
    if person is not None and person not in working:
        return named
    stays = named in (standing.read.person, person) or (named is None and standing.passed_on)
    return person if stays else named


def _shared(one: Slot, other: Slot) -> timedelta:
    return min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)
