"""The machine's half of review: what stands out in each day, and each week's sample, put on the officers' lists.

Every organisation has its own list, its own figures and its own sample; nobody is left out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions import member_reviews, officeclocks
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat
from signaal.actions.trail import leave
from signaal.audit import review, rules, sampling
from signaal.audit.events import Event
from signaal.audit.limits import own_limits
from signaal.audit.looks import READS, looks
from signaal.audit.review import Line
from signaal.audit.rules import Duty, Facts, Hit
from signaal.audit.sampling import Week
from signaal.store import audit, organisations, reviews, turns
from signaal.store.reader import Reader
from signaal.store.tables_people import OrganisationRow
from signaal.store.tables_reviews import ReviewDeskRow, ReviewItemRow, ReviewWeekRow
from signaal.store.units import Unit
from signaal.terms import ClockKind
from signaal.workflows.calendar import at_wall, local_day
from signaal.workflows.reviews import SAMPLE

BEAT = "review"
DAY = timedelta(days=1)
BACK = timedelta(days=31)
"""So far back an organisation begins that was here before its log was reviewed."""
BEFORE = timedelta(days=6)
"""What a rule sees of the days before."""


@action(Permission.REVIEW_FIND, Event.REVIEW_FOUND, Event.REVIEW_DRAWN, Event.MEMBER_REVIEW_DUE)
def find(ctx: Ctx) -> int:
    """Look at every day that is over and was not looked at, draw every sample that can be drawn, ask about places; how
    many new things stand on lists.

    May run twice, late, or in several processes at once: each day and each week is one transaction, behind the
    lock of the organisation's own row, and is done once.
    """
    with ctx.tools.store.reading() as reader:
        houses = [row for row in organisations.everything(reader) if row.created_at <= ctx.now]
    found = 0
    for house in houses:
        _open_desk(ctx, house)
        while (new := _next_day(ctx, house.id)) is not None:
            found += new
        while (new := _next_week(ctx, house.id)) is not None:
            found += new
    member_reviews.ask(ctx)
    beat(ctx, BEAT)
    return found


def _open_desk(ctx: Ctx, house: OrganisationRow) -> None:
    with ctx.tools.store.reading() as reader:
        if reviews.desk(reader, house.id) is not None:
            return
    since = local_day(max(house.created_at, ctx.now - BACK))
    with ctx.tools.store.unit() as unit:
        organisations.locked(unit, house.id)
        if reviews.desk(unit, house.id) is not None:
            return
        usual = sampling.USUAL
        row = ReviewDeskRow(
            id=house.id, since=since.isoformat(), sample=usual, sample_before=usual, sample_set_at=ctx.now
        )
        reviews.add_desk(unit, row)
        leave(unit, ctx, Event.REVIEW_FOUND, organisation=house.id, number=0, reason="begun")


def _next_day(ctx: Ctx, house: str) -> int | None:
    """Look at the first day that is over; how many things were found, or None when there is no such day."""
    with ctx.tools.store.unit() as unit:
        desk = unit.locked(ReviewDeskRow, house)
        day = _after(desk)
        if day >= local_day(ctx.now):
            return None
        desk.seen_until = day.isoformat()
        began, ended = at_wall(day, 0), at_wall(day + DAY, 0)
        hits = _hits(unit, ctx, desk, began, ended)
        for hit in hits:
            _keep(unit, ctx, house, Week.of(began), hit.rule.value, hit)
        if hits:
            leave(
                unit, ctx, Event.REVIEW_FOUND, organisation=house, number=len(hits), since=began, until=ended
            )
    return len(hits)


def _after(desk: ReviewDeskRow) -> date:
    return date.fromisoformat(desk.seen_until) + DAY if desk.seen_until else date.fromisoformat(desk.since)


def _hits(unit: Unit, ctx: Ctx, desk: ReviewDeskRow, began: datetime, ended: datetime) -> tuple[Hit, ...]:
    lines = [review.read(*found) for found in reviews.lines(unit, desk.id, began - BEFORE, ended)]
    today = [line for line in lines if line.at >= began]
    facts = Facts(began, _closed(unit, today), tuple(_duty(unit, began, ended)))
    return rules.hits(lines, own_limits(ctx.tools.town.limits, desk.limits), facts)


def _closed(reader: Reader, lines: Iterable[Line]) -> dict[str, datetime]:
    """When each card was closed that somebody looked at and that is closed now."""
    codes = {subject for line in looks(lines) for subject in line.subjects}
    found: dict[str, datetime] = {}
    for code in reviews.closed(reader, codes) if codes else ():
        last, _ = audit.page(reader, subject=code, event=Event.CASE_CLOSED.value, size=1)
        if last:
            found[code] = review.read(*last[0]).at
    return found


def _duty(reader: Reader, began: datetime, ended: datetime) -> Iterator[Duty]:
    for turn in turns.everything(reader, began):
        if turn.user_id is not None and turn.starts_at < ended:
            yield Duty(turn.user_id, turn.starts_at, turn.ends_at)


def _keep(unit: Unit, ctx: Ctx, house: str, week: Week, source: str, found: Hit | Line) -> None:
    """Put something on the list: what a rule hit, or a line that was drawn."""
    due = ctx.tools.rules.of(ClockKind.REVIEW_DUE).due
    if isinstance(found, Hit):
        code, seqs, number = found.subject, list(found.seqs), found.number
    else:
        code, seqs, number = found.subjects[0] if len(found.subjects) == 1 else None, [found.seq], 1
    row = ReviewItemRow(
        id=ctx.tools.ids(), organisation_id=house, week=week.name, source=source, user_id=found.user, code=code,
        seqs=seqs, number=number, at=found.at, found_at=ctx.now,
        due_at=due.after(ctx.now, closes=True) if due is not None else ctx.now,
    )  # fmt: skip
    reviews.add_item(unit, row)


def _next_week(ctx: Ctx, house: str) -> int | None:
    """Draw the sample of the first week that can be drawn; how many lines, or None when there is no such week."""
    with ctx.tools.store.unit() as unit:
        desk = unit.locked(ReviewDeskRow, house)
        week = _undrawn(unit, ctx, desk)
        checkpoint = reviews.first_checkpoint(unit, week.ended) if week is not None else None
        if week is None or checkpoint is None:
            return None
        size = desk.sample if desk.sample_set_at < week.ended else desk.sample_before
        everything = reviews.population(unit, house, week.began, week.ended, READS)
        seqs = sampling.drawn(everything, sampling.seed(checkpoint.root, house, week), size)
        row = ReviewWeekRow(
            id=ctx.tools.ids(), organisation_id=house, week=week.name, size=checkpoint.size,
            root=checkpoint.root.hex(), population=len(everything), drawn=len(seqs), drawn_at=ctx.now, due_at=ctx.now,
        )  # fmt: skip
        reviews.add_week(unit, row)
        link = f"/nazien/week/{week.name}"
        row.due_at = officeclocks.start(
            unit, ctx, ClockKind.REVIEW_DUE, organisation_id=house, target_id=row.id, link=link
        ).due_at
        for line in (review.read(*found) for found in reviews.stored(unit, seqs)):
            _keep(unit, ctx, house, week, SAMPLE, line)
        leave(
            unit, ctx, Event.REVIEW_DRAWN, organisation=house, target=row.id, number=len(seqs), since=week.began,
            until=week.ended, size=checkpoint.size, root=row.root,
        )  # fmt: skip
    return len(seqs)


def _undrawn(reader: Reader, ctx: Ctx, desk: ReviewDeskRow) -> Week | None:
    """The first week that is over and wholly looked at, and whose sample was not drawn."""
    week = Week.of(at_wall(date.fromisoformat(desk.since), 0))
    known = {row.week for row in reviews.weeks(reader, desk.id)}
    while week.ended <= ctx.now:
        if week.name not in known and _after(desk) >= local_day(week.ended):
            return week
        week = Week(week.monday + timedelta(days=7))
    return None
