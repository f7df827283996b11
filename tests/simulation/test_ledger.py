"""Those who keep count can be trusted: each says so when something is wrong, and nothing when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from signaal.notify.mailer import Mail, NotDelivered
from signaal.simulation.figures import Figures
from signaal.simulation.history import CardSeen, ClockSeen, History, Note, Planned, Sent, Taken
from signaal.simulation.ledger import Ledger
from signaal.simulation.machine import Machine
from signaal.simulation.post import Mood, Post
from signaal.simulation.secrecy import Secrecy

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAN = (
    Planned(0, START, "inside_start", False),
    Planned(1, START + 4 * HOUR, "inside_reminder", False),
    Planned(2, START + 48 * HOUR, "at_due", False),
)
CLOCK = ClockSeen(
    "c1", "calm_48h", "case", None, "running", 1, START, START + 48 * HOUR, START, "team", None, None, PLAN
)


class Kept:
    """A ledger and all that it needs, with one clock in it."""

    def __init__(self) -> None:
        self.machine = Machine(START)
        self.figures = Figures(1, 1)
        self.history = History()
        self.ledger = Ledger(self.machine, self.figures, self.history)
        self.commit(CLOCK)

    def commit(self, clock: ClockSeen) -> None:
        before = self.history.clocks.get(clock.id)
        self.history.clocks[clock.id] = clock
        self.ledger.born.clear()
        self.ledger.clock(clock, before)

    def step(self, number: int, at: datetime, **more: Any) -> None:
        planned = more.pop("planned_at", PLAN[number].at)
        by_sweep = more.pop("by_sweep", True)
        late = more.pop("late", at - planned > timedelta(minutes=5))
        self.ledger.step(
            Taken(f"s{number}", "c1", more.pop("leg", 1), number, planned, at, late, more.pop("told", 1)),
            by_sweep=by_sweep,
        )

    def found(self) -> dict[str, int]:
        names = ("lost", "double", "early", "unseen_breaches")
        return {name: n for name in names if (n := getattr(self.figures, name))}


def test_what_goes_as_it_should_is_no_finding() -> None:
    kept = Kept()
    kept.step(0, START, by_sweep=False)
    kept.machine.go_to(START + 4 * HOUR)
    kept.step(1, START + 4 * HOUR)
    kept.ledger.swept(START + 5 * HOUR)
    assert kept.ledger.next_at() == START + 48 * HOUR
    assert kept.found() == {}


def test_a_clock_of_48_hours_that_goes_while_it_runs_is_lost() -> None:
    kept = Kept()
    kept.ledger.gone(replace(CLOCK, kind="follow_up"))
    assert kept.found() == {}
    kept.ledger.gone(CLOCK)
    assert kept.found() == {"lost": 1}


def test_a_step_that_a_sweep_left_is_lost() -> None:
    kept = Kept()
    kept.step(0, START)
    kept.ledger.swept(START + 4 * HOUR)
    assert kept.found() == {"lost": 1}


def test_the_steps_of_a_clock_that_ended_are_not_lost() -> None:
    kept = Kept()
    kept.commit(replace(CLOCK, state="met"))
    kept.ledger.swept(START + 60 * HOUR)
    assert kept.found() == {}


def test_a_clock_that_runs_again_owes_only_what_lies_ahead() -> None:
    kept = Kept()
    kept.step(0, START)
    kept.commit(replace(CLOCK, state="not_reached"))
    kept.machine.go_to(START + 10 * HOUR)
    kept.commit(CLOCK)
    kept.ledger.swept(START + 47 * HOUR)
    assert kept.found() == {}
    kept.ledger.swept(START + 48 * HOUR)
    assert kept.found() == {"lost": 1}


def test_a_damaged_row_is_owed_until_it_is_mended() -> None:
    kept = Kept()
    kept.step(0, START)
    kept.ledger.spoiled.add("c1")
    kept.ledger.swept(START + 5 * HOUR)
    assert kept.found() == {}
    kept.ledger.spoiled.clear()
    kept.ledger.swept(START + 5 * HOUR)
    assert kept.found() == {"lost": 1}


def test_a_clock_that_fails_while_its_row_is_whole_is_lost() -> None:
    kept = Kept()
    kept.ledger.spoiled.add("c1")
    kept.ledger.failed(1)
    assert kept.found() == {}
    kept.ledger.failed(2)
    assert kept.found() == {"lost": 1}


@pytest.mark.parametrize(
    ("number", "at", "more", "found"),
    [
        (1, START + 3 * HOUR, {}, {"early": 1}),
        (1, START + 5 * HOUR, {"planned_at": START + 5 * HOUR}, {"early": 1}),
        (1, START + 5 * HOUR, {"leg": 2, "planned_at": START + 4 * HOUR}, {"early": 1}),
        (1, START + 5 * HOUR, {"late": False}, {"unseen_breaches": 1}),
        (1, START + 4 * HOUR, {"late": True}, {"unseen_breaches": 1}),
        (1, START + 4 * HOUR, {"told": 0}, {"unseen_breaches": 1}),
    ],
)
def test_a_step_that_is_not_what_was_planned(
    number: int, at: datetime, more: dict[str, Any], found: dict[str, int]
) -> None:
    kept = Kept()
    kept.machine.go_to(START + 9 * HOUR)
    kept.step(number, at, **more)
    assert kept.found() == found


def test_a_clock_that_jumped_forward_makes_a_sweep_early() -> None:
    kept = Kept()
    kept.machine.go_to(START + 4 * HOUR - timedelta(minutes=3))
    kept.machine.beside = timedelta(minutes=4)
    kept.step(1, kept.machine.now())
    assert kept.found() == {"early": 1}


def test_a_step_taken_again_is_double() -> None:
    kept = Kept()
    kept.machine.go_to(START + 4 * HOUR)
    kept.step(1, START + 4 * HOUR)
    kept.step(1, START + 4 * HOUR)
    assert kept.found() == {"double": 1}


def test_an_end_that_moves_is_found() -> None:
    kept = Kept()
    kept.commit(replace(CLOCK, due_at=START + 50 * HOUR))
    assert kept.found() == {"unseen_breaches": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        replace(
            CLOCK,
            id="c2",
            due_at=START + 49 * HOUR,
            plan=(Planned(0, START + 49 * HOUR, "at_due", False),),
        ),
        replace(CLOCK, id="c2", plan=PLAN[:2]),
        replace(CLOCK, id="c2", plan=(*PLAN, Planned(3, START + 17 * HOUR, "inside_team", False))),
        replace(
            CLOCK, id="c2", kind="wgs_3_working_days", due_at=datetime(2026, 11, 20, 16, tzinfo=UTC), plan=()
        ),
    ],
    ids=["longer than 48 hours", "nobody is told at the end", "by night", "four working days"],
)
def test_an_end_or_a_plan_that_cannot_be_is_found(wrong: ClockSeen) -> None:
    kept = Kept()
    kept.commit(wrong)
    assert kept.found() == {"unseen_breaches": 1}


def secrecy() -> tuple[Secrecy, History, Figures]:
    machine, figures, history = Machine(START), Figures(1, 1), History()
    found = Secrecy(machine, figures, history)
    found.learn(
        [("home", "jgz"), ("desk", "school"), ("inbox", "town")],
        [
            ("nurse", "jgz", "home", "signaller", False),
            ("teacher", "school", "desk", "signaller", False),
            ("head", "school", "desk", "signaller", True),
            ("worker", "town", "inbox", "responder", False),
            ("coordinator", "town", None, "coordinator", False),
        ],
    )
    history.cases = {
        "k1": CardSeen("CODE", "home", "nurse", False),
        "k2": CardSeen("MINE", "desk", "other", True),
    }
    history.by_code = {"CODE": "k1", "MINE": "k2"}
    history.sent["r1"] = Sent("r1", "REF", "k1", "y1", True, "inbox", "sent")
    history.by_reference, history.sent_of_case = {"REF": "r1"}, {"k1": ["r1"]}
    return found, history, figures


@pytest.mark.parametrize(
    ("who", "code", "yes", "fine"),
    [
        ("nurse", "CODE", "", True),
        ("coordinator", "CODE", "", False),
        ("coordinator", "CODE", "given", True),
        ("coordinator", "CODE", "withdrawn", False),
        ("worker", "CODE", "given", False),
        ("worker", "REF", "given", True),
        ("worker", "REF", "withdrawn", False),
        ("teacher", "REF", "given", False),
        ("teacher", "MINE", "", False),
        ("head", "MINE", "", True),
    ],
)
def test_who_may_hear_of_a_card(who: str, code: str, yes: str, fine: bool) -> None:
    found, history, figures = secrecy()
    if yes:
        history.consents["y1"] = yes
    found.note(Note("n", who, "app", "nudge", code, "/vandaag", None, START, "<n>"))
    assert figures.shown_before_yes == (0 if fine else 1)


def test_a_link_to_a_card_without_its_code_is_found() -> None:
    found, _, figures = secrecy()
    found.note(Note("n", "nurse", "app", "nudge", None, "/kaart/CODE", None, START, "<n>"))
    assert figures.shown_before_yes == 1


def post() -> tuple[Post, Figures]:
    machine, figures, history = Machine(START), Figures(1, 1), History()
    history.notes["n"] = Note("n", "nurse", "mail", "nudge", None, "/vandaag", None, START, "<n>")
    history.by_message_id["<n>"] = "n"
    return Post(machine, figures, history, Random(1), sender=lambda: "one"), figures


def mail(name: str = "<n>") -> Mail:
    return Mail("iemand@voorbeeld.example", "", "", name, START)


def test_the_same_mail_again_is_double_unless_its_sender_died_or_the_server_lied() -> None:
    box, figures = post()
    box.send(mail())
    box.ended("one", died=True)
    box.send(mail())
    box.ended("one", died=False)
    assert figures.double == 0
    box.send(mail())
    assert figures.double == 1

    lying, figures = post()
    lying.mood = Mood.TWICE
    with pytest.raises(NotDelivered):
        lying.send(mail())
    lying.mood = Mood.FINE
    lying.send(mail())
    assert figures.double == 0


def test_a_mail_without_a_message_or_a_step_is_found() -> None:
    box, figures = post()
    box.send(mail("<unknown>"))
    assert figures.messages_without_step == 1
    box.history.notes["n"] = box.history.notes["n"]._replace(step_id="s9")
    box.send(mail())
    assert figures.messages_without_step == 2


def test_a_mail_that_never_left_is_lost_at_the_end() -> None:
    box, figures = post()
    box.settled()
    assert figures.lost == 1
