"""The receiving team: a package readable only as agreed, taken by one, given back, withdrawn, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signaal.actions import cases, consents, inbox
from signaal.audit.events import Event
from signaal.store import grants, referrals
from signaal.terms import Bundle, ClockKind, Conflict, NotAllowed, NotFound, ReferralState, Refused
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import FAMILY, REMARK, TALK, clock, meddle, refer, told
from tests.support.world import World


def test_only_call_hands_over_a_name_and_a_number_and_nothing_else(world: World) -> None:
    sent = refer(world, Bundle.CALL_ONLY, haste=True)
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert (package.contact.parent_name, package.contact.phone) == (FAMILY.parent_name, FAMILY.phone)
    assert package.contact.children == ()
    assert (package.contact.address, package.contact.email) == ("", "")
    assert (package.why, package.threats, package.remark, package.wish) == ((), (), "", "")


def test_call_and_why_adds_what_was_noticed_but_no_words(world: World) -> None:
    sent = refer(world, Bundle.CALL_AND_WHY, haste=True)
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert package.why == ("CLOTHES_WORN", "HOME_EVICTION")
    assert [threat.kind for threat in package.threats] == ["eviction"]
    assert "landlord_delay" in package.threats[0].measures
    assert package.contact.children == ()
    assert (package.remark, package.wish) == ("", "")


def test_everything_is_what_was_discussed(world: World) -> None:
    sent = refer(world, Bundle.EVERYTHING)
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert package.contact.names == "Sam 't Hart"
    assert (package.remark, package.wish, package.goes_well) == (REMARK, TALK.wish, TALK.goes_well)


def test_the_list_shows_no_names_until_they_are_asked_for(world: World) -> None:
    sent = refer(world)
    page = inbox.page(world.ctx("responder"))
    assert [(line.reference, line.names) for line in page.lines] == [(sent.reference, None)]
    inbox.show_names(world.ctx("responder"))
    assert inbox.page(world.ctx("responder")).lines[0].names == FAMILY.parent_name
    world.clock.advance(minutes=15)
    assert inbox.page(world.ctx("responder")).lines[0].names is None


def test_running_clocks_stand_on_top_whatever_came_later(world: World) -> None:
    hasty = refer(world, haste=True)
    world.clock.advance(minutes=5)
    quiet = refer(world)
    page = inbox.page(world.ctx("responder"))
    assert [line.reference for line in page.urgent] == [hasty.reference]
    assert [line.reference for line in page.lines] == [quiet.reference]
    assert ClockKind.CALM_48H in {found.kind for found in page.urgent[0].clocks}


def test_taking_it_makes_the_team_the_holder_and_the_nurse_hears_without_content(world: World) -> None:
    sent = refer(world, haste=True)
    assert clock(world, sent.clock_id).holder_team_id == world.teams["jgz_team"]
    due = clock(world, sent.clock_id).due_at
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    row = clock(world, sent.clock_id)
    assert row.holder_team_id == world.teams["social_team"]
    assert row.acknowledged_by == world.people["responder"].user_id
    assert row.due_at == due
    package = inbox.read(world.ctx("responder2"), sent.reference)
    assert package.state is ReferralState.ACCEPTED
    assert {c.kind: c.state for c in package.clocks}[ClockKind.REFERRAL_RESPONSE] == "met"
    assert {"referral_accepted", "clock_acknowledged"} <= set(told(world, "nurse", sent.case))


def test_without_the_feedback_line_the_sender_hears_of_its_clock_alone(world: World) -> None:
    sent = refer(world, haste=True, feedback=False)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    heard = told(world, "nurse", sent.case)
    assert "clock_acknowledged" in heard
    assert "referral_accepted" not in heard


def test_somebody_else_took_it_says_who_and_when(world: World) -> None:
    sent = refer(world)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    with pytest.raises(Conflict) as refusal:
        inbox.accept(world.ctx("responder2"), sent.reference, new_id())
    assert refusal.value.say.key == "responder.taken"
    assert refusal.value.say.params["who"] == "Responder de Vries"
    assert refusal.value.say.params["at"] is not None


def test_posting_twice_takes_it_once(world: World) -> None:
    sent, form = refer(world), new_id()
    first = inbox.accept(world.ctx("responder"), sent.reference, form)
    assert inbox.accept(world.ctx("responder"), sent.reference, form) == first
    assert len(logged(world.tools, Event.REFERRAL_ACCEPTED)) == 1


def test_taking_it_pins_the_senders_key_once(world: World) -> None:
    first, second = refer(world), refer(world)
    inbox.accept(world.ctx("responder"), first.reference, new_id())
    before = len(logged(world.tools, Event.KEY_PINNED))
    inbox.accept(world.ctx("responder"), second.reference, new_id())
    assert len(logged(world.tools, Event.KEY_PINNED)) == before


def test_giving_back_takes_the_key_away_and_brings_the_clock_home_unchanged(world: World) -> None:
    sent = refer(world, haste=True)
    due = clock(world, sent.clock_id).due_at
    inbox.give_back(world.ctx("responder"), sent.reference, "other_team", new_id())
    row = clock(world, sent.clock_id)
    assert (row.holder_team_id, row.state, row.due_at) == (world.teams["jgz_team"], "running", due)
    assert row.yes_at is None
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert package.state is ReferralState.RETURNED
    assert (package.contact.phone, package.may, package.notes) == ("", frozenset(), ())
    heard = told(world, "nurse", sent.case)
    assert "referral_returned" in heard
    assert "calm_48h_returned" in heard
    view = cases.read(world.ctx("nurse"), sent.case)
    assert view.referrals[0].return_reason == "other_team"
    assert {c.state for c in view.clocks if c.kind is ClockKind.WGS_3_WORKING_DAYS} == {"running"}


def test_giving_back_without_haste_leaves_a_task_with_the_sender(world: World) -> None:
    sent = refer(world)
    inbox.give_back(world.ctx("responder"), sent.reference, "no_capacity", new_id())
    view = cases.read(world.ctx("nurse"), sent.case)
    assert ClockKind.FOLLOW_UP in {c.kind for c in view.clocks if c.state == "running"}


@pytest.mark.parametrize("reason", ["", "because", "met"])
def test_giving_back_needs_a_reason_of_the_list(world: World, reason: str) -> None:
    sent = refer(world)
    with pytest.raises(Refused) as refusal:
        inbox.give_back(world.ctx("responder"), sent.reference, reason, new_id())
    assert set(refusal.value.problems) == {"reason"}
    assert inbox.read(world.ctx("responder"), sent.reference).state is ReferralState.SENT


def test_what_was_taken_is_not_given_back(world: World) -> None:
    sent = refer(world)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    with pytest.raises(Conflict):
        inbox.give_back(world.ctx("responder2"), sent.reference, "other_team", new_id())


def test_after_a_withdrawn_yes_nothing_can_be_opened_or_done(world: World) -> None:
    sent = refer(world, haste=True)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    inbox.note(world.ctx("responder"), sent.reference, "Gebeld, komt donderdag.", new_id())
    yes_id = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), sent.case, yes_id, new_id())
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert package.state is ReferralState.CONSENT_WITHDRAWN
    assert (package.contact.phone, package.notes, package.attempts, package.may) == ("", (), (), frozenset())
    for verb in (
        lambda: inbox.accept(world.ctx("responder"), sent.reference, new_id()),
        lambda: inbox.note(world.ctx("responder"), sent.reference, "Nog iets", new_id()),
        lambda: inbox.delivered(world.ctx("responder"), sent.reference, "delivered", None, new_id()),
    ):
        with pytest.raises(Conflict):
            verb()


def test_a_state_edited_back_in_the_database_opens_nothing(world: World) -> None:
    sent = refer(world)
    inbox.give_back(world.ctx("responder"), sent.reference, "other_team", new_id())
    meddle(world, "UPDATE referrals SET state = 'sent' WHERE reference = ?", sent.reference)
    with pytest.raises(DoesNotOpen):
        inbox.read(world.ctx("responder"), sent.reference)
    with pytest.raises(DoesNotOpen):
        inbox.accept(world.ctx("responder"), sent.reference, new_id())


def test_a_package_of_another_referral_does_not_open(world: World) -> None:
    one, other = refer(world), refer(world, Bundle.EVERYTHING)
    swap = (
        "UPDATE records SET object_id = (SELECT id FROM referrals WHERE reference = ?) WHERE kind = 'package'"
        " AND object_id = (SELECT id FROM referrals WHERE reference = ?)"
    )
    gone = "DELETE FROM records WHERE kind = 'package' AND object_id = (SELECT id FROM referrals WHERE reference = ?)"
    meddle(world, gone, one.reference)
    meddle(world, swap, one.reference, other.reference)
    with pytest.raises(DoesNotOpen):
        inbox.read(world.ctx("responder"), one.reference)


def test_another_teams_reference_is_not_found_and_written_down(world: World) -> None:
    sent = refer(world)
    moved = "UPDATE referrals SET recipient_team_id = ? WHERE reference = ?"
    meddle(world, moved, world.teams["jgz_team"], sent.reference)
    before = len(logged(world.tools, Event.ACCESS_DENIED))
    for verb in (
        lambda: inbox.read(world.ctx("responder"), sent.reference),
        lambda: inbox.accept(world.ctx("responder"), sent.reference, new_id()),
        lambda: inbox.give_back(world.ctx("responder"), sent.reference, "other_team", new_id()),
        lambda: inbox.note(world.ctx("responder"), sent.reference, "x", new_id()),
    ):
        with pytest.raises(NotFound):
            verb()
    denied = logged(world.tools, Event.ACCESS_DENIED)
    assert len(denied) == before + 4
    assert denied[-1]["subjects"] == [sent.reference]


@pytest.mark.parametrize("who", ["nurse", "coordinator", "town_officer", "town_admin"])
def test_nobody_but_the_receiving_team_has_an_inbox(world: World, who: str) -> None:
    sent = refer(world)
    with pytest.raises(NotAllowed):
        inbox.page(world.ctx(who))
    with pytest.raises(NotAllowed):
        inbox.read(world.ctx(who), sent.reference)


def test_notes_belong_to_the_receiving_team_alone(world: World) -> None:
    sent = refer(world)
    inbox.note(world.ctx("responder"), sent.reference, "Gebeld, komt donderdag.", new_id())
    world.clock.advance(minutes=1)
    inbox.note(world.ctx("responder2"), sent.reference, "Formulier meegegeven.", new_id())
    notes = inbox.read(world.ctx("social_lead"), sent.reference).notes
    assert [(n.text, n.author) for n in notes] == [
        ("Gebeld, komt donderdag.", "Responder de Vries"),
        ("Formulier meegegeven.", "Responder2 de Vries"),
    ]
    with world.tools.store.reading() as reader:
        row = referrals.get(reader, sent.reference)
        assert {g.holder_id for g in grants.of_object(reader, "notes", row.id)} == {
            world.teams["social_team"]
        }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "errors.required"),
        ("  ", "errors.required"),
        ("x" * 501, "workflows.text.too_long"),
        ("nummer 111222333", "workflows.text.bsn"),
        ("a\u202eb", "workflows.text.control"),
    ],
)
def test_a_note_that_does_not_fit_is_refused(world: World, text: str, key: str) -> None:
    sent = refer(world)
    with pytest.raises(Refused) as refusal:
        inbox.note(world.ctx("responder"), sent.reference, text, new_id())
    assert refusal.value.problems["text"].key == key
    assert inbox.read(world.ctx("responder"), sent.reference).notes == ()


@pytest.mark.parametrize(
    ("outcome", "reason", "message"),
    [("delivered", None, "referral_delivered"), ("not_delivered", "waiting_list", "referral_not_delivered")],
)
def test_the_sender_hears_what_became_of_the_help(
    world: World, outcome: str, reason: str | None, message: str
) -> None:
    sent = refer(world)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    inbox.delivered(world.ctx("responder"), sent.reference, outcome, reason, new_id())
    assert inbox.read(world.ctx("responder"), sent.reference).state == outcome
    assert message in told(world, "nurse", sent.case)
    assert cases.read(world.ctx("nurse"), sent.case).state == "aftercare"


def test_the_outcome_follows_the_rules_whatever_a_page_shows(world: World) -> None:
    sent = refer(world, haste=True)
    with pytest.raises(Refused):
        inbox.delivered(world.ctx("responder"), sent.reference, "unknown", None, new_id())
    with pytest.raises(Refused):
        inbox.delivered(world.ctx("responder"), sent.reference, "not_delivered", None, new_id())
    with pytest.raises(Conflict):
        inbox.delivered(world.ctx("responder"), sent.reference, "delivered", None, new_id())
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    with pytest.raises(Conflict) as refusal:
        inbox.delivered(world.ctx("responder"), sent.reference, "delivered", None, new_id())
    assert refusal.value.say.key == "responder.calm_first"


def test_what_a_receiver_does_stands_in_its_own_log_under_its_own_code(world: World) -> None:
    sent = refer(world, haste=True)
    inbox.read(world.ctx("responder"), sent.reference)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    for event in (Event.PACKAGE_OPENED, Event.REFERRAL_ACCEPTED, Event.CLOCK_ACKNOWLEDGED):
        line = logged(world.tools, event)[-1]
        assert line["organisation"] == world.organisations["town"]
        assert line["subjects"] == [sent.reference]
    assert logged(world.tools, Event.PACKAGE_OPENED)[-1]["explanation"] == "received_referral"


def test_a_page_is_25_lines_and_the_next_begins_where_it_ended(world: World) -> None:
    codes = []
    for _ in range(27):
        codes.append(refer(world).reference)
        world.clock.advance(seconds=1)
    first = inbox.page(world.ctx("responder"))
    assert [line.reference for line in first.lines] == codes[:1:-1]
    rest = inbox.page(world.ctx("responder"), after=first.following)
    assert [line.reference for line in rest.lines] == codes[1::-1]
    assert rest.following is None


def test_a_referral_stays_in_the_inbox_for_ever_so_short(world: World) -> None:
    sent = refer(world, haste=True)
    world.clock.advance(hours=49)
    page = inbox.page(world.ctx("responder"))
    assert page.urgent[0].reference == sent.reference
    assert any(found.overdue for found in page.urgent[0].clocks)
    assert world.clock.now() - page.urgent[0].sent_at == timedelta(hours=49)


def test_a_teachers_package_opens_and_the_key_is_pinned_when_it_is_taken(world: World) -> None:
    sent = refer(world, Bundle.CALL_AND_WHY, who="teacher")
    assert inbox.read(world.ctx("responder"), sent.reference).contact.phone == FAMILY.phone
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    assert "referral_accepted" in told(world, "teacher", sent.case)
    assert told(world, "teacher2", sent.case) == []
