"""An officer finds the own organisation's events and nobody else's; everybody finds the own."""

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from signaal import texts
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, LegalBasis, Part
from signaal.terms import Role
from tests.audit.conftest import START

NURSE, OTHER, JGZ, SCHOOL = "a" * 32, "b" * 32, "c" * 32, "d" * 32


@pytest.fixture
def lines(small):
    small.write(
        3, event=Event.CASE_OPENED, user=NURSE, role=Role.SIGNALLER, lead=True, organisation=JGZ,
        subjects=("K7QM-4TX9",), parts=(Part.TALK,), explanation=Explanation.OWN_CASE, basis=LegalBasis.WPG_5,
        reason="listed", target=OTHER, number=4,
    )  # fmt: skip
    small.write(2, user=OTHER, organisation=JGZ, subjects=("K7QM-4TX9", "AAAA-0000"))
    small.write(30, user=NURSE, organisation=SCHOOL, subjects=("K7QM-4TX9",))
    small.write(1, event=Event.SESSION_FAILED_LOGINS, number=3)
    return small


def seqs(bench, **asked):
    with bench.store.reading() as reader:
        return [line.seq for line in review.search(reader, asked.pop("organisation", JGZ), **asked).lines]


def test_an_organisation_sees_its_own_events_newest_first(lines):
    assert seqs(lines) == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"user": NURSE}, [2, 1, 0]),
        ({"subject": "AAAA-0000"}, [4, 3]),
        ({"subject": "AAAA-0000", "user": NURSE}, []),
        ({"event": Event.CASE_OPENED}, [2, 1, 0]),
        ({"since": START + timedelta(seconds=2), "until": START + timedelta(seconds=4)}, [2, 1]),
        ({"organisation": "e" * 32}, []),
    ],
)
def test_every_question_narrows_the_answer(lines, asked, expected):
    assert seqs(lines, **asked) == expected


def test_pages_follow_one_another_without_a_gap(lines):
    found, before = [], None
    with lines.store.reading() as reader:
        while True:
            page = review.search(reader, SCHOOL, before=before, size=7)
            found += [line.seq for line in page.lines]
            before = page.before
            if before is None:
                break
    assert found == list(range(34, 4, -1))


def test_my_own_log_spans_organisations_and_nobody_else(lines):
    with lines.store.reading() as reader:
        page = review.own_log(reader, OTHER)
        mine = review.own_log(reader, NURSE, size=100)
    assert {line.user for line in page.lines} == {OTHER}
    assert {line.organisation for line in mine.lines} == {JGZ, SCHOOL}
    assert len(mine.lines) == 33


def test_a_line_is_read_from_the_bytes_and_cannot_be_changed(lines):
    lines.attack("UPDATE audit_index SET event = 'case:erased', outcome = 'error' WHERE seq = 0")
    with lines.store.reading() as reader:
        line = review.search(reader, JGZ).lines[-1]
    assert (line.seq, line.at, line.event, line.outcome, line.action) == (
        0, START + timedelta(seconds=1), "case:opened", "ok", "R",
    )  # fmt: skip
    assert (line.user, line.role, line.lead, line.subjects, line.parts) == (
        NURSE, "signaller", True, ("K7QM-4TX9",), ("talk",),
    )  # fmt: skip
    assert (line.explanation, line.basis, line.reason, line.target, line.number, line.purpose) == (
        "own_case", "wpg_5", "listed", OTHER, 4, "signalling",
    )  # fmt: skip
    assert texts.say("nl", line.text) == "Kaart geopend"
    with pytest.raises(FrozenInstanceError):
        line.user = OTHER  # type: ignore[misc]  # this is what must fail


@pytest.mark.parametrize("rubbish", [b"[]", b"{}", b"x"])
def test_bytes_that_are_no_event_are_refused(rubbish):
    with pytest.raises(ValueError):
        review.read(0, rubbish)
