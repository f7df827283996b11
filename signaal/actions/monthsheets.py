"""The report of a month in words: tables for a page, a file and paper, so that all three say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signaal import texts
from signaal.access.permissions import Permission
from signaal.actions import months
from signaal.actions.context import Ctx, action
from signaal.actions.months import MonthLine, MonthView, Section
from signaal.audit.events import Event
from signaal.monitoring.months import HOURS, Came, Median, Side

if TYPE_CHECKING:
    from signaal.paper import Block


@dataclass(frozen=True)
class Sheet:
    """One table in words: the first column names the team, the others are numbers."""

    title: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def turned(self, teams: int = 5) -> Iterator[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
        """(heads, rows) with a line per number and a column per team, so many at a time: so it fits a page."""
        for start in range(0, len(self.rows), teams):
            some = self.rows[start : start + teams]
            lines = tuple(
                (head, *(row[number] for row in some)) for number, head in enumerate(self.heads) if number
            )
            yield (self.caption, *(row[0] for row in some)), lines


def sheets(language: str, view: MonthView) -> tuple[Sheet, ...]:
    """How it ended, and the hours: two tables for each side."""
    return tuple(sheet for section in view.sections for sheet in _of(language, section))


def flat(language: str, view: MonthView) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Everything in one table, a line per team and side: heads, rows."""
    heads: tuple[str, ...] = ()
    rows = []
    for section in view.sections:
        ended, spent = _of(language, section)
        heads = (texts.say(language, "months.side"), *ended.heads, *spent.heads[1:])
        rows += [(ended.title, *left, *right[1:]) for left, right in zip(ended.rows, spent.rows, strict=True)]
    return heads, rows


@action(Permission.MONTH_READ, Event.MONTH_EXPORTED)
def pdf(ctx: Ctx, month: str) -> bytes:
    """The report as a tagged PDF. Raises NotFound as `months.read`."""
    from signaal import paper  # takes a while to import, and few print

    view, language = months.exported(ctx, month), ctx.language
    blocks: list[paper.Block] = [
        paper.Heading(texts.say(language, "months.title", month=texts.month(language, view.first)), 1),
        paper.Paragraph(texts.say(language, "months.intro")),
    ]
    for number, sheet in enumerate(sheets(language, view)):
        if number % 2 == 0:
            blocks.append(paper.Heading(sheet.title, 2))
        blocks += [paper.Heading(sheet.caption, 3), *_tables(sheet)]
    blocks.append(paper.Paragraph(texts.say(language, "months.explained")))
    return paper.render(
        paper.Document(
            title=texts.say(language, "letters.paper"),
            language=language,
            blocks=tuple(blocks),
            unshown=texts.say(language, "letters.unshown"),
        )
    )


def _tables(sheet: Sheet) -> Iterator[Block]:
    from signaal import paper

    for heads, rows in sheet.turned(3):
        yield paper.Table(heads, rows, numbers=frozenset(range(1, len(heads))))


def _of(language: str, section: Section) -> tuple[Sheet, Sheet]:
    title = texts.say(language, f"months.sides.{section.side}")
    lines = list(section.lines)
    if section.total is not None:
        lines.append(MonthLine(texts.say(language, "months.all"), section.total))
    team = texts.say(language, "months.team")
    ended = [texts.say(language, f"months.came.{came.value}") for came in Came]
    spent = [texts.say(language, f"months.spend.{name}") for name in HOURS]
    against = [texts.say(language, f"months.against.{side.value}") for side in Side]
    return (
        Sheet(
            title,
            texts.say(language, "months.ended"),
            (team, texts.say(language, "months.total"), *ended, texts.say(language, "months.no_duty")),
            tuple(_ended(line) for line in lines),
        ),
        Sheet(
            title,
            texts.say(language, "months.spent"),
            (team, *spent, *against),
            tuple(_spent(language, line) for line in lines),
        ),
    )


def _ended(line: MonthLine) -> tuple[str, ...]:
    found = line.summary
    return (line.team, str(found.total), *(str(found.counts[came]) for came in Came), str(found.no_duty))


def _spent(language: str, line: MonthLine) -> tuple[str, ...]:
    found = line.summary
    return (
        line.team,
        *(_median(language, found.medians[name]) for name in HOURS),
        *(str(found.against[side]) for side in Side),
    )


def _median(language: str, median: Median) -> str:
    if median.hours is None:
        return texts.say(language, "months.none")
    hours = texts.say(language, "months.hours", n=median.hours)
    return texts.say(language, "months.middle", hours=hours, n=median.of)
