"""The page of a team's keys: red without a paper, two leads renew the key, who leaves is a reason to."""

from __future__ import annotations

import html
import re

import pytest

from signaal.actions import members
from signaal.texts import say
from tests.support.papers import paper_of
from tests.support.visitor import Visitor, site_over
from tests.support.world import World


def nl(key: str, **params: object) -> str:
    return html.escape(say("nl", key, **params), quote=False)


@pytest.fixture
def leads(world: World) -> tuple[Visitor, Visitor]:
    app = site_over(world)
    both = Visitor.at(world, app), Visitor.at(world, app)
    for visitor, name in zip(both, ("jgz_lead", "jgz_lead2"), strict=True):
        visitor.log_in(name)
    return both


def press(visitor: Visitor, ending: str) -> None:
    """The one form of the page whose address ends like this."""
    page = visitor.get("/sleutels").text
    (action,) = re.findall(rf'action="(/sleutels/[^"]*{ending})"', page)
    answer = visitor.post(action, "/sleutels")
    assert answer.status_code == 303, answer.text
    assert answer.location == "/sleutels"


def test_two_leads_renew_the_key_on_their_pages(world: World, leads: tuple[Visitor, Visitor]) -> None:
    first, second = leads
    press(first, "/vernieuwen")
    assert nl("keys.rotation.waits_lead") in first.get("/sleutels").text
    assert "/akkoord" not in first.get("/sleutels").text, "nobody agrees with the own question"
    assert nl("today.key_waits") in second.get("/vandaag").text
    press(second, "/akkoord")
    press(second, "/begin")
    assert nl("keys.rotation.running", turned=0, total=0) in first.get("/sleutels").text
    press(first, "/verder")
    assert nl("keys.rotation.ask") in first.get("/sleutels").text
    assert world.ctx("nurse").keys.team(world.teams["jgz_team"]).version == 2


def test_a_lead_alone_types_the_code_that_the_officer_reads_out(
    world: World, leads: tuple[Visitor, Visitor]
) -> None:
    members.end_member(world.ctx("jgz_lead"), world.people["jgz_lead2"].membership_id)
    lead, officer = leads[0], Visitor.at(world, site_over(world))
    officer.log_in("jgz_officer")
    press(lead, "/vernieuwen")
    press(officer, "/akkoord")
    shown = officer.get("/sleutels").text
    assert nl("keys.rotation.read_out") in shown
    (code,) = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", shown)
    page = lead.get("/sleutels").text
    assert code not in page
    (begin,) = re.findall(r'href="(/sleutels/vernieuwing/[^"]*/begin)"', page)
    for wrong in ("AAAAA-AAAAA", ""):
        answer = lead.post(begin, begin, code=wrong)
        assert nl("keys.officer_code_wrong") in answer.text
    assert lead.post(begin, begin, code=code.lower()).location == "/sleutels"
    assert nl("keys.rotation.running", turned=0, total=0) in lead.get("/sleutels").text
    assert lead.get(begin).status_code == 404, "it began: nothing waits for a code"


def test_what_was_asked_can_be_left_alone(leads: tuple[Visitor, Visitor]) -> None:
    press(leads[0], "/vernieuwen")
    press(leads[1], "/niet")
    assert nl("keys.rotation.ask") in leads[0].get("/sleutels").text


def test_who_leaves_is_a_reason_to_renew(world: World, leads: tuple[Visitor, Visitor]) -> None:
    lead = leads[0]
    assert nl("keys.rotation.somebody_left") not in lead.get("/sleutels").text
    world.clock.advance(minutes=1)
    answer = lead.post(f"/team/beeindigen/{world.people['nurse'].membership_id}")
    assert "/sleutels" in lead.get(answer.location).text, "offered at once"
    assert nl("keys.rotation.somebody_left") in lead.get("/sleutels").text


def test_a_team_without_a_paper_is_red_for_its_leads_and_the_officer(world: World) -> None:
    app = site_over(world)
    for name in ("jgz_lead", "jgz_officer"):
        visitor = Visitor.at(world, app)
        visitor.log_in(name)
        assert nl("keys.red_paper") in visitor.get("/sleutels").text
    paper_of(world, "jgz_lead", "jgz_team")
    officer = Visitor.at(world, app)
    officer.log_in("jgz_officer")
    assert nl("keys.red_paper") not in officer.get("/sleutels").text


def test_the_code_of_a_paper_stands_on_its_page_alone(world: World, leads: tuple[Visitor, Visitor]) -> None:
    lead = leads[0]
    page = lead.get("/sleutels").text
    (action,) = re.findall(r'action="(/sleutels/[0-9a-f]{32}/papier)"', page)
    where = lead.post(action, "/sleutels").location
    shown = lead.get(where)
    groups = re.findall(r"\b[0-9A-Z]{5}\b", re.sub(r"<[^>]*>", " ", shown.text))
    code = [group for group in groups if any(letter.isdigit() for letter in group)]
    assert len(set(code)) >= 5
    assert shown.headers["Cache-Control"] == "no-store"
    for path in ("/sleutels", f"{where}/overtypen", "/vandaag", "/mijn-logboek"):
        assert code[0] not in lead.get(path).text, path
    assert code[0].encode() not in lead.get(f"{where}/pdf").data.split(b"stream")[0]
    assert leads[1].get(where).status_code == 404


def test_a_wrong_login_with_the_paper_says_one_thing(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    visitor = Visitor.at(world)
    answers = [
        visitor.post("/herstelpapier", login=login, passphrase="verkeerde zin", factor="123456", code=code)
        for login in ("jgz_lead", "bestaat-niet")
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert nl("account.forgotten.refused") in answer.text or nl("account.login.refused") in answer.text
        assert "verkeerde zin" not in answer.text
