"""A yes that is taken back before its messages left: outside the sender's organisation they never arrive."""

from __future__ import annotations

from dataclasses import replace

from signaal.actions import cases, consents, deadlines, outbox
from signaal.actions.context import system
from signaal.notify.mailer import Problem
from signaal.notify.messages import Message
from signaal.store import outbox as stored
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import Sent, refer
from tests.actions.test_outbox import Post
from tests.support.world import World

OUTSIDE = ("responder", "responder2", "social_lead", "social_lead2", "coordinator")


def take_back(world: World, sent: Sent) -> None:
    yes_id = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), sent.case, yes_id, new_id())


def unseen(world: World, name: str) -> set[str]:
    with world.tools.store.reading() as reader:
        rows = stored.unseen(reader, world.people[name].user_id, world.clock.now())
    return {row.message for row in rows}


def test_what_waited_for_the_municipality_never_leaves(world: World) -> None:
    sent = refer(world, haste=True)
    world.clock.advance(hours=5)
    deadlines.sweep(system(world.tools))
    take_back(world, sent)
    post = Post()
    outbox.deliver(system(replace(world.tools, mailer=post)))
    subjects = {
        mail.to.partition("@")[0] for mail in post.got if "haast" in mail.body or "termijn" in mail.body
    }
    assert subjects.isdisjoint(OUTSIDE)
    for name in OUTSIDE:
        left = unseen(world, name)
        assert left <= {Message.CONSENT_WITHDRAWN.value}, (name, left)
    assert unseen(world, "responder") == {Message.CONSENT_WITHDRAWN.value}, "that it was taken back is told"
    assert Message.CALM_RETURNED.value in unseen(world, "nurse"), "the own team hears that it holds it again"


def test_a_mail_that_is_tried_again_is_dropped_too(world: World) -> None:
    sent = refer(world, haste=True)
    world.clock.advance(minutes=20)
    deadlines.sweep(system(world.tools))
    outbox.deliver(system(replace(world.tools, mailer=Post(Problem.UNREACHABLE))))
    take_back(world, sent)
    world.clock.advance(hours=1)
    post = Post()
    outbox.deliver(system(replace(world.tools, mailer=post)))
    to_responder = [mail for mail in post.got if mail.to.startswith("responder@")]
    assert len(to_responder) == 1
    assert "ingetrokken" in to_responder[0].body


def test_another_familys_messages_stay(world: World) -> None:
    sent, other = refer(world, haste=True), refer(world, haste=True)
    world.clock.advance(hours=5)
    deadlines.sweep(system(world.tools))
    take_back(world, sent)
    with world.tools.store.reading() as reader:
        rows = stored.unseen(reader, world.people["responder"].user_id, world.clock.now())
    codes = {row.subject_code for row in rows if row.message != Message.CONSENT_WITHDRAWN.value}
    assert codes == {other.reference}
