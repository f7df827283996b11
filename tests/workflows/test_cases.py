"""The states of a case, and the rule that every signal ends in something somebody follows."""

from datetime import date

import pytest

from signaal.terms import CaseState, Conflict, Refused
from signaal.workflows.cases import CaseEvent, Next, NextKind, after, check_next, happens_next, neutral_line

S, E = CaseState, CaseEvent
REASONS = ("help_arrived",)
ALLOWED = {
    (S.OPEN, E.TALKED): S.TALKING,
    (S.TALKING, E.TALKED): S.TALKING,
    (S.HELPING, E.TALKED): S.HELPING,
    (S.AFTERCARE, E.TALKED): S.AFTERCARE,
    (S.OPEN, E.HELP_STARTED): S.HELPING,
    (S.TALKING, E.HELP_STARTED): S.HELPING,
    (S.HELPING, E.HELP_STARTED): S.HELPING,
    (S.AFTERCARE, E.HELP_STARTED): S.HELPING,
    (S.HELPING, E.HELP_ENDED): S.AFTERCARE,
    (S.AFTERCARE, E.HELP_ENDED): S.AFTERCARE,
    (S.OPEN, E.CLOSED): S.CLOSED,
    (S.TALKING, E.CLOSED): S.CLOSED,
    (S.HELPING, E.CLOSED): S.CLOSED,
    (S.AFTERCARE, E.CLOSED): S.CLOSED,
    (S.CLOSED, E.REOPENED): S.TALKING,
}


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("event", list(CaseEvent))
def test_every_state_and_event(state, event):
    if (state, event) in ALLOWED:
        assert after(state, event) is ALLOWED[state, event]
    else:
        with pytest.raises(Conflict):
            after(state, event)


@pytest.fixture
def check(at):
    return lambda **fields: check_next(Next(**fields), at("2026-11-20 16.10"), REASONS)


@pytest.mark.parametrize(
    ("fields", "name", "key"),
    [
        ({"kind": None}, "next", "case.choose_next"),
        ({"kind": NextKind.TALK}, "on", "case.choose_day"),
        ({"kind": NextKind.FOLLOW_UP, "on": date(2026, 11, 19)}, "on", "date.past"),
        ({"kind": NextKind.CLOSE}, "reason", "reason.needed"),
        ({"kind": NextKind.CLOSE, "reason": "bored"}, "reason", "choice.unknown"),
        ({"kind": NextKind.WATCH, "renewals": 1}, "reason", "reason.needed"),
        ({"kind": NextKind.WATCH, "renewals": 3, "reason": "nog even"}, "reason", "case.watched_enough"),
        ({"kind": NextKind.WATCH, "renewals": 1, "reason": "bel 999990019"}, "reason", "text.bsn"),
    ],
)
def test_what_is_refused(check, fields, name, key):
    with pytest.raises(Refused) as caught:
        check(**fields)
    assert {n: say.key for n, say in caught.value.problems.items()} == {name: f"workflows.{key}"}


def test_keeping_an_eye_on_it_lasts_six_weeks(check, at):
    assert check(kind=NextKind.WATCH).until == at("2027-01-01 16.10")
    assert check(kind=NextKind.WATCH, renewals=2, reason="wacht op gesprek").until == at("2027-01-01 16.10")


def test_the_receipt_names_the_clock_first(check, at):
    followed = check(kind=NextKind.FOLLOW_UP, on=date(2026, 12, 9))
    lines = happens_next(followed, at("2026-11-22 16.10"))
    assert [line.key for line in lines] == ["workflows.next.clock", "workflows.next.follow_up"]
    assert lines[0].params == {"due": at("2026-11-22 16.10")}
    assert lines[1].params == {"day": date(2026, 12, 9)}
    assert [line.key for line in happens_next(check(kind=NextKind.HELP))] == ["workflows.next.help"]


def test_the_neutral_line_has_a_day_and_nothing_else(check):
    line = neutral_line(check(kind=NextKind.TALK, on=date(2026, 12, 9)), talked=True)
    assert (line.key, line.params) == ("workflows.line.talked.talk", {"day": date(2026, 12, 9)})
    assert neutral_line(check(kind=NextKind.HELP), talked=False).key == "workflows.line.noticed.help"
