"""How an organisation reviews: how many lines are drawn each week, and from which figure on something stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import receipts
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.actions.views import Receipt
from signaal.actions.watched import home
from signaal.audit import sampling
from signaal.audit.events import Event
from signaal.audit.limits import BOUNDS, own_limits, plain
from signaal.audit.sampling import Week
from signaal.store import reviews
from signaal.store.tables_reviews import ReviewDeskRow
from signaal.terms import Conflict, Refused, Say

SAMPLE = "sample"


@dataclass(frozen=True)
class Figures:
    """By name: what is in force, and the least and the most that it may be."""

    now: Mapping[str, int]
    bounds: Mapping[str, tuple[int, int]]


def bounds() -> dict[str, tuple[int, int]]:
    """The least and the most of every figure, that of the sample first."""
    return {SAMPLE: (sampling.LEAST, sampling.MOST), **BOUNDS}


@action(Permission.REVIEW_READ)
def figures(ctx: Ctx) -> Figures:
    """What is in force. Names nobody, so nothing is logged."""
    house = home(ctx, Permission.REVIEW_READ)
    with ctx.tools.store.reading() as reader:
        row = reviews.desk(reader, house)
    own = row.limits if row is not None else {}
    size = row.sample if row is not None else sampling.USUAL
    return Figures({SAMPLE: size, **plain(own_limits(ctx.tools.town.limits, own))}, bounds())


@action(Permission.REVIEW_WORK, Event.REVIEW_SET)
def set_figures(ctx: Ctx, wanted: Mapping[str, int | None], form_id: str) -> Receipt:
    """Set them. A new size of the sample counts from the running week on: it changes no week that is over.

    Raises:
        Refused: a figure outside its bounds, by its name.
        Conflict: nothing was reviewed yet; the machine begins within a quarter of an hour.
    """
    house = home(ctx, Permission.REVIEW_WORK)
    problems = {
        name: Say("review.out_of_bounds", {"low": low, "high": high})
        for name, (low, high) in bounds().items()
        if not low <= (wanted.get(name) or 0) <= high or wanted.get(name) is None
    }
    if problems:
        raise Refused(problems)
    with ctx.tools.store.unit() as unit:
        if reviews.desk(unit, house) is None:
            raise Conflict(Say("review.not_begun"))
        if receipts.claim(unit, ctx, form_id, "review_figures"):
            row = unit.locked(ReviewDeskRow, house)
            size = wanted[SAMPLE] or row.sample
            if size != row.sample:
                if row.sample_set_at < Week.of(ctx.now).began:
                    row.sample_before = row.sample
                row.sample, row.sample_set_at = size, ctx.now
            row.limits = {name: wanted[name] for name in BOUNDS}
            leave(unit, ctx, Event.REVIEW_SET, organisation=house, number=row.sample)
    return Receipt(form_id, "review_figures")
