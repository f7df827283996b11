"""One try, and when the next one is."""

from datetime import UTC, datetime, timedelta

import pytest

from signaal.notify.delivery import WAITS, Delivered, Letter, again_at, deliver
from signaal.notify.mailer import Mail, NotDelivered, Problem
from signaal.notify.messages import Message

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


class Fake:
    def __init__(self, problem: Problem | None = None) -> None:
        self.problem = problem
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        if self.problem is not None:
            raise NotDelivered(self.problem)
        self.sent.append(mail)


def letter(attempts: int = 0) -> Letter:
    return Letter(
        Message.REFERRAL_ARRIVED, "nl", "team@huis.example", "https://signaal.example/verwijzing/V-K7QM-4TX9",
        "<1@huis.example>", "V-K7QM-4TX9", attempts,
    )  # fmt: skip


def test_a_taken_message_is_sent_once_in_words():
    mailer = Fake()
    assert deliver(letter(), mailer, NOW) == Delivered(True)
    assert [(m.to, m.message_id, m.sent_at) for m in mailer.sent] == [
        ("team@huis.example", "<1@huis.example>", NOW)
    ]
    assert "V-K7QM-4TX9" in mailer.sent[0].body


@pytest.mark.parametrize("problem", [p for p in Problem if not p.final])
def test_what_may_get_better_is_tried_again_and_dies_in_the_end(problem):
    mailer, now, tries = Fake(problem), NOW, 0
    while True:
        outcome = deliver(letter(tries), mailer, now)
        tries += 1
        assert outcome.problem is problem
        if outcome.again_at is None:
            break
        assert outcome.again_at > now
        now = outcome.again_at
    assert outcome.dead
    assert tries == len(WAITS) + 1
    assert timedelta(hours=24) < now - NOW < timedelta(hours=30)


@pytest.mark.parametrize("problem", [p for p in Problem if p.final])
def test_what_will_not_get_better_is_dead_at_once(problem):
    assert deliver(letter(), Fake(problem), NOW) == Delivered(False, problem, None)
    assert deliver(letter(), Fake(problem), NOW).dead


def test_waits_only_grow():
    assert list(WAITS) == sorted(set(WAITS))
    assert again_at(1, NOW) == NOW + timedelta(minutes=1)
    assert again_at(len(WAITS) + 1, NOW) is None
