"""A form that is posted twice shows the same receipt twice, also when what it asked can be done only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from signaal.actions import calm, cards, cases, consents, conversations, followups, inbox, signals
from signaal.actions.calm import DeclineDraft
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.terms import Bundle, ClockKind, Conflict, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from tests.actions.referred import Sent, calm_said, crisis, noticed, refer
from tests.support.world import World

Again = Callable[[World, Sent, str], object]
NO = DeclineDraft(offer_made=True, numbers_given=True, safety_considered=True)


def corrected(world: World, sent: Sent, form: str) -> object:
    ctx = world.ctx("nurse")
    first = next(s.id for s in cases.read(ctx, sent.case).signals if s.remark != "Anders")
    return signals.correct(ctx, sent.case, first, replace(noticed(haste=False), remark="Anders"), form)


SENT: dict[str, Again] = {
    "given back": lambda w, s, f: inbox.give_back(w.ctx("responder"), s.reference, "other_team", f),
    "calm": lambda w, s, f: calm.record(w.ctx("responder"), s.reference, calm_said(w), f),
    "withdrawn": lambda w, s, f: consents.withdraw(
        w.ctx("nurse"), s.case, cases.read(w.ctx("nurse"), s.case).consents[0].id, f
    ),
    "corrected": corrected,
}
HASTE: dict[str, Again] = {
    "undone": lambda w, s, f: calm.undo(w.ctx("nurse"), s.clock_id, f),
    "declined": lambda w, s, f: calm.decline(w.ctx("nurse"), s.clock_id, NO, f),
    "mistake": lambda w, s, f: calm.mistake(w.ctx("jgz_lead"), s.clock_id, "Brief was van de buren", f),
    "informed": lambda w, s, f: conversations.inform(w.ctx("nurse"), s.case, "phone", f),
}


@pytest.mark.parametrize("name", [*SENT, *HASTE])
def test_the_second_post_shows_the_first_receipt_and_another_form_is_told_why_not(
    world: World, name: str
) -> None:
    sent = refer(world, Bundle.CALL_AND_WHY, haste=True) if name in SENT else crisis(world)
    verb, form = (SENT | HASTE)[name], new_id()
    first = verb(world, sent, form)
    assert verb(world, sent, form) == first
    if name != "corrected":
        with pytest.raises(Conflict):
            verb(world, sent, new_id())


def test_somebody_elses_form_shows_no_receipt(world: World) -> None:
    sent, form = crisis(world), new_id()
    calm.undo(world.ctx("nurse"), sent.clock_id, form)
    with pytest.raises(Conflict):
        calm.undo(world.ctx("nurse2"), sent.clock_id, form)


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("nummer 111222333", "workflows.text.bsn"),
        ("a\u202eb", "workflows.text.control"),
        ("x" * 121, "workflows.text.too_long"),
    ],
)
def test_the_reason_of_another_day_is_held_to_the_rules_of_every_text(
    world: World, reason: str, key: str
) -> None:
    ctx, draft = world.ctx("nurse"), CardDraft(new_id(), noticed(haste=False), ending=Watch())
    code = cards.submit(ctx, draft).pseudonym or ""
    task = next(c.id for c in cases.read(ctx, code).clocks if c.kind is ClockKind.FOLLOW_UP)
    day = local_day(ctx.now) + timedelta(days=7)
    with pytest.raises(Refused) as stopped:
        followups.settle(ctx, code, task, "new_day", day, reason, new_id())
    assert stopped.value.problems["reason"].key == key
    followups.settle(ctx, code, task, "new_day", day, "Gezin is op vakantie", new_id())
