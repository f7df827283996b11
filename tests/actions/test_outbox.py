"""Messages leave once, wait when the server is away, and die where somebody sees it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from signaal.actions import health, outbox, trail
from signaal.actions.context import Tools, system
from signaal.actions.outbox import Posted, deliver
from signaal.audit.events import Event
from signaal.notify.mailer import Mail, NotDelivered, Problem
from signaal.store import outbox as stored
from signaal.store import people
from tests.actions import eviction
from tests.actions.events import logged
from tests.support.world import World


@dataclass
class Post:
    """A mail server that says no in one way."""

    problem: Problem | None = None
    got: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> None:
        if self.problem is not None:
            raise NotDelivered(self.problem)
        self.got.append(mail)


def with_post(world: World, post: Post) -> Tools:
    return replace(world.tools, mailer=post)


def mails(world: World) -> list[Path]:
    return sorted((world.tools.instance / "mail").glob("*.eml"))


def test_a_mail_waits_out_the_undo_and_leaves_once(world: World) -> None:
    receipt = eviction.seen(world)
    assert deliver(system(world.tools)) == Posted()
    world.clock.advance(minutes=16)
    posted = deliver(system(world.tools))
    assert posted.sent >= 1
    assert deliver(system(world.tools)) == Posted()
    assert len(mails(world)) == posted.sent
    text = mails(world)[0].read_text(encoding="utf-8")
    assert f"http://localhost/kaart/{receipt.pseudonym}" in text.replace("=\n", "")
    assert logged(world.tools, Event.MESSAGE_SENT)[-1]["number"] == posted.sent


def test_a_server_that_is_away_costs_one_batch_and_is_tried_again_later(world: World) -> None:
    eviction.seen(world)
    world.clock.advance(minutes=16)
    away, back = Post(Problem.UNREACHABLE), Post()
    first = deliver(system(with_post(world, away)))
    assert first.failed >= 1
    assert first.sent == first.dead == 0
    event = logged(world.tools, Event.MESSAGE_FAILED)[-1]
    assert (event["reason"], event["number"]) == ("unreachable", first.failed)
    assert health.health(world.tools).checks["mail"] is False
    assert deliver(system(with_post(world, back))) == Posted()  # not before its time
    world.clock.advance(minutes=2)
    assert deliver(system(with_post(world, back))).sent == first.failed
    assert len({mail.message_id for mail in back.got}) == first.failed


def test_a_message_that_died_is_told_to_the_admins_and_not_tried_again(world: World) -> None:
    eviction.seen(world)
    world.clock.advance(minutes=16)
    refused = Post(Problem.REFUSED)
    done = deliver(system(with_post(world, refused)))
    assert done.dead >= 1
    assert done.sent == 0
    dead = logged(world.tools, Event.MESSAGE_DEAD)
    assert {event["reason"] for event in dead} == {"refused"}
    assert dead[0]["organisation"] == world.organisations["jgz"]
    with world.tools.store.reading() as reader:
        told = stored.unseen(reader, world.people["jgz_admin"].user_id, world.clock.now())
    assert [row.message for row in told] == ["dead_letter"]
    # The mails about it died in the same round, and nobody was told about those.
    assert len(dead) == done.dead > 1
    assert deliver(system(with_post(world, refused))) == Posted()


def test_whoever_left_gets_no_mail(world: World) -> None:
    eviction.seen(world)
    world.clock.advance(minutes=16)
    with world.tools.store.unit() as unit:
        user = people.get(unit, world.people["nurse"].user_id)
        user.state = "disabled"
        trail.leave(unit, system(world.tools), Event.PERSON_DISABLED, target=user.id)
    post = Post()
    done = deliver(system(with_post(world, post)))
    assert done.dead >= 1
    assert "nurse@waterland.example" not in {mail.to for mail in post.got}


def test_a_batch_is_never_longer_than_its_lease() -> None:
    seconds_per_try = 15 * 3  # connecting, speaking, saying goodbye
    assert outbox.BATCH * seconds_per_try <= outbox.LEASE.total_seconds()


def test_a_message_that_is_erased_while_its_mail_is_under_way_holds_up_no_other(world: World) -> None:
    eviction.seen(world)
    eviction.seen(world)
    world.clock.advance(minutes=16)
    path = world.tools.store.url.database or ""

    class Erased(Post):
        def send(self, mail: Mail) -> None:
            super().send(mail)
            if len(self.got) == 1:
                with closing(sqlite3.connect(path)) as disk, disk:
                    disk.execute("DELETE FROM outbox WHERE message_id = ?", [mail.message_id])

    post = Erased()
    posted = deliver(system(with_post(world, post)))
    assert posted.sent == len(post.got) - 1 >= 1
    world.clock.advance(minutes=30)
    assert deliver(system(with_post(world, post))) == Posted()
    assert len({mail.message_id for mail in post.got}) == len(post.got)
