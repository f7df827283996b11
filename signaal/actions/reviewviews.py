"""What stands on the privacy officer's desk, for a reader that is open: things to look at, weeks, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx
from signaal.actions.views import Task
from signaal.audit import sampling
from signaal.audit.looks import OPENINGS
from signaal.audit.rules import Rule
from signaal.audit.sampling import Week
from signaal.store import people, reviews
from signaal.store.reader import Reader
from signaal.store.tables_reviews import ReviewDeskRow, ReviewItemRow, ReviewWeekRow
from signaal.terms import Say
from signaal.workflows.calendar import at_wall
from signaal.workflows.reviews import SAMPLE, Case, Period, Progress, Silence, progress, silence

SHOWN_WEEKS = 13
"""A quarter: what coverage is counted over."""
A_YEAR = 52


@dataclass(frozen=True)
class Item:
    """One thing on the list. `source`: sample, or the rule that found it. `who` is a colleague's name, "" where a rule
    is about several people. `asked` is whom the officer asked, `answer` what came back. `by` decided it; `own`: it is
    about an access of the decider.
    """

    id: str
    source: str
    who: str
    code: str | None
    number: int
    at: datetime
    found_at: datetime
    due_at: datetime
    overdue: bool
    finding: str | None
    decided_at: datetime | None
    by: str
    own: bool
    asked: str
    asked_at: datetime | None
    answer: str | None
    answered_at: datetime | None

    @property
    def why(self) -> Say:
        """The sentence of the rule."""
        return Say(f"review.rule.{self.source}", {"n": self.number})


@dataclass(frozen=True)
class WeekView:
    """A week whose sample was drawn. `seed` (hexadecimal) follows from `root`, the organisation and the week; `open` is
    how much of that week waits, `ready` whether the week can be closed.
    """

    name: str
    began: datetime
    ended: datetime
    size: int
    root: str
    seed: str
    population: int
    drawn: int
    drawn_at: datetime
    due_at: datetime
    overdue: bool
    open: int
    found: int
    closed_at: datetime | None
    closed_by: str

    @property
    def ready(self) -> bool:
        return self.closed_at is None and self.open == 0


@dataclass(frozen=True)
class Desk:
    """The whole desk: what waits (what nothing explains first), the weeks, and how far it is over a quarter.

    `looks` is how many looks at a family there were in that time. `silence` says why the page is red.
    """

    organisation: str
    waiting: tuple[Item, ...]
    weeks: tuple[WeekView, ...]
    progress: Progress
    looks: int
    silence: Silence | None
    seen_until: date | None


def state(reader: Reader, ctx: Ctx, house: str) -> Desk:
    """The same, for a reader that is open: nothing is written down."""
    drawn = reviews.weeks(reader, house)
    began = ctx.now - timedelta(weeks=SHOWN_WEEKS)
    quarter = reviews.found_between(reader, house, began, ctx.now + timedelta(seconds=1))
    waiting = sorted(reviews.undecided(reader, house), key=first)
    row = reviews.desk(reader, house)
    return Desk(
        organisation=house,
        waiting=items(reader, ctx, waiting),
        weeks=tuple(weeks(reader, ctx, house, drawn[:SHOWN_WEEKS])),
        progress=progress((Case(item.found_at, item.due_at, item.decided_at) for item in quarter), ctx.now),
        looks=reviews.looks(reader, house, began, ctx.now, OPENINGS),
        silence=silence([_period(week) for week in drawn], _ends(row, ctx.now), ctx.now),
        seen_until=date.fromisoformat(row.seen_until) if row is not None and row.seen_until else None,
    )


def first(row: ReviewItemRow) -> tuple[bool, bool, datetime, str]:
    """What nothing explains, then what a rule found, then what was drawn; the oldest first."""
    return row.source != Rule.UNEXPLAINED.value, row.source == SAMPLE, row.at, row.id


def _period(row: ReviewWeekRow) -> Period:
    return Period(Week.read(row.week).ended, row.due_at, row.closed_at)


def _ends(desk: ReviewDeskRow | None, now: datetime) -> Iterator[datetime]:
    """When each week ended that this organisation has to review, the last first; a year back at most."""
    week = Week.of(now).before()
    for _ in range(A_YEAR):
        if desk is None or week.ended <= at_wall(date.fromisoformat(desk.since), 0):
            return
        yield week.ended
        week = week.before()


def items(reader: Reader, ctx: Ctx, rows: Sequence[ReviewItemRow]) -> tuple[Item, ...]:
    """As a page shows them."""
    ids = {row.user_id for row in rows} | {row.asked_id for row in rows} | {row.decided_by for row in rows}
    names = people.names(reader, {one for one in ids if one})
    return tuple(
        Item(
            id=row.id, source=row.source, who=names.get(row.user_id or "", ""), code=row.code, number=row.number,
            at=row.at, found_at=row.found_at, due_at=row.due_at,
            overdue=row.finding is None and ctx.now > row.due_at, finding=row.finding, decided_at=row.decided_at,
            by=names.get(row.decided_by or "", ""), own=row.decided_by is not None and row.decided_by == row.user_id,
            asked=names.get(row.asked_id or "", ""), asked_at=row.asked_at, answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
    )  # fmt: skip


def weeks(reader: Reader, ctx: Ctx, house: str, rows: Sequence[ReviewWeekRow]) -> Iterable[WeekView]:
    theirs = reviews.items(reader, house, [row.week for row in rows]) if rows else ()
    names = people.names(reader, {row.closed_by for row in rows if row.closed_by})
    for row in rows:
        week = Week.read(row.week)
        here = [item for item in theirs if item.week == row.week]
        yield WeekView(
            name=row.week, began=week.began, ended=week.ended, size=row.size, root=row.root,
            seed=sampling.seed(bytes.fromhex(row.root), house, week).hex(), population=row.population,
            drawn=row.drawn, drawn_at=row.drawn_at, due_at=row.due_at,
            overdue=row.closed_at is None and ctx.now > row.due_at,
            open=sum(item.finding is None for item in here), found=len(here), closed_at=row.closed_at,
            closed_by=names.get(row.closed_by or "", ""),
        )  # fmt: skip


def tasks(reader: Reader, ctx: Ctx, house: str) -> Iterator[Task]:
    """One line on the day page: nobody reviewed in time, or so much waits for who can decide."""
    rows = reviews.undecided(reader, house)
    drawn = reviews.weeks(reader, house)
    silent = silence([_period(week) for week in drawn], _ends(reviews.desk(reader, house), ctx.now), ctx.now)
    if silent is not None:
        yield Task(Say(f"review.silence.{silent.value}"), None, "/nazien", None, overdue=True)
    elif rows and ctx.holds(Permission.REVIEW_WORK):
        due = rows[0].due_at
        yield Task(Say("review.waits", {"n": len(rows)}), None, "/nazien", due, ctx.now > due)
