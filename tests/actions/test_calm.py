"""The 48 hours from both sides: what counts as calm, and every other honest end; the rules hold in the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from signaal.access.permissions import Permission
from signaal.actions import calm, cases, inbox, mistakes, referrals
from signaal.actions.calm import AnswerDraft, CalmDraft, DeclineDraft
from signaal.actions.casework import open_work
from signaal.actions.restarting import declined_clock
from signaal.audit.events import Event
from signaal.store import attempts, outbox
from signaal.terms import Bundle, ClockKind, Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.measures import Plan
from tests.actions.events import logged
from tests.actions.referred import EVICTION, calm_said, clock, clocks, crisis, refer, told, yes
from tests.support.world import World

YES = DeclineDraft(offer_made=True, numbers_given=True, safety_considered=True)


def accepted(world: World, bundle: Bundle = Bundle.CALL_AND_WHY) -> Any:
    sent = refer(world, bundle, haste=True)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    return sent


def tried(world: World, code: str, who: str = "nurse") -> None:
    """Three attempts in two parts of the day, one of them a visit."""
    for channel, hours in (("phone", 0), ("visit", 5), ("text_message", 1)):
        world.clock.advance(hours=hours)
        calm.attempt(world.ctx(who), code, channel, world.clock.now(), False, new_id())


# Er is rust


def test_calm_ends_the_clock_and_the_nurse_hears_it_is_over(world: World) -> None:
    sent = accepted(world)
    calm.record(world.ctx("responder"), sent.reference, calm_said(world), new_id())
    assert clock(world, sent.clock_id).state == "met"
    assert "clock_ended" in told(world, "nurse", sent.case)
    view = cases.read(world.ctx("nurse"), sent.case)
    assert {c.kind: c.state for c in view.clocks}[ClockKind.CALM_48H] == "met"


def test_the_statutory_clock_is_met_by_the_same_talk(world: World) -> None:
    sent = accepted(world)
    calm.record(world.ctx("responder"), sent.reference, calm_said(world), new_id())
    case = clock(world, sent.clock_id).case_id
    assert [row.state for row in clocks(world, case, ClockKind.WGS_3_WORKING_DAYS)] == ["met"]


def test_calm_after_the_end_is_late_and_still_counts(world: World) -> None:
    sent = accepted(world)
    world.clock.advance(hours=50)
    calm.record(world.ctx("responder"), sent.reference, calm_said(world), new_id())
    assert clock(world, sent.clock_id).state == "met_late"


def test_what_is_still_to_do_has_a_day_and_stays_on_the_cards_list(world: World) -> None:
    made = crisis(world)
    plan = Plan(("contact_person",), "social_team", ("first_appointment",), "social_team", date(2026, 11, 23))
    draft = calm_said(world, plan=replace(plan, who=""))
    with pytest.raises(Refused) as no:
        calm.record(world.ctx("nurse"), made.case, draft, new_id(), made.clock_id)
    assert set(no.value.problems) == {"who"}
    assert clock(world, made.clock_id).state == "running"
    receipt = calm.record(world.ctx("nurse"), made.case, calm_said(world, plan=plan), new_id(), made.clock_id)
    assert "calm.todo_follows" in [say.key for say in receipt.following]
    found = clocks(world, clock(world, made.clock_id).case_id, ClockKind.FOLLOW_UP)
    assert date(2026, 11, 23) in {row.due_at.date() for row in found if row.state == "running"}


def test_a_receiver_says_what_is_still_to_do_too(world: World) -> None:
    sent = accepted(world)
    plan = Plan(todo=("first_appointment",), who="social_team", on=date(2026, 11, 23))
    receipt = calm.record(world.ctx("responder"), sent.reference, calm_said(world, plan=plan), new_id())
    assert "calm.todo_follows" in [say.key for say in receipt.following]
    assert clock(world, sent.clock_id).state == "met"


def test_the_familys_no_keeps_the_clock_running_and_is_written_down(world: World) -> None:
    sent = accepted(world)
    receipt = calm.record(world.ctx("responder"), sent.reference, calm_said(world, family="no"), new_id())
    assert clock(world, sent.clock_id).state == "running"
    assert logged(world.tools, Event.CALM_RECORDED)[-1]["reason"] == "family_no"
    assert [say.key for say in receipt.following] == ["clocks.calm_48h.end.family_says_no"]
    calm.record(world.ctx("responder"), sent.reference, calm_said(world), new_id())
    assert clock(world, sent.clock_id).state == "met"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"spoken": False}, "spoken"),
        ({"family": ""}, "family"),
        ({"family": "perhaps"}, "family"),
        ({"answers": {}}, f"answers.{EVICTION}"),
        ({"answers": {EVICTION: AnswerDraft(("landlord_delay",), None)}}, f"answers.{EVICTION}"),
        ({"answers": {EVICTION: AnswerDraft(("one_number", "contact_person"), None)}}, f"answers.{EVICTION}"),
        ({"answers": {EVICTION: AnswerDraft(("food_coming_days",), None)}}, f"answers.{EVICTION}"),
        ({"answers": {EVICTION: AnswerDraft(("magic",), None)}}, f"answers.{EVICTION}"),
    ],
)
def test_what_is_no_calm_is_refused_by_field_and_nothing_is_stored(
    world: World, changes: dict[str, Any], field: str
) -> None:
    sent = accepted(world)
    with pytest.raises(Refused) as refusal:
        calm.record(world.ctx("responder"), sent.reference, calm_said(world, **changes), new_id())
    assert set(refusal.value.problems) == {field}
    assert clock(world, sent.clock_id).state == "running"
    assert logged(world.tools, Event.CALM_RECORDED) == []


def test_an_answer_that_no_longer_holds_is_none(world: World) -> None:
    sent = accepted(world)
    past = AnswerDraft(("landlord_delay",), world.clock.now() - timedelta(minutes=1))
    with pytest.raises(Refused):
        calm.record(
            world.ctx("responder"), sent.reference, calm_said(world, answers={EVICTION: past}), new_id()
        )


def test_with_only_call_the_responder_names_the_kind_of_threat(world: World) -> None:
    sent = accepted(world, Bundle.CALL_ONLY)
    page = calm.asked(world.ctx("responder"), sent.reference)
    assert page.threats == ()
    assert {"eviction", "food", "bed"} <= {kind.code for kind in page.kinds}
    with pytest.raises(Refused) as refusal:
        calm.record(world.ctx("responder"), sent.reference, calm_said(world, "eviction"), new_id())
    assert set(refusal.value.problems) == {"kinds"}
    with pytest.raises(Refused):
        calm.record(
            world.ctx("responder"), sent.reference, calm_said(world, "eviction", kinds=("gold",)), new_id()
        )
    calm.record(
        world.ctx("responder"), sent.reference, calm_said(world, "eviction", kinds=("eviction",)), new_id()
    )
    assert clock(world, sent.clock_id).state == "met"


def test_the_sender_answers_for_itself_before_a_yes(world: World) -> None:
    made = crisis(world)
    page = calm.asked(world.ctx("nurse"), made.case)
    assert [(t.code, t.kind) for t in page.threats] == [(EVICTION, "eviction")]
    calm.record(world.ctx("nurse"), made.case, calm_said(world), new_id())
    assert clock(world, made.clock_id).state == "met"


def test_who_does_not_hold_the_clock_cannot_end_it(world: World) -> None:
    sent = accepted(world)
    for verb in (
        lambda: calm.record(world.ctx("nurse"), sent.case, calm_said(world), new_id()),
        lambda: calm.decline(world.ctx("nurse"), sent.clock_id, YES, new_id()),
        lambda: calm.mistake(world.ctx("jgz_lead"), sent.clock_id, "Vergissing", new_id()),
    ):
        with pytest.raises(Conflict) as refusal:
            verb()
        assert refusal.value.say.key == "calm.other_holds"
    assert clock(world, sent.clock_id).state == "running"


def test_calm_without_taking_it_first_takes_it(world: World) -> None:
    sent = refer(world, Bundle.CALL_AND_WHY, haste=True)
    calm.record(world.ctx("responder"), sent.reference, calm_said(world), new_id())
    assert clock(world, sent.clock_id).state == "met"
    package = inbox.read(world.ctx("responder"), sent.reference)
    assert package.state == "accepted"
    assert "calm" not in package.may


def test_calm_is_said_once(world: World) -> None:
    sent, form = accepted(world), new_id()
    first = calm.record(world.ctx("responder"), sent.reference, calm_said(world), form)
    with pytest.raises(Conflict):
        calm.record(world.ctx("responder2"), sent.reference, calm_said(world), new_id())
    assert first.reference == sent.reference
    assert first.pseudonym is None  # the card's code never travels


# Other ends


def test_declined_has_equal_dignity_and_a_date_only_when_the_family_chose_one(world: World) -> None:
    sent = accepted(world)
    day = (world.clock.now() + timedelta(days=14)).date()
    with pytest.raises(Refused) as refusal:
        calm.decline(world.ctx("responder"), sent.clock_id, DeclineDraft(False, False, False), new_id())
    assert set(refusal.value.problems) == {"offer_made", "numbers_given", "safety_considered"}
    said = DeclineDraft(True, True, True, new_date=day)
    calm.decline(world.ctx("responder"), sent.clock_id, said, new_id())
    row = clock(world, sent.clock_id)
    assert row.state == "declined"
    follow = clocks(world, row.case_id, ClockKind.FOLLOW_UP)
    assert [(f.holder_team_id, f.state) for f in follow] == [(world.teams["social_team"], "running")]


def test_a_later_yes_is_a_new_clock_linked_to_the_old_one(world: World) -> None:
    made = crisis(world)
    calm.decline(world.ctx("nurse"), made.clock_id, YES, new_id())
    world.clock.advance(minutes=10)
    work = open_work(world.ctx("nurse"), made.case, Permission.REFERRAL_SEND, new_id(), "sent")
    ended = declined_clock(work)
    assert ended is not None
    assert calm.restart_linked(work, ended) is not None
    work.write()
    rows = clocks(world, ended.case_id, ClockKind.CALM_48H)
    assert [(row.state, row.linked_id) for row in rows] == [("declined", None), ("running", made.clock_id)]
    assert [t.code for t in calm.asked(world.ctx("nurse"), made.case).threats] == [EVICTION]


def test_a_yes_after_a_no_hands_over_the_threat_with_a_clock_of_its_own(world: World) -> None:
    made = crisis(world)
    calm.decline(world.ctx("nurse"), made.clock_id, YES, new_id())
    world.clock.advance(hours=3)
    receipt = referrals.agree_and_send(
        world.ctx("nurse"), made.case, yes(world, Bundle.CALL_AND_WHY), new_id()
    )
    package = inbox.read(world.ctx("responder"), receipt.reference or "")
    assert [threat.code for threat in package.threats] == [EVICTION]
    running = [c for c in package.clocks if c.kind is ClockKind.CALM_48H]
    assert [(c.state, c.visible_outside, c.leg) for c in running] == [("running", True, 2)]


def test_a_threat_that_is_over_does_not_travel(world: World) -> None:
    made = crisis(world)
    calm.record(world.ctx("nurse"), made.case, calm_said(world), new_id())
    receipt = referrals.agree_and_send(
        world.ctx("nurse"), made.case, yes(world, Bundle.CALL_AND_WHY), new_id()
    )
    package = inbox.read(world.ctx("responder"), receipt.reference or "")
    assert package.threats == ()
    assert all(c.kind is not ClockKind.CALM_48H for c in package.clocks)


def test_not_reached_needs_three_attempts_in_two_parts_of_the_day(world: World) -> None:
    made = crisis(world)
    with pytest.raises(Refused) as refusal:
        calm.not_reached(world.ctx("nurse"), made.clock_id, new_id())
    assert refusal.value.problems["attempts"].params == {"n": 3}
    tried(world, made.case)
    calm.not_reached(world.ctx("nurse"), made.clock_id, new_id())
    assert clock(world, made.clock_id).state == "not_reached"


def test_reached_after_all_opens_the_same_clock_with_the_same_end(world: World) -> None:
    made = crisis(world)
    due = clock(world, made.clock_id).due_at
    tried(world, made.case)
    calm.not_reached(world.ctx("nurse"), made.clock_id, new_id())
    calm.attempt(world.ctx("nurse"), made.case, "phone", world.clock.now(), True, new_id())
    row = clock(world, made.clock_id)
    assert (row.state, row.due_at, row.ended_at) == ("running", due, None)


def test_attempts_of_both_sides_count_and_the_receiver_reads_no_senders_names(world: World) -> None:
    sent = refer(world, Bundle.CALL_AND_WHY, haste=True)
    calm.attempt(world.ctx("nurse"), sent.case, "phone", world.clock.now(), False, new_id())
    world.clock.advance(minutes=1)
    calm.attempt(world.ctx("responder"), sent.reference, "visit", world.clock.now(), False, new_id())
    shown = inbox.read(world.ctx("responder"), sent.reference).attempts
    assert [a.author for a in shown] == ["JGZ-team Noord", "Responder de Vries"]
    with world.tools.store.reading() as reader:
        assert [a.by_closed_letter_or_visit for a in attempts.of_deadline(reader, sent.clock_id)] == [
            False,
            True,
        ]


@pytest.mark.parametrize(
    ("channel", "minutes", "field"), [("pigeon", 0, "channel"), ("phone", 1, "at"), ("phone", -99999, "at")]
)
def test_an_attempt_that_cannot_be_is_refused(world: World, channel: str, minutes: int, field: str) -> None:
    made = crisis(world)
    at = world.clock.now() + timedelta(minutes=minutes)
    with pytest.raises(Refused) as refusal:
        calm.attempt(world.ctx("nurse"), made.case, channel, at, False, new_id())
    assert set(refusal.value.problems) == {field}


def test_handed_over_names_a_function_and_a_time_and_only_the_sender_does_so(world: World) -> None:
    made = crisis(world)
    world.clock.advance(hours=1)
    with pytest.raises(Refused) as refusal:
        calm.hand_over(world.ctx("nurse"), made.clock_id, "somebody", None, False, new_id())
    assert set(refusal.value.problems) == {"function", "at", "by_voice"}
    calm.hand_over(world.ctx("nurse"), made.clock_id, "crisis_service", world.clock.now(), True, new_id())
    assert clock(world, made.clock_id).state == "handed_over"
    assert logged(world.tools, Event.HANDOVER_RECORDED)[-1]["reason"] == "crisis_service"
    with pytest.raises(NotAllowed):
        calm.hand_over(world.ctx("responder"), made.clock_id, "crisis_service", None, True, new_id())


# Undo, mistakes, the telephone


def test_undone_within_15_minutes_its_messages_never_leave(world: World) -> None:
    made = crisis(world)
    assert told(world, "nurse", made.case)
    calm.undo(world.ctx("nurse"), made.clock_id, new_id())
    row = clock(world, made.clock_id)
    assert (row.state, row.end_reason) == ("superseded", "undone")
    assert [m for m in told(world, "nurse", made.case) if m.startswith("calm")] == []


def test_after_15_minutes_it_is_too_late_to_undo(world: World) -> None:
    made = crisis(world)
    world.clock.advance(minutes=15, seconds=1)
    with pytest.raises(Conflict) as refusal:
        calm.undo(world.ctx("nurse"), made.clock_id, new_id())
    assert refusal.value.say.key == "clocks.calm_48h.too_late_to_undo"


def test_a_mistake_is_a_leads_word_and_a_second_person_looks(world: World) -> None:
    made = crisis(world)
    with pytest.raises(NotAllowed):
        calm.mistake(world.ctx("nurse"), made.clock_id, "Dubbel", new_id())
    with pytest.raises(Refused) as refusal:
        calm.mistake(world.ctx("jgz_lead"), made.clock_id, " ", new_id())
    assert set(refusal.value.problems) == {"reason"}
    calm.mistake(world.ctx("jgz_lead"), made.clock_id, "Dubbel aangemaakt", new_id())
    assert clock(world, made.clock_id).state == "mistake"
    for name in ("jgz_lead2", "jgz_officer"):
        assert "clock_review" in told(world, name, made.case)
        assert [r.code for r in mistakes.waiting(world.ctx(name))] == [made.case]
    assert "clock_review" not in told(world, "jgz_lead", made.case)
    with pytest.raises(Conflict):
        calm.review_mistake(world.ctx("jgz_lead"), made.clock_id, new_id())
    for name in ("town_officer", "school_lead"):
        assert mistakes.waiting(world.ctx(name)) == ()
        with pytest.raises(NotFound):
            calm.review_mistake(world.ctx(name), made.clock_id, new_id())
    calm.review_mistake(world.ctx("jgz_officer"), made.clock_id, new_id())
    assert mistakes.waiting(world.ctx("jgz_lead2")) == ()
    with pytest.raises(NotFound):
        calm.reviewable(world.ctx("jgz_lead2"), made.clock_id)
    assert logged(world.tools, Event.CLOCK_REVIEWED)[-1]["organisation"] == world.organisations["jgz"]


def test_by_telephone_only_after_a_yes(world: World) -> None:
    made = crisis(world)
    with pytest.raises(Conflict) as refusal:
        calm.acknowledged_by_phone(
            world.ctx("nurse"), made.clock_id, "social_team", world.clock.now(), new_id()
        )
    assert refusal.value.say.key == "clocks.no_yes_yet"


def test_by_telephone_the_municipal_team_becomes_the_holder(world: World) -> None:
    sent = refer(world, haste=True)
    world.clock.advance(minutes=30)
    early = world.clock.now() - timedelta(hours=1)
    with pytest.raises(Refused):
        calm.acknowledged_by_phone(world.ctx("nurse"), sent.clock_id, "social_team", early, new_id())
    calm.acknowledged_by_phone(world.ctx("nurse"), sent.clock_id, "social_team", world.clock.now(), new_id())
    row = clock(world, sent.clock_id)
    assert (row.holder_team_id, row.acknowledged_by) == (world.teams["social_team"], "social_team")
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    assert clock(world, sent.clock_id).acknowledged_by == "social_team"


def test_calling_together_starts_the_statutory_clock_and_keeps_no_content(world: World) -> None:
    made = crisis(world)
    calm.joint_call(world.ctx("nurse"), made.case, "social_team", new_id())
    calm.joint_call(world.ctx("nurse"), made.case, "social_team", new_id())
    case = clock(world, made.clock_id).case_id
    rows = clocks(world, case, ClockKind.WGS_3_WORKING_DAYS)
    assert [(row.holder_team_id, row.yes_at) for row in rows] == [(world.teams["jgz_team"], None)]
    assert len(logged(world.tools, Event.CALL_JOINT)) == 2


def test_calling_a_landlord_together_starts_no_clock_of_the_law(world: World) -> None:
    made = crisis(world)
    calm.joint_call(world.ctx("nurse"), made.case, "landlord", new_id())
    assert clocks(world, clock(world, made.clock_id).case_id, ClockKind.WGS_3_WORKING_DAYS) == []
    with pytest.raises(Refused):
        calm.joint_call(world.ctx("nurse"), made.case, "neighbour", new_id())


@pytest.mark.parametrize("who", ["responder", "school_lead", "teacher"])
def test_a_stranger_finds_no_clock_and_that_is_written_down(world: World, who: str) -> None:
    made = crisis(world)
    before = len(logged(world.tools, Event.ACCESS_DENIED))
    with pytest.raises(NotFound):
        calm.decline(world.ctx(who), made.clock_id, YES, new_id())
    denied = logged(world.tools, Event.ACCESS_DENIED)
    assert len(denied) == before + 1
    assert "subjects" not in denied[-1] or denied[-1]["subjects"] == []  # no code of another team's


def test_undo_takes_back_only_its_own_messages(world: World) -> None:
    first, second = crisis(world), crisis(world)
    calm.undo(world.ctx("nurse"), first.clock_id, new_id())
    later = world.clock.now() + timedelta(hours=1)
    with world.tools.store.reading() as reader:
        left = {row.subject_code for row in outbox.unseen(reader, world.people["nurse"].user_id, later)}
    assert second.case in left


def test_the_draft_of_an_untouched_page_is_refused_at_every_question(world: World) -> None:
    sent = accepted(world)
    with pytest.raises(Refused) as refusal:
        calm.record(world.ctx("responder"), sent.reference, CalmDraft(spoken=False, family=""), new_id())
    assert set(refusal.value.problems) == {"spoken", "family", f"answers.{EVICTION}"}
