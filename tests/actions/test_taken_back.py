"""A yes that is taken back ends everything that it opened: at any moment, on any page, for everybody (R8, R9)."""

from __future__ import annotations

import pytest

from signaal.actions import calm, cases, consents, inbox, overview, receipts, referrals
from signaal.audit.events import Event
from signaal.terms import Bundle, ClockKind, Conflict, ReferralState
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import Sent, calm_said, clock, clocks, refer, yes
from tests.support.world import World


def take_back(world: World, sent: Sent) -> None:
    yes_id = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), sent.case, yes_id, new_id())


def helped(world: World, *, feedback: bool = True) -> Sent:
    """Help that arrived, as far as the receiver could tell."""
    sent = refer(world, Bundle.EVERYTHING, feedback=feedback)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    inbox.delivered(world.ctx("responder"), sent.reference, "not_delivered", "waiting_list", new_id())
    return sent


def returned(world: World) -> Sent:
    sent = refer(world)
    inbox.give_back(world.ctx("responder"), sent.reference, "other_team", new_id())
    return sent


def test_help_that_ended_is_closed_as_well_and_the_inbox_still_shows_the_other_names(world: World) -> None:
    other, sent = refer(world), helped(world)
    take_back(world, sent)
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert package.state is ReferralState.CONSENT_WITHDRAWN
    assert (package.contact.phone, package.notes, package.remark, package.may) == ("", (), "", frozenset())
    inbox.show_names(world.ctx("responder"))
    named = {line.reference: line.names for line in inbox.page(world.ctx("responder")).lines}
    assert named[sent.reference] is None
    assert named[other.reference]
    with pytest.raises(Conflict):
        inbox.note(world.ctx("responder"), sent.reference, "Nog iets", new_id())
    assert logged(world.tools, Event.VAULT_REFUSED) == []


def test_what_became_of_the_help_stays_unheard_when_the_family_did_not_agree_to_that(world: World) -> None:
    sent = helped(world, feedback=False)
    take_back(world, sent)
    (view,) = cases.read(world.ctx("nurse"), sent.case).referrals
    assert (view.state, view.outcome) == (ReferralState.CONSENT_WITHDRAWN, None)


@pytest.mark.parametrize("story", [helped, returned])
def test_the_coordinator_sees_nothing_of_it_any_more(world: World, story: object) -> None:
    sent = story(world)  # type: ignore[operator]  # one of the two above
    assert overview.clocks(world.ctx("coordinator"))
    take_back(world, sent)
    assert overview.clocks(world.ctx("coordinator")) == ()
    assert overview.counts(world.ctx("coordinator")) == ()


def test_an_old_receipt_of_the_receiver_shows_neither_the_clock_nor_the_code_of_the_card(
    world: World,
) -> None:
    sent, form = refer(world, haste=True), new_id()
    inbox.accept(world.ctx("responder"), sent.reference, form)
    before = receipts.receipt(world.ctx("responder"), form)
    assert before.clock is not None
    assert (before.clock.code, before.clock.case_code) == (sent.reference, None)
    take_back(world, sent)
    assert receipts.receipt(world.ctx("responder"), form).clock is None


def test_the_sender_keeps_the_clock_on_the_receipt(world: World) -> None:
    sent, form = refer(world, haste=True), new_id()
    calm.record(world.ctx("nurse"), sent.case, calm_said(world, family="no"), form)
    take_back(world, sent)
    shown = receipts.receipt(world.ctx("nurse"), form).clock
    assert shown is not None
    assert shown.case_code == sent.case


def test_moving_away_leaves_an_event_for_every_yes_that_ends(world: World) -> None:
    sent = refer(world)
    cases.moved(world.ctx("nurse"), sent.case, new_id())
    (event,) = logged(world.tools, Event.CONSENT_WITHDRAWN)
    assert event["subjects"] == [sent.case]
    assert event["consent"] == cases.read(world.ctx("nurse"), sent.case).consents[0].id


def test_a_yes_can_be_taken_back_after_the_card_was_closed(world: World) -> None:
    sent = helped(world)
    cases.close(world.ctx("nurse"), sent.case, "help_arrived", new_id())
    assert "withdraw" in cases.read(world.ctx("nurse"), sent.case).may
    take_back(world, sent)
    assert "withdraw" not in cases.read(world.ctx("nurse"), sent.case).may


def test_a_yes_taken_back_ends_only_the_clock_of_the_law_that_it_began(world: World) -> None:
    sent = refer(world, haste=True)
    case_id = clock(world, sent.clock_id).case_id
    take_back(world, sent)
    calm.joint_call(world.ctx("nurse"), sent.case, "social_team", new_id())
    statutory = {row.state: row for row in clocks(world, case_id, ClockKind.WGS_3_WORKING_DAYS)}
    assert sorted(statutory) == ["running", "withdrawn"]
    called = statutory["running"]
    world.clock.advance(hours=1)
    referrals.agree_and_send(world.ctx("nurse"), sent.case, yes(world, Bundle.CALL_ONLY), new_id())
    assert clock(world, called.id).holder_team_id == world.teams["social_team"]
    again = cases.read(world.ctx("nurse"), sent.case).consents
    consents.withdraw(
        world.ctx("nurse"), sent.case, next(c.id for c in again if c.withdrawn_at is None), new_id()
    )
    row = clock(world, called.id)
    assert (row.state, row.due_at, row.yes_at) == ("running", called.due_at, None)
    assert row.holder_team_id == world.teams["jgz_team"]
