"""What threatens the family, as the side that works on a clock may know it, and what can answer it.

On the card: the threats of the signals that started the clock. On a received package: what the family agreed to hand
over; with *alleen bellen* nothing, and the receiver names the kind itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import clockviews, custody, payloads, sides, trail
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.packagework import Packagework
from signaal.actions.views import ClockView, ThreatView
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as stored
from signaal.store import records
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow
from signaal.terms import Refused, Say
from signaal.workflows.measures import fitting
from signaal.workflows.threats import Threat, ThreatKind


@dataclass(frozen=True)
class CalmPage:
    """What the page "Er is rust" asks. `kinds` is empty when the threats are known."""

    code: str
    clocks: tuple[ClockView, ...]
    threats: tuple[ThreatView, ...]
    kinds: tuple[ThreatView, ...]


@action(Permission.CALM_RECORD, Event.CASE_OPENED, Event.PACKAGE_OPENED)
def asked(ctx: Ctx, code: str, clock_id: str | None = None) -> CalmPage:
    """The threats to answer, each with the measures that fit it; the view is logged.

    Raises:
        Conflict: no calm clock runs. NotFound.
    """
    work = sides.by_code(ctx, code, Permission.CALM_RECORD, "", "calm")
    rows = sides.calm_clocks(work, clock_id)
    known = of_clocks(work, rows)
    event = Event.PACKAGE_OPENED if isinstance(work, Packagework) else Event.CASE_OPENED
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, event, team=work.team.id, organisation=work.team.organisation_id,
            subjects=(work.code,), parts=(Part.CALM,), explanation=work.explanation,
        )  # fmt: skip
    with ctx.tools.store.reading() as reader:
        clocks = clockviews.ordered(clockviews.many(reader, ctx, rows).values())
    kinds = () if known else tuple(view(Threat(kind.value, kind)) for kind in ThreatKind)
    return CalmPage(code, clocks, tuple(view(threat) for threat in known), kinds)


def of_clocks(work: Casework, rows: Sequence[DeadlineRow]) -> tuple[Threat, ...]:
    """The threats that this side knows of for these clocks; empty when it was not told."""
    if isinstance(work, Packagework):
        return unique(payloads.threats_from(work.package))
    with work.ctx.tools.store.reading() as reader:
        clocks = {clock_id for row in rows for clock_id in _with_earlier(reader, row)}
        signals = records.of_object(reader, "case", work.case.id, "signal")
    opened = (custody.unseal(work.key, row) for row in signals)
    return unique(t for p in opened if p.get("clock") in clocks for t in payloads.threats_from(p))


def named(kinds: Collection[str]) -> tuple[Threat, ...]:
    """Kinds that the receiver named itself, as threats. Raises Refused for one that is not on the list."""
    if not set(kinds) <= {kind.value for kind in ThreatKind}:
        raise Refused({"kinds": Say("workflows.choice.unknown")})
    return tuple(Threat(kind, ThreatKind(kind)) for kind in dict.fromkeys(kinds))


def view(threat: Threat) -> ThreatView:
    """A threat with the measures that can answer it, to show."""
    measures = tuple(measure.value for measure in fitting(threat.kind))
    return ThreatView(threat.code, threat.moment, measures, threat.kind.value)


def unique(found: Iterable[Threat]) -> tuple[Threat, ...]:
    """One threat per code: the first that was noticed."""
    by_code: dict[str, Threat] = {}
    for threat in found:
        by_code.setdefault(threat.code, threat)
    return tuple(by_code.values())


def _with_earlier(reader: Reader, row: DeadlineRow) -> set[str]:
    """This clock and those that it follows: a later yes after a no has the threats of the first clock."""
    found: set[str] = set()
    current: DeadlineRow | None = row
    while current is not None and current.id not in found:
        found.add(current.id)
        current = stored.find(reader, current.linked_id) if current.linked_id else None
    return found
