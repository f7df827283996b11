"""The privacy officer's ten minutes: what stands on the list, what came of it, and each week's sample.

A supervisor reads the same and decides nothing (AVG 38 lid 6). Nobody decides about an own access while there is
another officer. Reading the list is an event, and can be drawn in a sample like everything else.
"""

from __future__ import annotations

from collections.abc import Iterable

from signaal.access.permissions import Permission
from signaal.actions import log, officeclocks, receipts
from signaal.actions.context import Ctx, action, taken
from signaal.actions.reviewviews import Desk, Item, WeekView, first, items, state, weeks
from signaal.actions.trail import leave
from signaal.actions.views import LogLine, Receipt
from signaal.actions.watched import home
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.store import memberships, reviews
from signaal.store.reader import Reader
from signaal.store.tables_reviews import ReviewItemRow, ReviewWeekRow
from signaal.terms import NotFound, Refused, Role, Say
from signaal.workflows.reviews import Finding

MOST = 100
"""Subjects that one event may carry."""


@action(Permission.REVIEW_READ, Event.REVIEW_LISTED)
def desk(ctx: Ctx) -> Desk:
    """What waits in the own organisation, and the state of its review. Raises NotFound without an organisation."""
    house = home(ctx, Permission.REVIEW_READ)
    with ctx.tools.store.reading() as reader:
        found = state(reader, ctx, house)
    codes = _codes(item.code for item in found.waiting)
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.REVIEW_LISTED, organisation=house, subjects=codes, number=len(found.waiting),
            explanation=Explanation.REVIEW,
        )  # fmt: skip
    return found


@action(Permission.REVIEW_READ, Event.REVIEW_LISTED)
def week(ctx: Ctx, name: str) -> tuple[WeekView, tuple[Item, ...]]:
    """One week that was drawn, with everything of it. Raises NotFound."""
    house = home(ctx, Permission.REVIEW_READ)
    with ctx.tools.store.reading() as reader:
        row = reviews.week(reader, house, name)
        if row is None:
            raise NotFound()
        (view,) = weeks(reader, ctx, house, [row])
        found = items(reader, ctx, sorted(reviews.items(reader, house, [name]), key=first))
    codes = _codes(item.code for item in found)
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.REVIEW_LISTED, organisation=house, target=row.id, subjects=codes, number=len(found),
            since=view.began, until=view.ended, explanation=Explanation.REVIEW,
        )  # fmt: skip
    return view, found


@action(Permission.REVIEW_READ, Event.REVIEW_OPENED)
def item(ctx: Ctx, item_id: str) -> tuple[Item, tuple[LogLine, ...]]:
    """One thing on the list with the lines of the log that it is about. NotFound: another organisation's."""
    house = home(ctx, Permission.REVIEW_READ)
    with ctx.tools.store.reading() as reader:
        row = mine(reader, item_id, house)
        (view,) = items(reader, ctx, [row])
        lines = log.lines(reader, (review.read(*found) for found in reviews.stored(reader, row.seqs)))
    codes = _codes(code for line in lines for code in line.subjects)
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.REVIEW_OPENED, organisation=house, target=row.id, subjects=codes, number=len(lines),
            explanation=Explanation.REVIEW,
        )  # fmt: skip
    return view, lines


def mine(reader: Reader, item_id: str, house: str) -> ReviewItemRow:
    """The row, when it is of this organisation. Raises NotFound: it looks the same as one that does not exist."""
    row = reviews.get_item(reader, item_id)
    if row.organisation_id != house:
        raise NotFound()
    return row


@action(Permission.REVIEW_WORK, Event.REVIEW_DECIDED)
def decide(ctx: Ctx, item_id: str, finding: str, form_id: str) -> Receipt:
    """Say what came of it, with the date and the reviewer.

    Raises:
        NotFound: of another organisation.
        Refused: `finding` is not on the list.
        Conflict: decided before, or it is about an own access and there is another officer.
    """
    house = home(ctx, Permission.REVIEW_WORK)
    if finding not in set(Finding):
        raise Refused({"finding": Say("errors.not_in_list")})
    with ctx.tools.store.reading() as reader:
        row = mine(reader, item_id, house)
        others = memberships.with_role(reader, house, Role.PRIVACY_OFFICER.value, ctx.now)
    if row.user_id == ctx.user_id and any(other.user.id != ctx.user_id for other in others):
        raise taken("review.not_your_own")
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, ctx, form_id, "review"):
            fresh = unit.locked(ReviewItemRow, item_id)
            if fresh.finding is not None:
                raise taken("review.decided_before")
            fresh.finding, fresh.decided_at, fresh.decided_by = finding, ctx.now, ctx.user_id
            leave(
                unit, ctx, Event.REVIEW_DECIDED, organisation=house, target=fresh.id, reason=finding,
                subjects=(fresh.code,) if fresh.code else (), explanation=Explanation.REVIEW,
            )  # fmt: skip
    return Receipt(form_id, "review")


@action(Permission.REVIEW_WORK, Event.REVIEW_CLOSED)
def close(ctx: Ctx, name: str, form_id: str) -> Receipt:
    """Close a week: everything of it was looked at.

    Raises:
        NotFound: no such week.
        Conflict: something of it still waits, or it was closed before.
    """
    house = home(ctx, Permission.REVIEW_WORK)
    with ctx.tools.store.unit() as unit:
        found = reviews.week(unit, house, name)
        if found is None:
            raise NotFound()
        if receipts.claim(unit, ctx, form_id, "review_week"):
            row = unit.locked(ReviewWeekRow, found.id)
            if row.closed_at is not None:
                raise taken("review.closed_before")
            theirs = reviews.items(unit, house, [name])
            if any(item.finding is None for item in theirs):
                raise taken("review.still_open")
            row.closed_at, row.closed_by = ctx.now, ctx.user_id
            officeclocks.finish(unit, ctx, row.id)
            leave(unit, ctx, Event.REVIEW_CLOSED, organisation=house, target=row.id, number=len(theirs))
    return Receipt(form_id, "review_week")


def _codes(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in found if code))[:MOST]
