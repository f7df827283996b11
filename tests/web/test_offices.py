"""The rooms without content: the coordinator's overview, the officer's log, the second person, the admin."""

from __future__ import annotations

import re

import pytest

from signaal.actions import calm, checkpoints
from signaal.actions.context import system
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from tests.support.caller import Caller
from tests.support.region import IDENTITY, NOTICED, OWN_WORDS, Region
from tests.support.serving import make_app

CONTENT = (*IDENTITY, *NOTICED, *OWN_WORDS)


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


# Regie


def test_the_coordinator_sees_clocks_after_a_yes_and_no_content(region: Region) -> None:
    page = caller(region, "coordinator").get("/regie").text
    assert region.cases["call"] in page
    assert not [
        name for name in ("own", "other_team", "team", "withdrawn", "fund") if region.cases[name] in page
    ]
    assert not [word for word in CONTENT if word in page]
    assert "Wijkteam Oost" in page


def test_a_reminder_is_asked_once(region: Region) -> None:
    coordinator = caller(region, "coordinator")
    path = f"/regie/aandacht/{region.clocks['call']}"
    done = coordinator.post(path, {"form_id": new_id()})
    assert done.status_code == 303
    assert say("nl", "coordinator.done.nudged") in coordinator.get(done.location).text
    again = coordinator.post(path, {"form_id": new_id()})
    assert again.status_code == 422
    assert "U vroeg hier net al aandacht voor" in again.text


def test_another_team_is_a_proposal(region: Region) -> None:
    coordinator = caller(region, "coordinator")
    path = f"/regie/ander-team/{region.references['call']}"
    page = coordinator.get(path).text
    assert region.cases["call"] in page
    found = re.search(r'name="team" value="([0-9a-f]{32})"', page)
    assert found is not None
    assert coordinator.post(path, {"form_id": new_id()}).status_code == 422
    done = coordinator.post(path, {"form_id": new_id(), "team": found[1]})
    assert say("nl", "coordinator.done.proposed") in coordinator.get(done.location).text


# Logboek


def test_each_officer_finds_what_happened_in_the_own_organisation(region: Region) -> None:
    here = caller(region, "jgz_officer").get(f"/logboek?code={region.cases['call']}").text
    assert "<div>Kaart gemaakt</div>" in here
    there = caller(region, "town_officer").get(f"/logboek?code={region.cases['call']}").text
    assert "<div>Kaart gemaakt</div>" not in there
    assert say("nl", "privacy.search.nothing") in there
    received = caller(region, "town_officer").get(f"/logboek?code={region.references['why']}").text
    assert "<div>Verwijzing opgepakt</div>" in received
    assert "<div>Aantekening geschreven</div>" in received


def test_the_supervisor_reads_the_same(region: Region) -> None:
    path = f"/logboek?code={region.cases['call']}"
    assert "<div>Kaart gemaakt</div>" in caller(region, "jgz_supervisor").get(path).text


def test_the_search_narrows_and_pages_and_holds_no_name_in_its_address(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    nurse = region.world.people["nurse"].user_id
    page = officer.get(f"/logboek?wie={nurse}&wat=case:created")
    assert page.status_code == 200
    rows = re.findall(r'<td role="cell" data-head="Wie"><div><bdi>([^<]+)</bdi>', page.text)
    assert rows
    assert set(rows) == {"Nurse de Vries"}
    whole = officer.get("/logboek").text
    following = re.search(r'href="(/logboek\?[^"]*na=\d+)"', whole)
    assert following is not None
    assert "vries" not in following[1].lower()
    assert officer.get(following[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("code=not-a-code", "people.log.no_code"),
        (
            "van-day=9&van-month=9&van-year=2026&tot-day=1&tot-month=9&tot-year=2026",
            "people.log.until_before_since",
        ),
        ("wat=no:such", "errors.not_in_list"),
        ("wie=" + "f" * 32, "errors.not_in_list"),
        ("van-day=31&van-month=2&van-year=2026", "errors.date_unreal"),
    ],
)
def test_a_search_that_cannot_be_is_told_at_its_field(region: Region, query: str, key: str) -> None:
    answer = caller(region, "jgz_officer").get(f"/logboek?{query}")
    assert answer.status_code == 422
    assert say("nl", key) in answer.text


def test_the_state_of_the_log_stands_on_top_and_can_be_checked_now(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert say("nl", "privacy.state.unknown") in officer.get("/logboek").text
    assert officer.get("/logboek/controlepunt").status_code == 302
    checkpoints.checkpoint(system(region.world.tools))
    assert officer.post("/logboek/controle").status_code == 303
    page = officer.get("/logboek/controle").text
    assert say("nl", "privacy.state.ok") in page
    note = officer.get("/logboek/controlepunt")
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "controlepunt.txt" in note.headers["Content-Disposition"]
    assert note.text.startswith("signaal/")


def test_no_officer_sees_content_anywhere(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    for path in ("/logboek", f"/logboek?code={region.cases['call']}", "/logboek/controle", "/vandaag"):
        assert not [word for word in CONTENT if word in officer.get(path).text], path


# Nakijken


def test_a_second_person_looks_at_a_mistake(region: Region) -> None:
    clock = region.clocks["own"]
    calm.mistake(region.world.ctx("jgz_lead"), clock, "Dubbel aangemaakt", new_id())
    officer = caller(region, "jgz_officer")
    page = officer.get(f"/nakijken/{clock}").text
    assert region.cases["own"] in page
    assert "Dubbel aangemaakt" not in page  # the reason is content: it stands sealed on the card
    assert caller(region, "town_officer").get(f"/nakijken/{clock}").status_code == 404
    assert officer.post(f"/nakijken/{clock}", {"form_id": new_id()}).location == "/vandaag"
    assert officer.get(f"/nakijken/{clock}").status_code == 404


# Beheer


def test_the_admin_sees_people_and_teams_and_no_content(region: Region) -> None:
    admin = caller(region, "jgz_admin")
    page = admin.get("/beheer").text
    assert "JGZ-team Noord" in page
    link = re.search(r"/beheer/organisatie/[0-9a-f]{32}/mensen", page)
    assert link is not None
    page += admin.get(link[0]).text
    assert "Nurse de Vries" in page
    assert "Wijkteam Oost" not in page
    assert not [word for word in CONTENT if word in page]


def test_a_duty_number_is_added_shown_and_taken_out(region: Region) -> None:
    admin = caller(region, "town_admin")
    home = region.world.organisations["town"]
    typed = {
        "form_id": new_id(), "organisation": home, "function": "Crisisdienst", "phone": "0900 0142",
        "days": ["5", "6"], "since": "8.30", "until": "22.00",
    }  # fmt: skip
    wrong = admin.post("/beheer/diensten", {**typed, "phone": "bel maar", "since": "25"})
    assert wrong.status_code == 422
    assert say("nl", "errors.time_unreal") in wrong.text
    assert 'value="Crisisdienst"' in wrong.text
    assert admin.post("/beheer/diensten", typed).status_code == 303
    page = admin.get("/beheer/diensten").text
    assert "0900 0142" in page
    assert "zaterdag, zondag" in page
    drop = re.search(r'action="(/beheer/diensten/[0-9a-f]{32}/weg)"', page)
    assert drop is not None
    assert admin.post(drop[1]).status_code == 303
    assert "0900 0142" not in admin.get("/beheer/diensten").text


def test_an_admin_writes_duty_numbers_of_the_own_organisation_alone(region: Region) -> None:
    admin = caller(region, "jgz_admin")
    typed = {
        "form_id": new_id(), "organisation": region.world.organisations["town"], "function": "X", "phone": "0900 0142",
        "since": "8.30", "until": "17.00",
    }  # fmt: skip
    assert admin.post("/beheer/diensten", typed).status_code == 422
