"""A family's request: registered by officer or team, on time, answered by the officer; never another organisation's."""

from datetime import date, timedelta

import pytest

from signaal.actions import deadlines, erasures, naming, requests, upkeep
from signaal.actions.context import Ctx, system
from signaal.actions.endings import Watch
from signaal.actions.requestviews import RequestView
from signaal.audit.events import Event
from signaal.store import office_clocks, outbox
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Person
from signaal.workflows.requests import Asked, RequestKind, Whose
from tests.actions.events import logged
from tests.support.world import MakeWorld, World
from tests.theft.story import Story


@pytest.fixture
def code(world: World) -> str:
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    return story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING)).pseudonym or ""


def asked(world: World, kind: RequestKind = RequestKind.ACCESS, day: date | None = None) -> Asked:
    received = day or local_day(world.clock.now())
    return Asked(kind, frozenset({Person.PARENT}), frozenset({Whose.OWN, Whose.UNDER_12}), received)


def register(world: World, code: str, who: str = "jgz_officer", what: Asked | None = None) -> None:
    requests.register(world.ctx(who), code, what or asked(world), "known_in_person", new_id())


def only(ctx: Ctx) -> RequestView:
    (found,) = requests.listed(ctx)
    return found


@pytest.mark.parametrize("who", ["jgz_officer", "nurse", "nurse2", "jgz_lead"])
def test_officer_and_team_write_it_down_and_the_month_runs(world: World, code: str, who: str) -> None:
    world.clock.advance(days=3)
    arrived = local_day(world.clock.now()) - timedelta(days=2)
    register(world, code.lower().replace("-", "-"), who, asked(world, day=arrived))
    found = only(world.ctx("jgz_officer"))
    assert (found.pseudonym, found.kind, found.received_on) == (code, "access", arrived)
    assert found.due_at is not None
    assert (local_day(found.due_at) - arrived).days in range(28, 32)
    assert not found.overdue
    (line,) = logged(world.tools, Event.REQUEST_REGISTERED)
    assert (line["subjects"], line["reason"], line["basis"]) == ([code], "access", "avg_12_22")


def test_whoever_did_not_write_it_down_is_told(world: World, code: str) -> None:
    register(world, code, "nurse2")
    with world.tools.store.reading() as reader:
        told = {
            name for name, person in world.people.items()
            if any(m.message == "request_arrived" for m in outbox.unseen(reader, person.user_id, world.clock.now()))
        }  # fmt: skip
    assert told == {"jgz_officer", "nurse", "jgz_lead", "jgz_lead2"}


@pytest.mark.parametrize("who", ["school_officer", "school_lead", "town_officer", "teacher"])
def test_a_code_of_elsewhere_looks_like_no_code_at_all(world: World, code: str, who: str) -> None:
    sentences = []
    for typed in (code, "0000-0000"):
        with pytest.raises(Refused) as no:
            register(world, typed, who)
        sentences.append(no.value.problems["code"])
    assert sentences[0] == sentences[1]
    assert requests.listed(world.ctx("jgz_officer")) == ()
    assert logged(world.tools, Event.ACCESS_DENIED)[-1]["subjects"] == [code]


@pytest.mark.parametrize("who", ["responder", "coordinator", "jgz_supervisor", "jgz_admin"])
def test_nobody_else_writes_one_down(world: World, code: str, who: str) -> None:
    with pytest.raises(NotAllowed):
        register(world, code, who)


def test_a_colleague_in_a_personal_team_cannot(world: World) -> None:
    story = Story(world)
    own = (
        story.submit("teacher", signal=story.signal(), contact=story.contact(), ending=Watch()).pseudonym
        or ""
    )
    with pytest.raises(Refused):
        register(world, own, "teacher2")
    register(world, own, "school_lead")


def test_a_parent_cannot_ask_for_a_young_person(world: World, code: str) -> None:
    today = local_day(world.clock.now())
    wanted = Asked(RequestKind.ACCESS, frozenset({Person.PARENT}), frozenset({Whose.FROM_16}), today)
    with pytest.raises(Refused) as no:
        register(world, code, what=wanted)
    assert set(no.value.problems) == {"whose"}


def test_another_officer_sees_and_does_nothing(world: World, code: str) -> None:
    register(world, code)
    found = only(world.ctx("jgz_officer"))
    other = world.ctx("school_officer")
    assert requests.listed(other) == ()
    for attempt in (
        lambda: requests.look(other, found.id),
        lambda: requests.answer(other, found.id, "refused", "nothing_there"),
        lambda: requests.extend(other, found.id, "complex"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert only(world.ctx("jgz_officer")).outcome is None


def test_the_supervisor_reads_and_decides_nothing(world: World, code: str) -> None:
    register(world, code)
    ctx = world.ctx("jgz_supervisor")
    found = only(ctx)
    assert requests.look(ctx, found.id).pseudonym == code
    with pytest.raises(NotAllowed):
        requests.answer(ctx, found.id, "granted", "")


def test_an_answer_needs_a_ground_unless_all_is_granted_and_comes_once(world: World, code: str) -> None:
    register(world, code)
    ctx = world.ctx("jgz_officer")
    found = only(ctx)
    for outcome, ground in (("refused", ""), ("partly", "because"), ("granted", "excessive"), ("maybe", "")):
        with pytest.raises(Refused):
            requests.answer(ctx, found.id, outcome, ground)
    requests.answer(ctx, found.id, "partly", "rights_of_others")
    done = requests.look(ctx, found.id)
    assert (done.outcome, done.ground, done.answered_at) == ("partly", "rights_of_others", world.clock.now())
    with world.tools.store.reading() as reader:
        clock = office_clocks.of_target(reader, found.id)
    assert clock is not None
    assert clock.state == "met"
    with pytest.raises(Conflict):
        requests.answer(ctx, found.id, "granted", "")


def test_two_months_more_once_and_only_in_the_first(world: World, code: str) -> None:
    register(world, code)
    first = only(world.ctx("jgz_officer"))
    with pytest.raises(Refused):
        requests.extend(world.ctx("jgz_officer"), first.id, "no time")
    requests.extend(world.ctx("jgz_officer"), first.id, "complex")
    longer = requests.look(world.ctx("jgz_officer"), first.id)
    assert first.due_at is not None
    assert longer.due_at is not None
    assert 58 <= (longer.due_at - first.due_at).days <= 62
    with pytest.raises(Conflict):
        requests.extend(world.ctx("jgz_officer"), first.id, "complex")
    register(world, code)
    second = next(one for one in requests.listed(world.ctx("jgz_officer")) if not one.extended)
    world.clock.advance(days=35)
    with pytest.raises(Conflict):
        requests.extend(world.ctx("jgz_officer"), second.id, "complex")
    assert requests.look(world.ctx("jgz_officer"), second.id).overdue


def test_a_form_posted_twice_is_one_request(world: World, code: str) -> None:
    ctx, form_id = world.ctx("jgz_officer"), new_id()
    first = requests.register(ctx, code, asked(world), "document_seen", form_id)
    assert requests.register(ctx, code, asked(world), "document_seen", form_id) == first
    assert len(requests.listed(ctx)) == 1


def test_a_card_stays_while_a_family_waits_for_an_answer(world: World, code: str) -> None:
    register(world, code, what=asked(world, RequestKind.ACCESS))
    found = only(world.ctx("jgz_officer"))
    with pytest.raises(Conflict, match="answer_first"):
        erasures.ask(world.ctx("jgz_lead"), code, "family_asks", new_id())
    requests.answer(world.ctx("jgz_officer"), found.id, "granted", "")
    erasures.ask(world.ctx("jgz_lead"), code, "family_asks", new_id())


def test_the_term_of_a_card_waits_for_the_answer_and_no_longer(world: World) -> None:
    story = Story(world)
    code = (
        story.submit("nurse", signal=story.signal(), contact=story.contact(), ending=Watch()).pseudonym or ""
    )
    world.clock.advance(days=35)
    register(world, code)
    world.clock.advance(days=14)
    upkeep.tidy(system(world.tools))
    assert only(world.ctx("jgz_officer")).pseudonym == code
    world.clock.advance(days=21)
    upkeep.tidy(system(world.tools))
    assert requests.listed(world.ctx("jgz_officer")) == ()


def test_the_officer_is_reminded_and_hears_no_more_after_the_answer(world: World, code: str) -> None:
    register(world, code)
    found = only(world.ctx("jgz_officer"))
    world.clock.advance(days=15)
    deadlines.sweep(system(world.tools))
    officer = world.people["jgz_officer"].user_id
    with world.tools.store.reading() as reader:
        told = [m.message for m in outbox.unseen(reader, officer, world.clock.now())]
    assert "family_request_reminder" in told
    requests.answer(world.ctx("jgz_officer"), found.id, "granted", "")
    world.clock.advance(days=12)
    deadlines.sweep(system(world.tools))
    with world.tools.store.reading() as reader:
        told = [m.message for m in outbox.unseen(reader, officer, world.clock.now())]
    assert "family_request_last_days" not in told


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_request_lives_and_goes_on_both_databases(any_world: MakeWorld, kind: str) -> None:
    world = any_world(kind)
    story = Story(world)
    made = (
        story.submit("nurse", signal=story.signal(), contact=story.contact(), ending=Watch()).pseudonym or ""
    )
    register(world, made, "nurse")
    officer = world.ctx("jgz_officer")
    found = only(officer)
    requests.extend(officer, found.id, "many_requests")
    naming.ask(officer, found.id, "not_without")
    naming.agree(world.ctx("jgz_lead"), found.id)
    requests.answer(officer, found.id, "granted", "")
    erasures.ask(world.ctx("jgz_lead"), made, "family_asks", new_id())
    erasures.approve(world.ctx("jgz_lead2"), made)
    assert requests.listed(officer) == ()
