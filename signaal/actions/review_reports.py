"""The monthly report on review, as paper: numbers only, no colleague's name and no card's code.

For the board, the works council or participation council, and the supervisor: that the log is read, by whom in
function, and what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING

from signaal import texts
from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.log import standing
from signaal.actions.trail import leave
from signaal.actions.views import Integrity
from signaal.actions.watched import home
from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.audit.looks import OPENINGS
from signaal.audit.rules import Rule
from signaal.audit.sampling import Week
from signaal.store import organisations, reviews
from signaal.store.tables_reviews import ReviewItemRow, ReviewWeekRow
from signaal.terms import NotFound
from signaal.workflows.calendar import add_months, at_wall, local_day
from signaal.workflows.reviews import SAMPLE, Finding

if TYPE_CHECKING:
    from signaal.paper import Block

SOURCES = (*(rule.value for rule in Rule), SAMPLE)


def month_of(name: str) -> date:
    """The first day of a month written as 2026-11. ValueError otherwise."""
    return date.fromisoformat(f"{name}-01")


@action(Permission.REVIEW_READ, Event.REVIEW_PRINTED)
def month(ctx: Ctx, name: str) -> bytes:
    """The report of a month that began, as a tagged PDF. Raises NotFound: no such month."""
    from signaal import paper  # takes a while to import, and few print

    house = home(ctx, Permission.REVIEW_READ)
    try:
        first = month_of(name)
    except ValueError:
        raise NotFound() from None
    since, until = at_wall(first, 0), at_wall(add_months(first, 1), 0)
    if since > ctx.now:
        raise NotFound()
    with ctx.tools.store.reading() as reader:
        organisation = organisations.get(reader, house).name
        found = reviews.found_between(reader, house, since, until)
        weeks = [row for row in reviews.weeks(reader, house) if since <= Week.read(row.week).ended < until]
        looked = reviews.looks(reader, house, since, until, OPENINGS)
        log = standing(reader, house)
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.REVIEW_PRINTED, organisation=house, since=since, until=until, number=len(found),
            explanation=Explanation.REVIEW,
        )  # fmt: skip
    blocks = (
        paper.Heading(_say(ctx, "title", month=texts.month(ctx.language, first)), 1),
        paper.Paragraph(_say(ctx, "what")),
        paper.Facts(_facts(ctx, organisation, looked, found, log)),
        *_weeks(ctx, sorted(weeks, key=lambda row: row.week)),
        *_sources(ctx, found),
        paper.Paragraph(_say(ctx, "how")),
    )
    title = texts.say(ctx.language, "letters.paper")
    return paper.render(paper.Document(title=title, language=ctx.language, blocks=blocks, foot=organisation))


def _say(ctx: Ctx, key: str, **params: object) -> str:
    return texts.say(ctx.language, f"review.report.{key}", **params)


def _facts(
    ctx: Ctx, organisation: str, looked: int, found: Sequence[ReviewItemRow], log: Integrity
) -> tuple[tuple[str, str], ...]:
    decided = [row for row in found if row.decided_at is not None]
    took = [(row.decided_at - row.found_at).days for row in decided if row.decided_at is not None]
    own = sum(row.decided_by == row.user_id for row in decided)
    state = "log_ok" if log.ok and log.verified_at else "log_unknown" if log.ok else "log_broken"
    return (
        (_say(ctx, "organisation"), organisation),
        (_say(ctx, "made"), texts.day(ctx.language, local_day(ctx.now), False)),
        (_say(ctx, "looks"), str(looked)),
        (_say(ctx, "found"), str(len(found))),
        (_say(ctx, "covered"), _say(ctx, "of", n=len(decided), all=len(found))),
        (_say(ctx, "took"), _say(ctx, "days", n=int(median(took))) if took else ""),
        (_say(ctx, "late"), str(sum(_late(row, ctx.now) for row in found))),
        (_say(ctx, "asked"), str(sum(row.asked_at is not None for row in found))),
        (_say(ctx, "own"), str(own)),
        (_say(ctx, "log"), _say(ctx, state)),
    )


def _late(row: ReviewItemRow, now: datetime) -> bool:
    return (row.decided_at or now) > row.due_at


def _weeks(ctx: Ctx, weeks: Sequence[ReviewWeekRow]) -> tuple[Block, ...]:
    from signaal import paper

    heading = paper.Heading(_say(ctx, "weeks"), 2)
    if not weeks:
        return heading, paper.Paragraph(_say(ctx, "no_week"))
    heads = tuple(_say(ctx, key) for key in ("week", "population", "drawn", "closed"))
    rows = tuple(
        (
            row.week,
            str(row.population),
            str(row.drawn),
            texts.day(ctx.language, local_day(row.closed_at), False)
            if row.closed_at
            else _say(ctx, "not_yet"),
        )
        for row in weeks
    )
    return heading, paper.Table(heads, rows, numbers=frozenset({1, 2}), widths=(2, 2, 1, 3))


def _sources(ctx: Ctx, found: Sequence[ReviewItemRow]) -> tuple[Block, ...]:
    from signaal import paper

    heads = (
        _say(ctx, "source"), _say(ctx, "number"),
        *(texts.say(ctx.language, f"review.finding.{f.value}") for f in Finding),
        _say(ctx, "open"),
    )  # fmt: skip
    rows = []
    for source in SOURCES:
        theirs = [row for row in found if row.source == source]
        counts = [sum(row.finding == finding.value for row in theirs) for finding in Finding]
        waiting = sum(row.finding is None for row in theirs)
        name = texts.say(ctx.language, f"review.source.{source}")
        rows.append((name, str(len(theirs)), *map(str, counts), str(waiting)))
    table = paper.Table(heads, tuple(rows), numbers=frozenset(range(1, 7)), widths=(4, 1, 1, 1, 1, 1, 1))
    return paper.Heading(_say(ctx, "sources"), 2), table
