"""The officer's list: what comes on it, what can be decided, the weekly sample, and when the page is red."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from signaal.actions import (
    cards,
    cases,
    checkpoints,
    explaining,
    log,
    review_figures,
    review_reports,
    reviewing,
    reviews,
    reviewviews,
    today,
)
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator, system
from signaal.actions.endings import Watch
from signaal.audit import review as lines_of
from signaal.audit.events import Event
from signaal.audit.looks import READS
from signaal.store import audit
from signaal.store import reviews as stored
from signaal.store.tables_on_call import TurnRow
from signaal.terms import Conflict, NotAllowed, NotFound, Refused, Setting
from signaal.texts import LANGUAGES, say
from signaal.vault.pseudonyms import new_id
from signaal.workflows.reviews import Answer, Finding, Silence
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.paper.reading import text
from tests.store.rows import writing
from tests.support.world import World


@pytest.fixture
def looked(world: World) -> World:
    """Nurse 2 opened a card of the nurse and wrote nothing; the nurse opened her own. It is the next morning."""
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
    code = (
        cards.submit(world.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch())).pseudonym or ""
    )
    cases.read(world.ctx("nurse"), code)
    cases.read(world.ctx("nurse2"), code)
    morning(world)
    return world


def morning(world: World, days: int = 1) -> None:
    """So many days later, as the machine does: a checkpoint, and the list."""
    world.clock.advance(days=days)
    checkpoints.checkpoint(system(world.tools))
    reviewing.find(system(world.tools))


def desk(world: World, name: str = "jgz_officer") -> reviewviews.Desk:
    return reviews.desk(world.ctx(name))


def unexplained(world: World) -> reviewviews.Item:
    (item,) = [item for item in desk(world).waiting if item.source == "unexplained"]
    return item


def next_week(world: World) -> reviewviews.WeekView:
    """The Monday after the first whole week, with its sample."""
    while not (found := desk(world).weeks):
        morning(world)
    return found[0]


def test_a_look_that_nothing_explains_stands_first_and_an_own_card_does_not(looked: World) -> None:
    first = desk(looked).waiting[0]
    assert (first.source, first.who, first.number) == ("unexplained", "Nurse2 de Vries", 1)
    assert len([item for item in desk(looked).waiting if item.source == "unexplained"]) == 1
    view, lines = reviews.item(looked.ctx("jgz_officer"), first.id)
    assert [line.event for line in lines] == ["case:opened"]
    assert view.code == lines[0].subjects[0]
    assert logged(looked.tools, Event.REVIEW_OPENED)[-1]["explanation"] == "review"
    assert logged(looked.tools, Event.REVIEW_LISTED)[-1]["organisation"] == looked.organisations["jgz"]


def test_the_job_may_run_as_often_as_it_likes(looked: World) -> None:
    before = desk(looked).waiting
    for _ in range(3):
        assert reviewing.find(system(looked.tools)) == 0
    assert desk(looked).waiting == before
    assert len(logged(looked.tools, Event.REVIEW_FOUND)) == 3 + 1, (
        "one per organisation that begins, one per day"
    )


def test_each_sample_on_the_day_page_names_its_week_in_time_and_late(world: World) -> None:
    drawn: list[str] = []
    while len(drawn) < 4:
        morning(world)
        drawn = [week.name for week in desk(world).weeks]
    officer = world.ctx("jgz_officer")
    lines = [task for task in today.today(officer).tasks if task.link.startswith("/nazien/week/")]
    assert {task.overdue for task in lines} == {True, False}
    assert [task.what.params["week"] for task in lines] == sorted(drawn)
    for language in LANGUAGES:
        for task in lines:
            assert task.link.removeprefix("/nazien/week/") in say(language, task.what.key, **task.what.params)


def test_every_organisation_has_its_own_list(looked: World) -> None:
    item = unexplained(looked)
    assert desk(looked, "jgz_supervisor").waiting[0].id == item.id
    for name in ("school_officer", "town_officer", "town_supervisor"):
        assert item.id not in {other.id for other in desk(looked, name).waiting}
        with pytest.raises(NotFound):
            reviews.item(looked.ctx(name), item.id)
    with pytest.raises(NotFound):
        reviews.decide(looked.ctx("town_officer"), item.id, "in_order", new_id())
    with pytest.raises(NotFound):
        explaining.ask(looked.ctx("town_officer"), item.id, "person", new_id())


@pytest.mark.parametrize("name", ["jgz_supervisor", "jgz_admin", "nurse", "jgz_lead", "coordinator"])
def test_nobody_else_decides_and_a_supervisor_only_reads(looked: World, name: str) -> None:
    item, ctx = unexplained(looked), looked.ctx(name)
    for verb in (
        lambda: reviews.decide(ctx, item.id, "in_order", new_id()),
        lambda: reviews.close(ctx, "2026-W47", new_id()),
        lambda: explaining.ask(ctx, item.id, "person", new_id()),
        lambda: review_figures.set_figures(ctx, {}, new_id()),
    ):
        with pytest.raises(NotAllowed):
            verb()
    if name != "jgz_supervisor":
        for read in (reviews.desk, review_figures.figures):
            with pytest.raises(NotAllowed):
                read(ctx)


def test_an_outcome_has_a_date_and_a_reviewer_and_is_given_once(looked: World) -> None:
    item, officer, form = unexplained(looked), looked.ctx("jgz_officer"), new_id()
    with pytest.raises(Refused):
        reviews.decide(officer, item.id, "fine", new_id())
    reviews.decide(officer, item.id, Finding.EXPLAINED.value, form)
    reviews.decide(officer, item.id, Finding.EXPLAINED.value, form)
    told = logged(looked.tools, Event.REVIEW_DECIDED)
    assert [(line["reason"], line["target"]) for line in told] == [("explained", item.id)]
    assert told[0]["writes"][0][:2] == ["review_items", item.id]
    view, _ = reviews.item(officer, item.id)
    assert (view.finding, view.by, view.decided_at) == ("explained", "Jgz_Officer de Vries", officer.now)
    with pytest.raises(Conflict):
        reviews.decide(officer, item.id, Finding.INCIDENT.value, new_id())
    assert desk(looked).progress.decided == 1


def test_the_person_is_asked_without_content_and_answers_from_a_list(looked: World) -> None:
    item, officer = unexplained(looked), looked.ctx("jgz_officer")
    explaining.ask(officer, item.id, "person", new_id())
    with pytest.raises(Conflict):
        explaining.ask(officer, item.id, "lead", new_id())
    with pytest.raises(NotFound):
        explaining.question(looked.ctx("nurse"), item.id)
    question = explaining.question(looked.ctx("nurse2"), item.id)
    assert question.mine
    assert [line.login for line in question.lines] == ["nurse2"]
    with pytest.raises(Refused):
        explaining.answer(looked.ctx("nurse2"), item.id, "because", new_id())
    with pytest.raises(NotFound):
        explaining.answer(looked.ctx("nurse"), item.id, Answer.MEETING.value, new_id())
    explaining.answer(looked.ctx("nurse2"), item.id, Answer.FAMILY_ASKED.value, new_id())
    view, _ = reviews.item(looked.ctx("jgz_officer"), item.id)
    assert (view.asked, view.answer) == ("Nurse2 de Vries", "family_asked")
    with pytest.raises(NotFound):
        explaining.question(looked.ctx("nurse2"), item.id)
    told = logged(looked.tools, Event.REVIEW_ANSWERED)[-1]
    assert (told["reason"], told["organisation"]) == ("family_asked", looked.organisations["jgz"])


def test_a_lead_is_asked_instead_and_never_about_the_own_access(looked: World) -> None:
    item = unexplained(looked)
    explaining.ask(looked.ctx("jgz_officer"), item.id, "lead", new_id())
    question = explaining.question(looked.ctx("jgz_lead"), item.id)
    assert (question.mine, question.who) == (False, "Nurse2 de Vries")


def test_the_sample_is_the_one_that_anybody_can_draw_again(looked: World) -> None:
    week = next_week(looked)
    house = looked.organisations["jgz"]
    with looked.tools.store.reading() as reader:
        everything = [lines_of.read(seq, kept) for seq, kept in audit.events(reader)]
        first = min(
            (row for row in audit.checkpoints(reader) if row.created_at >= week.ended),
            key=lambda row: row.created_at,
        )
    seed = sha256(first.root + house.encode() + week.name.encode()).digest()
    could = [
        line.seq for line in everything
        if line.organisation == house and line.user and week.began <= line.at < week.ended and line.event in READS
    ]  # fmt: skip
    again = sorted(could, key=lambda seq: sha256(seed + seq.to_bytes(8, "big")).digest())[:10]
    _, items = reviews.week(looked.ctx("jgz_officer"), week.name)
    drawn = [item for item in items if item.source == "sample"]
    with looked.tools.store.reading() as reader:
        seqs = {tuple(row.seqs) for row in stored.items(reader, house, [week.name]) if row.source == "sample"}
    assert seqs == {(seq,) for seq in again}
    assert (week.seed, week.population, week.drawn) == (seed.hex(), len(could), len(drawn))
    told = logged(looked.tools, Event.REVIEW_DRAWN)
    assert {(line["organisation"], line["root"]) for line in told} >= {(house, first.root.hex())}


def test_the_officer_and_the_admin_can_be_drawn_too(looked: World) -> None:
    for _ in range(4):
        desk(looked)
    next_week(looked)
    with looked.tools.store.reading() as reader:
        whole = stored.population(
            reader,
            looked.organisations["jgz"],
            looked.clock.now() - timedelta(days=30),
            looked.clock.now(),
            READS,
        )
        roles = Counter(lines_of.read(*found).role for found in stored.stored(reader, whole))
    assert roles["privacy_officer"] >= 4


def test_a_sample_waits_for_the_first_checkpoint_after_the_week(looked: World) -> None:
    looked.clock.advance(days=14)
    reviewing.find(system(looked.tools))
    assert not desk(looked).weeks
    assert desk(looked).silence is Silence.NOT_DRAWN
    checkpoints.checkpoint(system(looked.tools))
    reviewing.find(system(looked.tools))
    assert len(desk(looked).weeks) >= 1


def test_a_week_is_closed_when_everything_was_looked_at_and_red_when_nobody_does(looked: World) -> None:
    week = next_week(looked)
    officer = looked.ctx("jgz_officer")
    with pytest.raises(Conflict):
        reviews.close(officer, week.name, new_id())
    assert desk(looked).silence is None
    looked.clock.advance(days=8)
    assert desk(looked).silence is Silence.NOT_REVIEWED
    assert desk(looked, "jgz_supervisor").silence is Silence.NOT_REVIEWED
    officer = looked.ctx("jgz_officer")
    for item in reviews.week(officer, week.name)[1]:
        reviews.decide(officer, item.id, Finding.IN_ORDER.value, new_id())
    reviews.close(officer, week.name, new_id())
    assert reviews.week(officer, week.name)[0].closed_by == "Jgz_Officer de Vries"
    with pytest.raises(Conflict):
        reviews.close(officer, week.name, new_id())
    with pytest.raises(NotFound):
        reviews.close(looked.ctx("town_officer"), "2026-W01", new_id())


def test_the_own_access_is_for_the_other_officer_when_there_is_one(looked: World) -> None:
    row = None
    while row is None:
        desk(looked)
        morning(looked)
        with looked.tools.store.reading() as reader:
            waiting = stored.undecided(reader, looked.organisations["jgz"])
        mine = looked.people["jgz_officer"].user_id
        row = next((item for item in waiting if item.user_id == mine), None)
    looked.invite(operator(looked.tools), "jgz_officer2", "jgz", None, "privacy_officer", False, None)
    looked.activate("jgz_officer2")
    from signaal.actions import approving

    approving.approve_person(looked.ctx("jgz_officer"), looked.people["jgz_officer2"].membership_id)
    with pytest.raises(Conflict):
        reviews.decide(looked.ctx("jgz_officer"), row.id, "in_order", new_id())
    reviews.decide(looked.ctx("jgz_officer2"), row.id, "in_order", new_id())


def test_a_new_size_counts_from_the_running_week_on(looked: World) -> None:
    officer = looked.ctx("jgz_officer")
    usual = dict(review_figures.figures(officer).now)
    with pytest.raises(Refused) as no:
        review_figures.set_figures(officer, {**usual, "sample": 0, "cases_an_hour": 99}, new_id())
    assert set(no.value.problems) == {"sample", "cases_an_hour"}
    for _ in range(14):
        log.search(officer)
    looked.clock.advance(days=14)
    officer = looked.ctx("jgz_officer")
    review_figures.set_figures(officer, {**usual, "sample": 100, "day_ends": 23}, new_id())
    assert review_figures.figures(officer).now["day_ends"] == 23
    checkpoints.checkpoint(system(looked.tools))
    reviewing.find(system(looked.tools))
    past = [week for week in desk(looked).weeks if week.population > 10]
    assert past
    assert all(week.drawn == 10 for week in past), "what is over was drawn as it stood then"


def test_the_month_on_paper_counts_and_names_nobody(looked: World) -> None:
    next_week(looked)
    officer = looked.ctx("jgz_officer")
    item = next(item for item in desk(looked).waiting)
    reviews.decide(officer, item.id, Finding.NOT_IN_ORDER.value, new_id())
    words = text(review_reports.month(officer, officer.now.strftime("%Y-%m")))
    assert "JGZ Waterland" in words
    assert "Zonder verklaring" in words
    for secret in ("de Vries", item.code or "?", "nurse"):
        assert secret not in words
    for wrong in ("2026-13", "x", "2031-01"):
        with pytest.raises(NotFound):
            review_reports.month(officer, wrong)
    assert logged(looked.tools, Event.REVIEW_PRINTED)


def test_the_log_with_all_of_this_still_fits(looked: World, tmp_path: Path) -> None:
    next_week(looked)
    found = log.check(looked.ctx("jgz_officer"))
    assert (found.ok, found.problems) == (True, ())


def test_a_turn_of_the_roster_explains_the_evening(world: World) -> None:
    """Two look at own cards at nine in the evening; one of them had duty."""
    for name in ("nurse", "nurse2"):
        signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
        cards.submit(world.ctx(name), CardDraft(new_id(), signal=signal, ending=Watch()))
    began = world.clock.now()
    world.clock.advance(hours=12)
    with writing(world.tools.store) as unit:
        unit.add(
            TurnRow(
                id="f" * 32, organisation_id=world.organisations["jgz"], function="Achterwacht", phone="078-5550100",
                user_id=world.people["nurse"].user_id, starts_at=began, ends_at=began + timedelta(days=1),
            )
        )  # fmt: skip
    for name in ("nurse", "nurse2"):
        code = cases.page(world.ctx(name)).lines[0].pseudonym
        cases.read(world.ctx(name), code)
    morning(world)
    found = [item for item in desk(world).waiting if item.source == "out_of_hours"]
    assert [item.who for item in found] == ["Nurse2 de Vries"]


def test_a_card_looked_at_long_after_closing(world: World) -> None:
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
    code = (
        cards.submit(world.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch())).pseudonym or ""
    )
    reason = next(iter(world.tools.lists.of("close_reasons").codes()))
    cases.close(world.ctx("nurse"), code, reason, new_id())
    world.clock.advance(days=20)
    cases.read(world.ctx("nurse"), code)
    morning(world)
    found = [(item.source, item.code) for item in desk(world).waiting]
    assert ("after_closing", code) in found
    assert "unexplained" not in dict(found), "it is the own card"
