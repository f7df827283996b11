"""The officer registers an incident, decides, and finds out what an account opened; files hold no formula."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from signaal.store.tables_people import UserRow
from signaal.texts import local, say
from signaal.vault.pseudonyms import new_id
from signaal.web.sheets import harmless
from tests.store.rows import writing
from tests.support.caller import Caller
from tests.support.region import CANARIES, Region
from tests.support.serving import make_app


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


def day(region: Region, name: str, ago: timedelta = timedelta(0)) -> dict[str, str]:
    on = local(region.world.clock.now() - ago)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def typed(region: Region, **changes: str) -> dict[str, str]:
    return {
        "form_id": new_id(), "kind": "paper_lost", "what": "Een brief is kwijt.", "people": "one",
        **day(region, "happened_from", timedelta(days=1)), **day(region, "known_at"), "known_time": "8.00",
        **changes,
    }  # fmt: skip


def test_an_incident_is_registered_and_decided(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert say("nl", "incidents.nothing") in officer.get("/incidenten").text
    done = officer.post("/incidenten/nieuw", typed(region))
    assert done.status_code == 303
    page = officer.get(done.location).text
    assert "Een brief is kwijt." in page
    assert say("en", "incidents.paper.families-en").replace("families", "families") not in page
    assert say("nl", "incidents.paper.families-en") in page
    assert "Dutch authority" in page
    assert officer.post(f"{done.location}/besluit", {"form_id": new_id()}).status_code == 422
    decided = officer.post(
        f"{done.location}/besluit",
        {"form_id": new_id(), "report": "risk", "inform": "care", "measures": "Nieuwe brief."},
    )
    assert decided.location == done.location
    assert say("nl", "incidents.line.decided") in officer.get("/incidenten").text
    again = officer.get(f"{done.location}/besluit").text
    assert re.search(r'value="risk" checked', again)
    supervisor = caller(region, "jgz_supervisor")
    assert "Nieuwe brief." in supervisor.get(done.location).text
    assert f"{done.location}/besluit" not in supervisor.get(done.location).text


def test_a_bsn_is_refused_at_its_field_and_the_tick_appears(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert 'name="not_bsn"' not in officer.get("/incidenten/nieuw").text
    answer = officer.post("/incidenten/nieuw", typed(region, what="Kaart 111222333"))
    assert answer.status_code == 422
    assert say("nl", "workflows.text.bsn") in answer.text
    assert 'name="not_bsn"' in answer.text


def test_a_moment_that_lies_ahead_is_told(region: Region) -> None:
    ahead = day(region, "known_at", timedelta(days=-2))
    answer = caller(region, "jgz_officer").post("/incidenten/nieuw", typed(region, **ahead))
    assert answer.status_code == 422
    assert say("nl", "incidents.ahead") in answer.text


def question(region: Region, about: str) -> str:
    since, until = day(region, "van", timedelta(days=2)), day(region, "tot")
    asked = {"wie": region.world.people[about].user_id, **since, **until}
    return "&".join(f"{name}={value}" for name, value in asked.items())


def test_what_an_account_opened_is_a_page_and_two_files(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    page = officer.get(f"/incidenten/nagaan?{question(region, 'nurse')}").text
    assert region.cases["own"] in page
    table = officer.get(f"/incidenten/nagaan/tabel?{question(region, 'nurse')}")
    assert table.headers["Content-Disposition"] == 'attachment; filename="overzicht.csv"'
    assert f'"nurse","{region.cases["own"]}"' in table.text
    plain = json.loads(officer.get(f"/incidenten/nagaan/json?{question(region, 'nurse')}").text)
    assert plain["account"] == "nurse"
    assert region.cases["own"] in {record["code"] for record in plain["records"]}
    for text in (page, table.text, json.dumps(plain)):
        assert not [word for word in CANARIES if word in text]
    assert officer.get("/incidenten/nagaan/tabel").location == "/incidenten/nagaan"


def test_the_question_is_asked_with_the_second_factor_and_files_are_too(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert officer.get("/incidenten/nagaan").status_code == 200
    region.world.clock.advance(minutes=6)
    assert "/bevestig" in officer.get("/incidenten/nagaan").location
    assert "/bevestig" in officer.get(f"/incidenten/nagaan/json?{question(region, 'nurse')}").location


def test_somebody_of_elsewhere_is_not_in_the_list(region: Region) -> None:
    answer = caller(region, "school_officer").get(f"/incidenten/nagaan?{question(region, 'nurse')}")
    assert answer.status_code == 422
    assert region.cases["own"] not in answer.text


def test_a_login_that_is_a_formula_does_not_run_in_a_spreadsheet(region: Region) -> None:
    user_id = region.world.people["nurse"].user_id
    with writing(region.world.tools.store) as unit:
        unit.get(UserRow, user_id).login = '=HYPERLINK("x")'
    text = caller(region, "jgz_officer").get(f"/incidenten/nagaan/tabel?{question(region, 'nurse')}").text
    assert "\"'=HYPERLINK" in text
    assert '"=HYPERLINK' not in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n@x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["K7QM-4TX9", "2026-11-22T10:00:00.000Z", "12", ""])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
