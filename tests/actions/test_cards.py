"""The one page, stored as a whole: what it leaves behind, and what nobody outside may see of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from signaal.actions import cards, cases, consents, conversations, receipts
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Close, FollowUpOn, Outside, TalkOn, Watch
from signaal.store import cases as stored
from signaal.store import deadlines, grants, outbox, referrals
from signaal.terms import Bundle, CaseState, ClockKind, NotFound, ReferralState, Refused, Setting
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.signals import SignalDraft
from tests.support.world import World

FAMILY = Contact(
    children=(Child("Sam 't Hart", date(2020, 5, 4)),),
    parent_name="Noor 't Hart",
    phone="078-5550100",
    call_when="na 16 uur",
    address="Dijk 1",
)
TALK = Talk(
    partners=("both_parents",), wish="Rust met de huur", goes_well="School gaat goed", told_how="talk"
)


def noticed(**changes: Any) -> SignalDraft:
    return replace(
        SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), told=("PARENT_CANT_PAY",)), **changes
    )


def eviction() -> SignalDraft:
    answer = AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=date(2026, 11, 12))
    return noticed(told=("HOME_EVICTION",), acute={"HOME_EVICTION": answer}, remark="Brief van de verhuurder")


def yes(world: World, bundle: Bundle = Bundle.CALL_ONLY, **changes: Any) -> ConsentDraft:
    draft = ConsentDraft(
        Family(Decides.PARENTS_TOGETHER),
        team_id=world.teams["social_team"],
        bundle=bundle,
        feedback=True,
        items=(Item(),),
        said_yes=(Person.PARENT,),
        agrees_with_help=True,
        told=True,
    )
    return replace(draft, **changes)


def meddle(world: World, statement: str, *values: object) -> None:
    """What somebody with full access to the database file could do."""
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as connection, connection:
        connection.execute(statement, values)


def page(**parts: Any) -> CardDraft:
    return CardDraft(form_id=new_id(), **parts)


def test_a_signal_alone_becomes_a_card_with_its_clocks(world: World) -> None:
    receipt = cards.submit(world.ctx("nurse"), page(signal=noticed(), ending=Watch()))
    view = cases.read(world.ctx("nurse"), receipt.pseudonym or "")
    assert view.signals[0].seen == ("CLOTHES_WORN",)
    assert view.state is CaseState.OPEN
    assert {clock.kind for clock in view.clocks} == {ClockKind.INFORM_FAMILY, ClockKind.FOLLOW_UP}
    assert receipt.neutral is not None
    assert receipt.clock is None


def test_posting_twice_does_the_work_once_and_shows_the_same_receipt(world: World) -> None:
    ctx, draft = world.ctx("nurse"), page(signal=noticed(), ending=Watch())
    first = cards.submit(ctx, draft)
    assert cards.submit(ctx, draft) == first
    assert len(cases.page(ctx).lines) == 1
    with pytest.raises(NotFound):
        receipts.receipt(world.ctx("nurse2"), draft.form_id)


def test_every_problem_of_the_page_is_said_at_once_and_nothing_is_stored(world: World) -> None:
    ctx = world.ctx("nurse")
    draft = page(signal=noticed(seen=("NO_SUCH",)), talk=Talk(), contact=Contact(phone="x"), ending=None)
    with pytest.raises(Refused) as refusal:
        cards.submit(ctx, draft)
    assert {"seen", "partners", "phone", "next"} <= set(refusal.value.problems)
    assert cases.page(ctx).lines == ()


def test_the_whole_page_reaches_the_team_that_the_family_chose(world: World) -> None:
    draft = page(signal=noticed(), talk=TALK, contact=FAMILY, consent=yes(world))
    receipt = cards.submit(world.ctx("nurse"), draft)
    view = cases.read(world.ctx("nurse"), receipt.pseudonym or "")
    assert view.state is CaseState.HELPING
    assert view.told_how == "talk"
    assert view.consents[0].bundle == "call_only"
    assert view.consents[0].may_withdraw
    assert [sent.state for sent in view.referrals] == [ReferralState.SENT]
    assert receipt.reference == view.referrals[0].reference
    assert ClockKind.INFORM_FAMILY not in {clock.kind for clock in view.clocks if clock.state == "running"}


def test_before_a_yes_nobody_outside_gets_a_message_or_a_grant(world: World) -> None:
    receipt = cards.submit(world.ctx("nurse"), page(signal=eviction(), contact=FAMILY, ending=Watch()))
    assert receipt.clock is not None
    assert receipt.clock.kind is ClockKind.CALM_48H
    inside = {world.people[name].user_id for name in ("nurse", "nurse2", "jgz_lead", "jgz_lead2")}
    with world.tools.store.reading() as reader:
        later = world.clock.now() + timedelta(hours=1)
        told = {
            row.user_id
            for somebody in world.people.values()
            for row in outbox.unseen(reader, somebody.user_id, later)
            if row.subject_code == receipt.pseudonym or row.message.startswith("calm")
        }
        case = stored.get(reader, receipt.pseudonym or "")
        held = {grant.holder_id for grant in grants.of_object(reader, "case", case.id)}
    assert told
    assert told <= inside
    assert held == {world.teams["jgz_team"]}
    assert case.outside_at is None


def test_a_yes_makes_the_second_leg_of_the_same_clock(world: World) -> None:
    first = cards.submit(world.ctx("nurse"), page(signal=eviction(), contact=FAMILY, ending=Watch()))
    assert first.clock is not None
    world.clock.advance(hours=3)
    second = cards.submit(world.ctx("nurse"), page(consent=yes(world), talk=TALK, pseudonym=first.pseudonym))
    assert second.clock is not None
    assert (second.clock.id, second.clock.due_at) == (first.clock.id, first.clock.due_at)
    assert second.clock.leg == 2
    assert second.clock.visible_outside
    with world.tools.store.reading() as reader:
        kinds = {row.kind for row in deadlines.visible_outside(reader)}
    assert kinds == {"calm_48h", "referral_response", "wgs_3_working_days"}


def test_a_yes_taken_back_deletes_the_receivers_key_and_brings_the_clock_home(world: World) -> None:
    draft = page(signal=eviction(), contact=FAMILY, talk=TALK, consent=yes(world))
    receipt = cards.submit(world.ctx("nurse"), draft)
    view = cases.read(world.ctx("nurse"), receipt.pseudonym or "")
    consents.withdraw(world.ctx("nurse"), receipt.pseudonym or "", view.consents[0].id, new_id())
    after = cases.read(world.ctx("nurse"), receipt.pseudonym or "")
    assert after.consents[0].state == "withdrawn"
    assert after.referrals[0].state is ReferralState.CONSENT_WITHDRAWN
    clock = next(clock for clock in after.clocks if clock.kind is ClockKind.CALM_48H)
    assert (clock.state, clock.leg) == ("running", 3)
    assert not clock.visible_outside
    assert receipt.clock is not None
    assert clock.due_at == receipt.clock.due_at
    with world.tools.store.reading() as reader:
        row = referrals.get(reader, receipt.reference or "")
        assert grants.current(reader, "referral", row.id, world.teams["social_team"]) is None
        assert grants.current(reader, "referral", row.id, world.teams["jgz_team"]) is not None


def test_a_no_is_kept_as_a_no_and_nothing_leaves(world: World) -> None:
    draft = page(
        signal=noticed(), talk=TALK, consent=yes(world), declined=True, ending=FollowUpOn(date(2026, 12, 1))
    )
    receipt = cards.submit(world.ctx("nurse"), draft)
    view = cases.read(world.ctx("nurse"), receipt.pseudonym or "")
    assert view.consents[0].state == "declined"
    assert view.referrals == ()
    assert receipt.reference is None


def test_help_outside_gets_a_letter_and_a_day_to_ask(world: World) -> None:
    draft = page(signal=noticed(), contact=FAMILY, ending=Outside("kledingbank"))
    view = cases.read(world.ctx("nurse"), cards.submit(world.ctx("nurse"), draft).pseudonym or "")
    assert view.referrals[0].provision_id == "kledingbank"
    assert view.referrals[0].letter
    assert view.referrals[0].follow_up is not None


def test_a_card_of_a_teacher_is_for_the_teacher_and_the_leads_only(world: World) -> None:
    draft = page(signal=noticed(setting=Setting.SCHOOL_PRIMARY), contact=FAMILY, ending=Watch())
    code = cards.submit(world.ctx("teacher"), draft).pseudonym or ""
    assert cases.read(world.ctx("teacher"), code).contact.parent_name == "Noor 't Hart"
    assert cases.read(world.ctx("school_lead"), code).contact.parent_name == "Noor 't Hart"
    assert cases.page(world.ctx("teacher2")).lines == ()
    for stranger in ("teacher2", "nurse"):
        with pytest.raises(NotFound):
            cases.read(world.ctx(stranger), code)


def test_a_teacher_sends_a_package_that_the_receiver_can_trust(world: World) -> None:
    draft = page(
        signal=noticed(setting=Setting.SCHOOL_PRIMARY), contact=FAMILY, talk=TALK, consent=yes(world)
    )
    receipt = cards.submit(world.ctx("teacher"), draft)
    assert receipt.reference is not None


def test_names_in_the_list_are_asked_for_and_gone_after_fifteen_minutes(world: World) -> None:
    cards.submit(world.ctx("nurse"), page(signal=noticed(), contact=FAMILY, ending=Watch()))
    assert cases.page(world.ctx("nurse")).lines[0].names is None
    cases.show_names(world.ctx("nurse"))
    assert cases.page(world.ctx("nurse")).lines[0].names == "Sam 't Hart"
    world.clock.advance(minutes=14)
    assert cases.page(world.ctx("nurse")).lines[0].names == "Sam 't Hart"
    world.clock.advance(minutes=2)
    assert cases.page(world.ctx("nurse")).lines[0].names is None


def test_a_card_moved_to_another_team_by_hand_does_not_open(world: World) -> None:
    code = cards.submit(world.ctx("nurse"), page(signal=noticed(), ending=Watch())).pseudonym or ""
    meddle(world, "UPDATE cases SET team_id = ? WHERE pseudonym = ?", world.teams["school_team"], code)
    with pytest.raises(DoesNotOpen):
        cases.read(world.ctx("school_lead"), code)


def test_a_card_closes_with_a_reason_but_not_while_the_clock_runs(world: World) -> None:
    quiet = cards.submit(world.ctx("nurse"), page(signal=noticed(), ending=Watch())).pseudonym or ""
    reason = world.tools.lists.of("close_reasons").codes()[0]
    cases.close(world.ctx("nurse"), quiet, reason, new_id())
    assert cases.read(world.ctx("nurse"), quiet).state is CaseState.CLOSED
    with pytest.raises(Refused):
        cards.submit(world.ctx("nurse"), page(signal=eviction(), ending=Close(reason)))


def test_watching_is_renewed_twice_with_a_reason(world: World) -> None:
    code = cards.submit(world.ctx("nurse"), page(signal=noticed(), ending=Watch())).pseudonym or ""
    with pytest.raises(Refused):
        cases.renew(world.ctx("nurse"), code, "", new_id())
    for _ in range(2):
        world.clock.advance(days=35)
        cases.renew(world.ctx("nurse"), code, "Gezin is op vakantie", new_id())
    with pytest.raises(Refused):
        cases.renew(world.ctx("nurse"), code, "Nog een keer", new_id())
    running = [c for c in cases.read(world.ctx("nurse"), code).clocks if c.state == "running"]
    assert [c.kind for c in running if c.kind is ClockKind.FOLLOW_UP] == [ClockKind.FOLLOW_UP]
    assert world.clock.now() + timedelta(weeks=5) < max(c.due_at for c in running)


def test_a_talk_settles_what_was_due_and_never_leaves_a_card_with_nothing(world: World) -> None:
    today = date(2026, 11, 16)
    draft = page(signal=noticed(), ending=TalkOn(today))
    code = cards.submit(world.ctx("nurse"), draft).pseudonym or ""
    receipt = conversations.record(world.ctx("nurse"), code, TALK, None, new_id())
    clocks = cases.read(world.ctx("nurse"), code).clocks
    running = [clock.kind for clock in clocks if clock.state == "running"]
    assert running == [ClockKind.FOLLOW_UP]
    assert "workflows.next.follow_up" in {say.key for say in receipt.following}
    assert ClockKind.FOLLOW_UP in {clock.kind for clock in clocks if clock.state == "met"}
