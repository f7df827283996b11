"""Two people at the same moment: what was checked before the write is checked again under the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from signaal.actions import (
    approving,
    calm,
    cards,
    cases,
    conversations,
    directory,
    followups,
    inbox,
    members,
    referrals,
)
from signaal.actions.calm import DeclineDraft
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import Ctx, operator
from signaal.actions.endings import Watch
from signaal.store import pins
from signaal.store.engine import Store
from signaal.store.units import Unit
from signaal.terms import Bundle, ClockKind, Conflict, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from tests.actions.referred import TALK, clock, clocks, crisis, noticed, refer, yes
from tests.support.world import World


class Overtaken:
    """A store in which somebody else does something just before the first unit begins."""

    def __init__(self, store: Store, first: Callable[[], object]) -> None:
        self._store, self._first = store, [first]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        if self._first:
            self._first.pop()()
        with self._store.unit() as unit:
            yield unit


def overtaken(ctx: Ctx, first: Callable[[], object]) -> Ctx:
    store: Any = Overtaken(ctx.tools.store, first)
    return replace(ctx, tools=replace(ctx.tools, store=store))


def quiet(world: World) -> str:
    draft = CardDraft(new_id(), noticed(haste=False), TALK, ending=Watch())
    return cards.submit(world.ctx("nurse"), draft).pseudonym or ""


def eviction(code: str) -> CardDraft:
    return CardDraft(new_id(), noticed(haste=True), pseudonym=code)


def test_two_leads_cannot_end_each_other_and_lock_the_team_out(world: World) -> None:
    one, two = world.ctx("school_lead"), world.ctx("school_lead2")
    other = world.people["school_lead"].membership_id
    meanwhile = overtaken(
        one, lambda: members.end_member(two, other)
    )  # and at that moment the first ends the second
    with pytest.raises(Refused) as stopped:
        members.end_member(meanwhile, world.people["school_lead2"].membership_id)
    assert stopped.value.problems["member"].key == "people.last_holder"


def test_closing_an_account_and_ending_a_membership_leave_somebody_with_the_key(world: World) -> None:
    lead, shell = world.ctx("school_lead"), operator(world.tools)
    other = world.people["school_lead2"].membership_id
    meanwhile = overtaken(shell, lambda: members.end_member(lead, other))
    with pytest.raises(Refused) as stopped:
        directory.disable(meanwhile, world.people["school_lead"].user_id)
    assert stopped.value.problems["member"].key == "people.last_holder"


def test_what_ended_meanwhile_is_not_approved_into_life_again(world: World) -> None:
    officer = world.ctx("jgz_officer")  # from the first login of an officer on, whoever watches waits
    made = directory.add_person(
        operator(world.tools), world.organisations["jgz"], "annie", "Annie Jansen", "a@jgz.example", "supervisor"
    )  # fmt: skip
    assert made.waits_for_officer
    admin = world.ctx("jgz_admin")
    meanwhile = overtaken(officer, lambda: members.end_member(admin, made.membership_id))
    with pytest.raises(Conflict):
        approving.approve_person(meanwhile, made.membership_id)


def test_renewing_twice_at_once_counts_twice_or_is_refused(world: World) -> None:
    code = quiet(world)
    nurse, other = world.ctx("nurse"), world.ctx("nurse2")
    meanwhile = overtaken(nurse, lambda: cases.renew(other, code, "Gezin is op vakantie", new_id()))
    with pytest.raises(Conflict):
        cases.renew(meanwhile, code, "Nog even", new_id())
    assert cases.read(world.ctx("nurse"), code).renewals == 1


def test_the_same_threat_noticed_twice_at_once_has_one_clock(world: World) -> None:
    code = quiet(world)
    nurse, other = world.ctx("nurse"), world.ctx("nurse2")
    meanwhile = overtaken(nurse, lambda: cards.submit(other, eviction(code)))
    with pytest.raises(Conflict):
        cards.submit(meanwhile, eviction(code))
    case = cases.read(world.ctx("nurse"), code)
    assert [c.kind for c in case.clocks if c.kind is ClockKind.CALM_48H] == [ClockKind.CALM_48H]
    assert len(case.signals) == 2


def closed(world: World) -> str:
    code = quiet(world)
    cases.close(world.ctx("nurse2"), code, "family_manages", new_id())
    return code


@pytest.mark.parametrize(
    "verb",
    [
        lambda ctx, code: cards.submit(ctx, CardDraft(new_id(), noticed(haste=False), ending=Watch(), pseudonym=code)),
        lambda ctx, code: cards.submit(ctx, eviction(code)),
        lambda ctx, code: cases.renew(ctx, code, "Nog even", new_id()),
        lambda ctx, code: followups.plan(ctx, code, local_day(ctx.now), new_id()),
        lambda ctx, code: calm.joint_call(ctx, code, "social_team", new_id()),
    ],
    ids=["signal", "threat", "renewal", "follow-up", "joint call"],
)  # fmt: skip
def test_on_a_card_that_a_colleague_closed_nothing_begins_that_nobody_would_see(
    world: World, verb: Callable[[Ctx, str], object]
) -> None:
    code = closed(world)
    with pytest.raises(Conflict) as stopped:
        verb(world.ctx("nurse"), code)
    assert stopped.value.say.key == "workflows.case.cannot_move"
    after = cases.read(world.ctx("nurse"), code)
    assert not [clock for clock in after.clocks if clock.state == "running"]
    assert len(after.signals) == 1


def test_a_yes_after_a_no_said_twice_at_once_begins_one_clock(world: World) -> None:
    sent = crisis(world)
    answer = DeclineDraft(offer_made=True, numbers_given=True, safety_considered=True)
    calm.decline(world.ctx("nurse"), sent.clock_id, answer, new_id())
    conversations.inform(world.ctx("nurse"), sent.case, "phone", new_id())
    nurse, other = world.ctx("nurse"), world.ctx("nurse2")
    draft = yes(world, Bundle.CALL_ONLY)
    meanwhile = overtaken(nurse, lambda: referrals.agree_and_send(other, sent.case, draft, new_id()))
    with pytest.raises(Conflict):
        referrals.agree_and_send(meanwhile, sent.case, draft, new_id())
    case_id = clock(world, sent.clock_id).case_id
    found = clocks(world, case_id, ClockKind.CALM_48H)
    assert sorted(row.state for row in found) == ["declined", "running"]


def test_a_first_lead_who_came_meanwhile_is_looked_at_again(world: World) -> None:
    shell, officer, admin = operator(world.tools), world.ctx("town_officer"), world.ctx("town_admin")
    town = world.organisations["town"]
    team = directory.add_team(admin, town, "Wijkteam West", "wijkteam", receives=True)
    directory.add_person(admin, town, "eerste", "Eerste Lead", "e@town.example", "responder", team, lead=True)
    seen = approving.approvals(officer)[0].seen
    meanwhile = overtaken(
        officer,
        lambda: directory.add_person(
            shell, town, "vreemde", "Vreemde Lead", "v@town.example", "responder", team, lead=True
        ),
    )
    with pytest.raises(Conflict):
        approving.approve_team(meanwhile, team, seen)


def test_two_first_packages_to_one_team_at_once_both_arrive_under_one_pin(world: World) -> None:
    nurse, other, draft = world.ctx("nurse"), world.ctx("nurse2"), yes(world, Bundle.CALL_ONLY)
    page = CardDraft(new_id(), noticed(haste=False), TALK, consent=draft)
    second = replace(page, form_id=new_id())
    cards.submit(overtaken(nurse, lambda: cards.submit(other, page)), second)
    with world.tools.store.reading() as reader:
        assert len(pins.of_team(reader, world.teams["jgz_team"])) == 1
    assert len(inbox.page(world.ctx("responder")).lines) == 2


def test_two_first_packages_taken_at_once_pin_the_sender_once(world: World) -> None:
    one, two = refer(world), refer(world)
    first, second = world.ctx("responder"), world.ctx("responder2")
    meanwhile = overtaken(first, lambda: inbox.accept(second, two.reference, new_id()))
    inbox.accept(meanwhile, one.reference, new_id())
    with world.tools.store.reading() as reader:
        assert len(pins.of_team(reader, world.teams["social_team"])) == 1
