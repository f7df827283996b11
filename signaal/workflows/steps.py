"""The steps of a clock: computed once at the start of each leg, moved back to staffed hours, never later.

Source: design page deadlines, points 7 and 12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from signaal.workflows.clock_rules import Anchor, KindRule, StepRule, Target
from signaal.workflows.duty import StaffedHours


@dataclass(frozen=True)
class Step:
    """One planned step: `at` in UTC, `key` the tail of a sentence in texts/*/clocks.toml."""

    number: int
    at: datetime
    to: Target
    key: str
    until_acknowledged: bool = False

    def plain(self) -> dict[str, object]:
        """As JSON can hold it: {n, at, to, key, until_acknowledged}."""
        at = self.at.astimezone(UTC).isoformat()
        return {
            "n": self.number, "at": at, "to": self.to.value, "key": self.key, "ack": self.until_acknowledged,
        }  # fmt: skip

    @classmethod
    def of(cls, plain: Mapping[str, object]) -> Step:
        """The step that `plain()` wrote. Raises KeyError or ValueError for anything else."""
        return cls(
            number=int(str(plain["n"])),
            at=datetime.fromisoformat(str(plain["at"])),
            to=Target(str(plain["to"])),
            key=str(plain["key"]),
            until_acknowledged=bool(plain.get("ack", False)),
        )


@dataclass(frozen=True)
class Leg:
    """The stretch of a clock that a plan is made for; moments in UTC.

    `far`: every threat is more than 7 days away, so that nobody is disturbed outside staffed hours.
    `again`: the clock came back after a withdrawn yes; what was due in the first leg is not told twice.
    """

    number: int
    started_at: datetime
    clock_started_at: datetime
    due_at: datetime
    far: bool = False
    again: bool = False

    @property
    def outside(self) -> bool:
        return is_outside(self.number)


def is_outside(leg: int) -> bool:
    """Odd legs run inside the signaller's organisation, even ones towards the municipal team."""
    return leg % 2 == 0


def plan(rule: KindRule, leg: Leg, staffed: StaffedHours) -> tuple[Step, ...]:
    """All steps of this leg in the order of their moments, numbered from 0.

    A step at or before the leg's start is taken at once. For `calm_48h` one at or after due is dropped,
    unless the leg itself begins after due; the task at due stays.
    """
    placed = sorted(_placed(rule, leg, staffed), key=lambda pair: pair[0])
    return tuple(
        Step(number, at, found.to, found.key, found.until_acknowledged)
        for number, (at, found) in enumerate(placed)
    )


def nominal(step: StepRule, leg: Leg) -> datetime:
    """The moment the rule names, before it is moved to staffed hours."""
    half_way = leg.started_at + (leg.due_at - leg.started_at) / 2
    anchors = {
        Anchor.START: leg.clock_started_at,
        Anchor.LEG: leg.started_at,
        Anchor.DUE: leg.due_at,
        Anchor.HALF_WAY: half_way,
    }
    return step.span.after(anchors[step.anchor], closes=False)


def place(moment: datetime, leg: Leg, staffed: StaffedHours) -> datetime:
    """Where a step of this moment lands: the last staffed moment up to it, but not before the leg's start.

    Only for a far threat may it land later: on the first staffed moment, if that is before due.
    """
    last = staffed.last_before(moment) if moment > leg.started_at else None
    if last is not None and last >= leg.started_at:
        return last
    if leg.far and not staffed.suits(leg.started_at):
        first = staffed.next_from(leg.started_at)
        if first is not None and first < leg.due_at:
            return first
    return leg.started_at


def fallbacks(target: Target) -> tuple[Target, ...]:
    """Who is told when this function has nobody: lead, then members, then the admin; the step says so."""
    chains = {
        Target.SIGNALLER: (Target.SIGNALLER_LEAD, Target.SIGNALLER_TEAM),
        Target.SIGNALLER_LEAD: (Target.SIGNALLER_TEAM,),
        Target.RECIPIENT_SECOND: (Target.RECIPIENT_LEAD, Target.RECIPIENT_TEAM),
        Target.RECIPIENT_LEAD: (Target.RECIPIENT_TEAM,),
        Target.HOLDER_LEAD: (Target.HOLDER,),
    }
    return () if target is Target.ADMIN else (*chains.get(target, ()), Target.ADMIN)


def names_reference(told: Target, leg: int, *, same_organisation: bool) -> bool:
    """Whether the message may carry the case code: before a yes an admin of elsewhere gets none (R8)."""
    return told is not Target.ADMIN or is_outside(leg) or same_organisation


def _placed(rule: KindRule, leg: Leg, staffed: StaffedHours) -> Iterator[tuple[datetime, StepRule]]:
    if leg.again and rule.returned is not None:
        yield leg.started_at, rule.returned
    for step in rule.outside if leg.outside else rule.inside:
        moment = nominal(step, leg)
        if leg.again and moment <= leg.started_at:
            continue
        if not rule.keeps_steps_after_due and moment >= leg.due_at > leg.started_at:
            continue
        yield place(moment, leg, staffed), step
    if rule.at_due is not None:
        yield max(leg.due_at, leg.started_at), rule.at_due
