"""What stands out in a day of the log. Pure: lines, figures and facts in, hits out. A hit says look, not wrong.

No rule on surnames: the officer holds no names. Sentences of the rules: texts `review.rule`. Source: design/audit.md,
"Reviewing"; what each rule finds and how often it is wrong is measured in docs/review.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from signaal.audit.events import Event
from signaal.audit.limits import Limits
from signaal.audit.looks import EXPORTS, looks, unexplained
from signaal.audit.review import Line
from signaal.workflows.calendar import is_working_day, local_day, local_minute

HOUR = timedelta(hours=1)
AFTER_SEARCH = timedelta(minutes=30)
"""Within this time somebody who searched opens what was found, or begins a new card."""
MOST = 100
"""So many lines of the log a hit names; more say nothing new."""


class Rule(StrEnum):
    """Why something stands on the list. The first needs no figure: nothing explains the look."""

    UNEXPLAINED = "unexplained"
    AFTER_CLOSING = "after_closing"
    OUT_OF_HOURS = "out_of_hours"
    MANY_CASES = "many_cases"
    SEARCHES = "searches"
    MANY_USERS = "many_users"
    EXPORTS = "exports"


@dataclass(frozen=True)
class Duty:
    """Somebody had duty from `since` up to `until`."""

    user: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Facts:
    """What the lines of one day do not say: `since` is when that day begins, `closed` when a card was closed (and not
    opened again), `duty` who had duty.
    """

    since: datetime
    closed: Mapping[str, datetime] = field(default_factory=dict)
    duty: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One thing to look at: who, on which card (None: several), the lines that it is about, and how many there are."""

    rule: Rule
    user: str | None
    subject: str | None
    seqs: tuple[int, ...]
    at: datetime
    number: int


def _hit(rule: Rule, user: str | None, subject: str | None, lines: Sequence[Line], number: int = 0) -> Hit:
    seqs = tuple(line.seq for line in lines[:MOST])
    return Hit(rule, user, subject, seqs, lines[0].at, number or len(lines))


def without_explanation(lines: Sequence[Line], _limits: Limits, facts: Facts) -> Iterator[Hit]:
    """Looks that no relation and no work explains; one hit per person and card."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in unexplained(lines):
        if line.at >= facts.since:
            found[line.user or "", line.subjects[0]].append(line)
    for (user, subject), theirs in found.items():
        yield _hit(Rule.UNEXPLAINED, user, subject, theirs)


def after_closing(lines: Sequence[Line], limits: Limits, facts: Facts) -> Iterator[Hit]:
    """A card looked at long after it was closed; one hit per person and card."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in _today(looks(lines), facts):
        for subject in line.subjects:
            closed = facts.closed.get(subject)
            if closed is not None and line.at > closed + timedelta(days=limits.days_after_closing):
                found[line.user or "", subject].append(line)
    for (user, subject), theirs in found.items():
        yield _hit(Rule.AFTER_CLOSING, user, subject, theirs)


def out_of_hours(lines: Sequence[Line], limits: Limits, facts: Facts) -> Iterator[Hit]:
    """Looks and searches in the evening, at night or on a free day, by somebody without duty; one hit per person."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in _today([*looks(lines), *_searches(lines)], facts):
        if not _in_hours(line.at, limits) and not _on_duty(line, facts):
            found[line.user or ""].append(line)
    for user, theirs in found.items():
        yield _hit(Rule.OUT_OF_HOURS, user, None, sorted(theirs, key=lambda line: line.seq))


def many_cases(lines: Sequence[Line], limits: Limits, facts: Facts) -> Iterator[Hit]:
    """Many different cards opened by one person within an hour; one hit per burst."""
    for user, theirs in _by_user(_today(looks(lines), facts)).items():
        begin = 0
        for end, line in enumerate(theirs):
            while line.at - theirs[begin].at > HOUR:
                begin += 1
            burst = theirs[begin : end + 1]
            cards = {subject for one in burst for subject in one.subjects[:1]}
            if len(cards) > limits.cases_an_hour:
                through = [one for one in theirs[begin:] if one.at - theirs[begin].at <= HOUR]
                yield _hit(Rule.MANY_CASES, user, None, through, len({one.subjects[0] for one in through}))
                break  # once a day: the officer sees the rest in the log


def searches(lines: Sequence[Line], limits: Limits, facts: Facts) -> Iterator[Hit]:
    """Searching again and again without opening what was found or beginning a new card; one hit per person."""
    for user, theirs in _by_user(_today(lines, facts)).items():
        idle = [line for line in _searches(theirs) if not _followed(line, theirs)]
        if len(idle) > limits.searches_a_day:
            yield _hit(Rule.SEARCHES, user, None, idle)


def many_users(lines: Sequence[Line], limits: Limits, facts: Facts) -> Iterator[Hit]:
    """Many people who look at one card within the days of these lines; again only when somebody new came today."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in looks(lines):
        found[line.subjects[0]].append(line)
    for subject, all_of_them in found.items():
        before = {line.user for line in all_of_them if line.at < facts.since}
        everybody = {line.user for line in all_of_them}
        if everybody - before and len(everybody) > limits.users_of_a_case:
            yield _hit(Rule.MANY_USERS, None, subject, all_of_them, len(everybody))


def exports(lines: Sequence[Line], limits: Limits, facts: Facts) -> Iterator[Hit]:
    """Much printed or saved by one person in a day."""
    leaving = [line for line in lines if line.event in EXPORTS and line.user]
    for user, theirs in _by_user(_today(leaving, facts)).items():
        if len(theirs) > limits.exports_a_day:
            yield _hit(Rule.EXPORTS, user, None, theirs)


RULES: Mapping[Rule, Callable[[Sequence[Line], Limits, Facts], Iterator[Hit]]] = {
    Rule.UNEXPLAINED: without_explanation,
    Rule.AFTER_CLOSING: after_closing,
    Rule.OUT_OF_HOURS: out_of_hours,
    Rule.MANY_CASES: many_cases,
    Rule.SEARCHES: searches,
    Rule.MANY_USERS: many_users,
    Rule.EXPORTS: exports,
}


def hits(lines: Sequence[Line], limits: Limits, facts: Facts) -> tuple[Hit, ...]:
    """Everything that stands out on the day that begins at `facts.since`, what nothing explains first.

    `lines`: those of that day and of the six before it, oldest first.
    """
    return tuple(hit for rule in RULES.values() for hit in rule(lines, limits, facts))


def _today(lines: Sequence[Line], facts: Facts) -> list[Line]:
    return [line for line in lines if line.at >= facts.since]


def _by_user(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.user:
            found[line.user].append(line)
    return found


def _searches(lines: Sequence[Line]) -> list[Line]:
    """Searches that somebody typed; the look for the same family while saving a page is none."""
    return [
        line
        for line in lines
        if line.event == Event.CASE_SEARCHED.value and line.user and line.reason != "same_family"
    ]


def _followed(search: Line, theirs: Sequence[Line]) -> bool:
    wanted = set(search.subjects)
    return any(
        search.at <= line.at <= search.at + AFTER_SEARCH
        and (
            (line.event in _OPENS and bool(wanted & set(line.subjects)))
            or line.event == Event.CASE_CREATED.value
        )
        for line in theirs
    )


_OPENS = frozenset({Event.CASE_OPENED.value, Event.PACKAGE_OPENED.value})


def _in_hours(at: datetime, limits: Limits) -> bool:
    hour = local_minute(at) / 60
    return is_working_day(local_day(at)) and limits.day_begins <= hour < limits.day_ends


def _on_duty(line: Line, facts: Facts) -> bool:
    return any(one.user == line.user and one.since <= line.at < one.until for one in facts.duty)
