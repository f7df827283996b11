"""Each rule of review at its edge: one below its figure is silent, one above it speaks."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from bench.review import Run, measure, table
from signaal import texts
from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.audit.limits import BOUNDS, Limits, own_limits, plain, within
from signaal.audit.looks import EXPORTS, OPENINGS, READS, unexplained
from signaal.audit.review import Line
from signaal.audit.rules import RULES, Duty, Facts, Rule, hits
from signaal.config.settings import Review
from tests.support.repository import ROOT

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC) - timedelta(hours=1)
"""Midnight in Amsterdam."""
FACTS = Facts(MONDAY)
OWN = Explanation.OWN_CASE.value


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def line(
    seq: int, moment: datetime, event: Event = Event.CASE_OPENED, *subjects: str, **fields: object
) -> Line:
    given: dict[str, object] = {
        "user": "anna", "role": "signaller", "lead": False, "team": None, "organisation": None, "parts": (),
        "reason": None, "basis": None, "explanation": OWN, "consent": None, "target": None, "number": None, "said": {},
        "outcome": "ok", "purpose": event.activity.value, "action": event.action.value,
    }  # fmt: skip
    return Line(seq=seq, at=moment, event=event.value, subjects=subjects or ("AAAA-0000",), **given | fields)  # type: ignore[arg-type]  # by name


def found(rule: Rule, *lines: Line, facts: Facts = FACTS) -> list[tuple[object, ...]]:
    return [
        (hit.user, hit.subject, hit.number)
        for hit in RULES[rule](sorted(lines, key=lambda x: x.at), Limits(), facts)
    ]


def test_a_look_without_a_relation_stands_on_the_list_once_per_card() -> None:
    bare = [line(n, at(10 + n), Event.CASE_OPENED, code, explanation=None) for n, code in enumerate("XXY")]
    assert found(Rule.UNEXPLAINED, *bare, line(9, at(11))) == [("anna", "X", 2), ("anna", "Y", 1)]
    assert found(Rule.UNEXPLAINED, *bare, facts=Facts(at(20))) == []


@pytest.mark.parametrize(("hours", "silent"), [(11.9, True), (12.1, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_who_writes_on_the_card_around_that_time_was_working(hours: float, silent: bool, sign: int) -> None:
    look = line(1, at(14), explanation=None)
    wrote = line(2, at(14 + sign * hours), Event.TALK_RECORDED)
    lines = sorted((look, wrote), key=lambda one: one.at)
    assert (unexplained(lines) == []) is silent
    for other in ({"user": "bert"}, {"outcome": "denied"}):
        assert unexplained([look, line(2, at(15), Event.TALK_RECORDED, **other)]) == [look]
    assert unexplained([look, line(2, at(15), Event.TALK_RECORDED, "OTHER")]) == [look]
    assert unexplained([look, line(2, at(15), Event.CASE_LISTED)]) == [look]


def test_lists_and_refusals_are_no_look() -> None:
    assert not unexplained([line(1, at(9), Event.CASE_LISTED, explanation=None)])
    assert not unexplained([line(1, at(9), explanation=None, outcome="denied")])
    assert not unexplained([line(1, at(9), explanation=None, user=None)])


@pytest.mark.parametrize(("number", "speaks"), [(12, False), (13, True)])
def test_many_cards_within_an_hour(number: int, speaks: bool) -> None:
    burst = [line(n, at(10 + n / 30), Event.CASE_OPENED, f"C{n}") for n in range(number)]
    assert bool(found(Rule.MANY_CASES, *burst)) is speaks
    assert not found(
        Rule.MANY_CASES, *[line(n, at(10 + n / 10), Event.CASE_OPENED, f"C{n}") for n in range(30)]
    )
    assert not found(Rule.MANY_CASES, *[line(n, at(10 + n / 60)) for n in range(30)]), "one card is not many"
    if speaks:
        assert found(Rule.MANY_CASES, *burst) == [("anna", None, 13)]


@pytest.mark.parametrize(
    ("hours", "speaks"),
    [(6.9, True), (7.1, False), (19.9, False), (20.1, True), (-13, True), (24 * 32 + 12, True)],
)
def test_out_of_hours(hours: float, speaks: bool) -> None:
    """The Sunday before, and Christmas day, are free."""
    facts = Facts(at(-30))
    assert bool(found(Rule.OUT_OF_HOURS, line(1, at(hours)), facts=facts)) is speaks


def test_out_of_hours_is_not_for_who_has_duty() -> None:
    night = line(1, at(23))
    duty = Duty("anna", at(22), at(24))
    assert not found(Rule.OUT_OF_HOURS, night, facts=Facts(MONDAY, duty=(duty,)))
    assert found(Rule.OUT_OF_HOURS, night, facts=Facts(MONDAY, duty=(Duty("bert", at(22), at(24)),)))
    assert found(Rule.OUT_OF_HOURS, night, facts=Facts(MONDAY, duty=(Duty("anna", at(21), at(23)),)))
    assert found(Rule.OUT_OF_HOURS, line(1, at(23), Event.CASE_SEARCHED, reason="by_name"))


@pytest.mark.parametrize(("days", "speaks"), [(13, False), (15, True)])
def test_after_closing(days: int, speaks: bool) -> None:
    facts = Facts(MONDAY, closed={"AAAA-0000": at(10) - timedelta(days=days)})
    assert bool(found(Rule.AFTER_CLOSING, line(1, at(10)), facts=facts)) is speaks
    assert not found(Rule.AFTER_CLOSING, line(1, at(10), Event.CASE_OPENED, "OTHER"), facts=facts)


@pytest.mark.parametrize(("number", "speaks"), [(3, False), (4, True)])
def test_searching_without_opening(number: int, speaks: bool) -> None:
    idle = [line(n, at(9 + n), Event.CASE_SEARCHED, "X", reason="by_name") for n in range(number)]
    assert bool(found(Rule.SEARCHES, *idle)) is speaks
    opened = [line(50 + n, at(9.3 + n), Event.CASE_OPENED, "X") for n in range(number)]
    assert not found(Rule.SEARCHES, *idle, *opened)
    made = [line(50 + n, at(9.3 + n), Event.CASE_CREATED, "NEW") for n in range(number)]
    assert not found(Rule.SEARCHES, *idle, *made)
    late = [line(50 + n, at(9.7 + n), Event.CASE_OPENED, "X") for n in range(number)]
    assert bool(found(Rule.SEARCHES, *idle, *late)) is speaks
    wrote = [line(50 + n, at(9.3 + n), Event.CONTACT_RECORDED, "OTHER") for n in range(number)]
    assert bool(found(Rule.SEARCHES, *idle, *wrote)) is speaks, "work on another card follows from no search"
    by_itself = [line(n, at(9 + n), Event.CASE_SEARCHED, "X", reason="same_family") for n in range(9)]
    assert not found(Rule.SEARCHES, *by_itself)


@pytest.mark.parametrize(("number", "speaks"), [(4, False), (5, True)])
def test_many_people_on_one_card(number: int, speaks: bool) -> None:
    seen = [line(n, at(9 + n), user=f"user {n}") for n in range(number)]
    assert bool(found(Rule.MANY_USERS, *seen)) is speaks
    week = [line(n, at(9 - 24 * n), user=f"user {n}") for n in range(number)]
    assert bool(found(Rule.MANY_USERS, *week)) is speaks
    again = [*(line(n, at(-20 + n), user=f"user {n}") for n in range(6)), line(9, at(9), user="user 1")]
    assert not found(Rule.MANY_USERS, *again), "nobody new came today"


@pytest.mark.parametrize(("number", "speaks"), [(10, False), (11, True)])
def test_much_printed_in_a_day(number: int, speaks: bool) -> None:
    printed = [line(n, at(9), Event.LETTER_PRINTED, f"C{n}") for n in range(number)]
    assert bool(found(Rule.EXPORTS, *printed)) is speaks


def test_what_nothing_explains_comes_first_and_every_rule_has_its_sentence() -> None:
    lines = [line(1, at(21)), line(2, at(22), Event.CASE_OPENED, "X", explanation=None)]
    assert [hit.rule for hit in hits(lines, Limits(), FACTS)] == [Rule.UNEXPLAINED, Rule.OUT_OF_HOURS]
    assert list(RULES) == list(Rule)
    for rule in Rule:
        for language in texts.LANGUAGES:
            assert texts.say(language, f"review.rule.{rule.value}", n=2)


def test_every_event_that_leaves_the_screen_or_is_a_read_can_be_drawn() -> None:
    assert OPENINGS | EXPORTS <= READS
    assert Event.LETTER_PRINTED.value in EXPORTS
    for event in (Event.LOG_SEARCHED, Event.PEOPLE_LISTED, Event.CASE_LISTED):
        assert event.value in READS, "nobody is left out: not the officer, not the admin"


def test_no_figure_switches_a_rule_off() -> None:
    usual = Limits()
    assert set(BOUNDS) == set(plain(usual))
    configured = {spec.name: (spec.default, dict(spec.metadata)) for spec in fields(Review)}
    assert configured == {spec.name: (spec.default, dict(spec.metadata)) for spec in fields(Limits)}
    assert all(within(name, value) for name, value in plain(usual).items())
    for name, (low, high) in BOUNDS.items():
        for wrong in (low - 1, high + 1, "4", True, None, 4.0):
            assert own_limits(usual, {name: wrong}) == usual
        assert getattr(own_limits(usual, {name: high, "no_such": 1}), name) == high


def test_the_rules_find_what_they_are_for_in_a_month_of_work() -> None:
    run = Run()
    measure(1, run)
    recall = {rule: row.found / row.ought for rule, row in run.rules.items()}
    assert recall[Rule.UNEXPLAINED] == 1.0
    assert all(share >= 0.5 for share in recall.values()), recall
    assert all(row.wrong / run.weeks <= 5 for row in run.rules.values())
    assert run.hidden == 0, "the table says that no rule finds a look behind a written line"


def test_the_page_about_review_says_what_was_measured_and_what_is_set() -> None:
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    assert table(range(1, 6)) in page, "put what `python -m bench.review` prints in docs/review.md"
    for name, usual in plain(Limits()).items():
        low, high = BOUNDS[name]
        assert f"`review.{name}` {usual}" in page
        assert f"{low} to {high}" in page
