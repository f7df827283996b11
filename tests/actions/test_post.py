"""Mails and pages over real sockets: refused, too slow, taken and denied. Each leaves at least once, under one id."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from functools import partial

import pytest
from sqlalchemy import select

from signaal.actions import outbox
from signaal.actions.context import system
from signaal.notify.mailer import SmtpMailer
from signaal.notify.messages import Message
from signaal.notify.pager import WebhookPager
from signaal.store.tables_work import OutboxRow
from signaal.vault.webhooks import sign
from tests.actions import eviction
from tests.actions.referred import refer
from tests.support.pager import Beeper
from tests.support.pager import beeper as beeper
from tests.support.pager import new_beeper as new_beeper
from tests.support.smtp import Postbox
from tests.support.smtp import new_postbox as new_postbox
from tests.support.smtp import postbox as postbox
from tests.support.world import World


def mailer_to(postbox: Postbox, patience: float = 60) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", postbox.port, "none", "signaal@waterland.example", timeout=patience)


@pytest.fixture
def posting(world: World, postbox: Postbox) -> World:
    """A mail about a card waits, and this is the server it goes to."""
    world.tools = replace(world.tools, mailer=mailer_to(postbox))
    eviction.seen(world)
    world.clock.advance(minutes=16)
    return world


def deliver(world: World) -> None:
    outbox.deliver(system(world.tools))


def state(world: World) -> tuple[str, int]:
    """Of the mail about the card: its state and how often it was tried."""
    wanted = Message.CALM_INSIDE_START.value
    with world.tools.store.reading() as reader:
        asked = select(OutboxRow).where(OutboxRow.message == wanted, OutboxRow.channel == "mail")
        row = reader.session.scalars(asked).one()
    return row.state, row.attempts


def ids(postbox: Postbox) -> list[str]:
    """The ids of the mails about the card that the server took."""
    return [str(message_from_bytes(mail)["Message-ID"]) for mail in postbox.taken if b"haast" in mail]


@pytest.mark.parametrize("silent", [False, True], ids=["denied", "too slow"])
def test_taken_and_denied_it_comes_twice_under_one_id(posting: World, postbox: Postbox, silent: bool) -> None:
    postbox.denies, postbox.silent = not silent, silent
    patient = posting.tools
    if silent:  # the mail itself must have been taken before patience ends, on a busy machine too
        posting.tools = replace(patient, mailer=mailer_to(postbox, 3))
    deliver(posting)
    assert state(posting) == ("leased", 1)
    posting.tools, postbox.denies, postbox.silent = patient, False, False
    posting.clock.advance(minutes=2)
    deliver(posting)
    first, again = ids(postbox)
    assert first == again
    assert state(posting) == ("sent", 2)
    posting.clock.advance(hours=3)
    deliver(posting)
    assert len(ids(postbox)) == 2, "what arrived is never sent again"


def test_a_server_that_refuses_this_mail_is_not_asked_again(posting: World, postbox: Postbox) -> None:
    postbox.answers["RCPT"] = "550 nobody of that name"
    deliver(posting)
    assert state(posting) == ("dead", 1)
    postbox.answers.clear()
    posting.clock.advance(hours=3)
    deliver(posting)
    assert ids(postbox) == []


def test_a_server_that_stays_busy_is_asked_eleven_times(posting: World, postbox: Postbox) -> None:
    postbox.answers["MAIL"] = "421 try later"
    for _ in range(15):
        deliver(posting)
        posting.clock.advance(hours=12)
    assert state(posting) == ("dead", 11)


def test_a_page_that_was_taken_and_denied_comes_twice_under_one_id(world: World, beeper: Beeper) -> None:
    pager = WebhookPager(beeper.url, partial(sign, bytes(32)), timeout=60)
    world.tools = replace(world.tools, pager=pager)
    refer(world, haste=True)
    beeper.drops = True
    world.clock.advance(minutes=1)
    deliver(world)
    beeper.drops = False
    world.clock.advance(minutes=2)
    deliver(world)
    (first, one), (again, two) = beeper.taken
    assert first["webhook-id"] == again["webhook-id"]
    assert one == two
