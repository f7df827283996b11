"""The officer's list in the browser's eyes: what stands first, what can be pressed, and what the supervisor cannot."""

from __future__ import annotations

import re

import pytest

from signaal.actions import cases, checkpoints, reviewing
from signaal.actions.context import system
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import heartbeats
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.support.caller import Caller
from tests.support.region import CANARIES, TICKED, Region
from tests.support.serving import make_app


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


@pytest.fixture
def reviewed(region: Region) -> Region:
    """Nurse 2 looked at a card of the nurse; it is ten days later, and the machine did its work every day."""
    cases.read(region.world.ctx("nurse2"), region.cases["lead_own"])
    for _ in range(10):
        region.world.clock.advance(days=1)
        region.world.log_in("jgz_lead")
        checkpoints.checkpoint(system(region.world.tools))
        reviewing.find(system(region.world.tools))
    return region


def item_of(officer: Caller, source: str = "unexplained") -> str:
    page = officer.get("/nazien").text
    row = next(row for row in page.split("<tr ") if say("nl", f"review.source.{source}") in row)
    found = re.search(r'href="(/nazien/[0-9a-f]{32})"', row)
    assert found is not None
    return found[1]


def test_before_the_first_time_the_page_says_so(region: Region) -> None:
    page = caller(region, "jgz_officer").get("/nazien").text
    assert say("nl", "review.not_begun") in page
    assert say("nl", "review.weeks.none") in page


def test_what_nothing_explains_is_found_decided_and_gone_from_the_list(reviewed: Region) -> None:
    officer = caller(reviewed, "jgz_officer")
    path = item_of(officer)
    page = officer.get(path).text
    assert reviewed.cases["lead_own"] in page
    assert "Nurse2 de Vries" in page
    assert officer.post(path, {"form_id": new_id()}).status_code == 422
    assert officer.post(path, {"form_id": new_id(), "finding": "fine"}).status_code == 422
    done = officer.post(path, {"form_id": new_id(), "finding": "incident"})
    assert done.location == "/nazien"
    assert path not in officer.get("/nazien").text.split(say("nl", "review.weeks.title"))[0]
    assert say("nl", "review.item.incident") in officer.get(path).text
    again = officer.post(path, {"form_id": new_id(), "finding": "in_order"})
    assert say("nl", "review.decided_before") in again.text


def test_somebody_is_asked_and_answers(reviewed: Region) -> None:
    officer, nurse = caller(reviewed, "jgz_officer"), caller(reviewed, "nurse2")
    path = item_of(officer)
    assert officer.post(f"{path}/vraag", {"form_id": new_id(), "press": "person"}).location == path
    asked = path.replace("/nazien/", "/uitleg/")
    assert asked in nurse.get("/vandaag").text
    page = nurse.get(asked).text
    assert reviewed.cases["lead_own"] in page
    assert say("nl", "review.explain.mine") in page
    assert nurse.post(asked, {"form_id": new_id()}).status_code == 422
    assert nurse.post(asked, {"form_id": new_id(), "answer": "meeting"}).location == "/vandaag"
    assert say("nl", "review.answer.meeting") in officer.get(path).text
    assert nurse.get(asked).status_code == 404


def test_a_week_shows_how_it_was_drawn_and_is_closed_at_the_end(reviewed: Region) -> None:
    officer = caller(reviewed, "jgz_officer")
    found = re.search(r'href="(/nazien/week/[^"]+)"', officer.get("/nazien").text)
    assert found is not None
    page = officer.get(found[1]).text
    assert say("nl", "review.weeks.close") not in page
    assert officer.post(found[1], {"form_id": new_id()}).status_code == 422
    for path in re.findall(r'href="(/nazien/[0-9a-f]{32})"', page):
        officer.post(path, {"form_id": new_id(), "finding": "in_order"})
    assert say("nl", "review.weeks.close") in officer.get(found[1]).text
    assert officer.post(found[1], {"form_id": new_id()}).location == "/nazien"
    assert "Jgz_Officer de Vries" in officer.get(found[1]).text


def test_the_supervisor_reads_it_all_and_has_no_button(reviewed: Region) -> None:
    officer, supervisor = caller(reviewed, "jgz_officer"), caller(reviewed, "jgz_supervisor")
    path = item_of(officer)
    assert 'href="/nazien"' in officer.get("/vandaag").text.split("<main")[1]
    assert 'href="/nazien"' not in supervisor.get("/vandaag").text.split("<main")[1], (
        "nothing waits for who decides nothing"
    )
    for page in ("/nazien", path):
        text = supervisor.get(page).text
        assert supervisor.get(page).status_code == 200
        assert "/nazien/instellen" not in text
        assert 'name="finding"' not in text
    assert supervisor.post(path, {"form_id": new_id(), "finding": "in_order"}).status_code == 403


def test_nothing_of_a_family_stands_on_these_pages(reviewed: Region) -> None:
    officer = caller(reviewed, "jgz_officer")
    month = f"/nazien/maand/{reviewed.world.clock.now():%Y-%m}/pdf"
    pages = ["/nazien", item_of(officer), "/nazien/instellen"]
    for path in pages:
        text = officer.get(path).text
        assert not [word for word in (*CANARIES, *TICKED) if word in text], path
    answer = officer.get(month)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="overzicht.pdf"' in answer.headers["Content-Disposition"]


def test_figures_are_set_within_their_bounds(reviewed: Region) -> None:
    officer = caller(reviewed, "jgz_officer")
    page = officer.get("/nazien/instellen").text
    typed = dict(re.findall(r'name="(\w+)" type="text" value="(\d+)"', page))
    assert set(typed) >= {"sample", "cases_an_hour"}
    wrong = officer.post(
        "/nazien/instellen", {**typed, "form_id": new_id(), "sample": "0", "day_begins": "x"}
    )
    assert wrong.status_code == 422
    assert say("nl", "review.out_of_bounds", low=5, high=100) in wrong.text
    assert (
        officer.post("/nazien/instellen", {**typed, "form_id": new_id(), "sample": "20"}).location
        == "/nazien"
    )
    assert 'value="20"' in officer.get("/nazien/instellen").text


def broken(region: Region, detail: str) -> None:
    """The last check found something, as its sign of life keeps it."""
    with region.world.tools.store.unit() as unit:
        heartbeats.beat(unit, "verify", region.world.clock.now(), ok=False, detail=detail)


def test_a_clock_that_went_back_is_known_once_the_officer_said_why(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert officer.get("/logboek/klok").location == "/logboek/controle"
    broken(region, "time_back@7 7")
    assert "/logboek/klok" in officer.get("/logboek/controle").text
    assert say("nl", "log.problem.time_back") in officer.get("/logboek").text
    assert officer.post("/logboek/klok", {"form_id": new_id()}).status_code == 422
    done = officer.post("/logboek/klok", {"form_id": new_id(), "why": "power_cut"})
    assert done.location == "/logboek/controle"
    page = officer.get("/logboek/controle").text
    assert say("nl", "privacy.state.broken") not in page
    assert say("nl", "review.clock.known", seq=7) in page, "it stays listed"
    assert say("nl", "review.known.power_cut") in page
    assert say("nl", "privacy.state.broken") in caller(region, "town_officer").get("/logboek").text
    told = logged(region.world.tools, Event.FINDING_ACCEPTED)[-1]
    assert (told["number"], told["reason"], told["outcome"]) == (7, "power_cut", Outcome.OK.value)
    again = officer.post("/logboek/klok", {"form_id": new_id(), "why": "power_cut"})
    assert say("nl", "people.log.nothing_to_accept") in again.text
    broken(region, "time_back@9 7")
    assert say("nl", "privacy.state.broken") in officer.get("/logboek").text, "it went back once more"
    broken(region, "row_edited time_back@7 3")
    assert say("nl", "log.problem.row_edited") in officer.get("/logboek").text
