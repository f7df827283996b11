"""One try to deliver one message of the outbox, and when to try again.

Knows no rows: values in, an outcome out. The action claims with a lease, delivers, and stores the outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal import terms
from signaal.notify.mailer import Mail, Mailer, NotDelivered, Problem
from signaal.notify.messages import Message, compose
from signaal.notify.pager import Page, Pager

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480, 720))
"""How long to wait after the first, second, ... failed try: eleven tries in 28 hours, then it is dead."""


@dataclass(frozen=True)
class Letter:
    """What an outbox row and its user say: `attempts` counts the tries before this one."""

    message: Message
    language: str
    address: str
    link: str
    message_id: str
    code: str | None = None
    attempts: int = 0


@dataclass(frozen=True)
class Delivered:
    """How it went. Not sent: `again_at` is when to try again, None when it is dead."""

    sent: bool
    problem: Problem | None = None
    again_at: datetime | None = None

    @property
    def dead(self) -> bool:
        """Nobody will try again; the admin sees it."""
        return not self.sent and self.again_at is None


def deliver(letter: Letter, mailer: Mailer, now: datetime) -> Delivered:
    """Try once. Never raises for what a server answers; a second call sends the same Message-ID."""
    text = compose(letter.message, letter.language, letter.link, letter.code)
    mail = Mail(letter.address, text.subject, text.body, letter.message_id, now)
    return _tried(lambda: mailer.send(mail), letter.attempts, now)


def page(page: Page, pager: Pager | None, attempts: int, now: datetime) -> Delivered:
    """Try once to page; without a pager (any more) it is dead. Never raises; the id stays the same."""
    if pager is None:
        return Delivered(False, Problem.ADDRESS)
    return _tried(lambda: pager.page(page), attempts, now)


def _tried(send: Callable[[], None], attempts: int, now: datetime) -> Delivered:
    try:
        send()
    except NotDelivered as failure:
        final = failure.problem.final
        return Delivered(False, failure.problem, None if final else again_at(attempts + 1, now))
    return Delivered(True)


def again_at(failures: int, now: datetime) -> datetime | None:
    """When to try again after so many failed tries (1 or more); None when that was the last."""
    return terms.aware(now) + WAITS[failures - 1] if failures <= len(WAITS) else None
