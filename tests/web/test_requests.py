"""A request of a family through the pages: the officer's register and part, the team's part, four eyes for names."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from signaal.texts import local, say
from signaal.vault.pseudonyms import new_id
from tests.support.caller import Caller
from tests.support.region import CANARIES, IDENTITY, NOTICED, OWN_WORDS, Region
from tests.support.serving import make_app

REQUEST = re.compile(r'/verzoeken/([0-9a-f]{32})"')


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


def typed(region: Region, **changes: str | list[str]) -> dict[str, str | list[str]]:
    day = local(region.world.clock.now() - timedelta(days=1))
    return {
        "form_id": new_id(), "kind": "access", "askers": ["parent"], "whose": ["own", "under_12"],
        "identity": "known_in_person", "received_on-day": str(day.day), "received_on-month": str(day.month),
        "received_on-year": str(day.year), **changes,
    }  # fmt: skip


def registered(region: Region, card: str = "own") -> str:
    """A request about one of the nurse's cards, registered by the officer."""
    officer = caller(region, "jgz_officer")
    done = officer.post("/verzoeken/nieuw", typed(region, code=region.cases[card]))
    assert done.status_code == 303
    found = REQUEST.search(officer.get(done.location).text)
    assert found is not None
    return found[1]


def test_the_officer_registers_makes_the_first_part_and_answers(region: Region) -> None:
    request_id = registered(region)
    officer = caller(region, "jgz_officer")
    page = officer.get(f"/verzoeken/{request_id}").text
    assert region.cases["own"] in page
    assert say("nl", "requests.next.access") in page
    part = officer.get(f"/verzoeken/{request_id}/overzicht")
    assert say("nl", "reports.log.title") in part.text
    assert "Nurse de Vries" not in part.text
    plain = officer.get(f"/verzoeken/{request_id}/overzicht/json")
    assert plain.headers["Content-Disposition"] == 'attachment; filename="overzicht.json"'
    assert json.loads(plain.text)["format"] == "signaal-overview/1"
    assert officer.get(f"/verzoeken/{request_id}/overzicht/pdf").data.startswith(b"%PDF")
    for text in (page, part.text, plain.text):
        assert not [word for word in CANARIES if word in text]
    empty = officer.post(f"/verzoeken/{request_id}/antwoord", {"form_id": new_id()})
    assert empty.status_code == 422
    done = officer.post(
        f"/verzoeken/{request_id}/antwoord",
        {"form_id": new_id(), "outcome": "partly", "ground": "rights_of_others"},
    )
    assert done.status_code == 303
    assert say("nl", "requests.shown.answered") in officer.get(done.location).text


def test_the_team_opens_and_prints_the_second_part(region: Region) -> None:
    request_id, code = registered(region, "why"), region.cases["why"]
    nurse = caller(region, "nurse")
    assert f"/kaart/{code}/verzoeken/{request_id}/overzicht" in nurse.get(f"/kaart/{code}/verzoeken").text
    where = f"/kaart/{code}/verzoeken/{request_id}/overzicht"
    assert say("nl", "requests.card.seats") in nurse.get(where).text
    chosen = "?children=0&seats=mother&show=1"
    page = nurse.get(where + chosen)
    assert page.status_code == 200
    for word in (*IDENTITY, *OWN_WORDS, *NOTICED):
        assert word in page.text, word
    plain = json.loads(nurse.get(f"{where}/json{chosen}").text)
    assert {part["key"] for part in plain["parts"]} >= {"about", "contact", "noticed", "talks", "grounds"}
    assert nurse.get(f"{where}/pdf{chosen}").data.startswith(b"%PDF")
    title = re.search(r"<title>(.*?)</title>", page.text)
    assert title is not None
    assert not [word for word in (code, *CANARIES) if word in title[1]]
    assert nurse.get(f"{where}?children=7&show=1").status_code == 422


@pytest.mark.parametrize("who", ["school_officer", "town_officer"])
def test_an_officer_of_elsewhere_finds_nothing(region: Region, who: str) -> None:
    request_id = registered(region)
    other = caller(region, who)
    for page in ("", "/antwoord", "/overzicht", "/overzicht/pdf", "/overzicht/json", "/namen"):
        assert other.get(f"/verzoeken/{request_id}{page}").status_code == 404, page
    assert other.post("/verzoeken/nieuw", typed(region, code=region.cases["own"])).status_code == 422


def test_names_come_after_a_second_person_only(region: Region) -> None:
    request_id = registered(region)
    officer = caller(region, "jgz_officer")
    asked = officer.post(
        f"/verzoeken/{request_id}/namen", {"form_id": new_id(), "reason": "suspected_misuse"}
    )
    assert asked.status_code == 303
    assert officer.get(f"/namen/{request_id}").status_code == 404
    assert officer.post(f"/namen/{request_id}", {"form_id": new_id(), "press": "yes"}).status_code == 404
    assert "Nurse de Vries" not in officer.get(f"/verzoeken/{request_id}/overzicht").text
    lead = caller(region, "jgz_lead")
    assert request_id in lead.get("/namen").text
    assert lead.post(f"/namen/{request_id}", {"form_id": new_id(), "press": "yes"}).status_code == 303
    assert "Nurse de Vries" in officer.get(f"/verzoeken/{request_id}/overzicht").text


def test_a_statement_stands_on_the_card_beside_what_was_seen(region: Region) -> None:
    code, nurse = region.cases["own"], caller(region, "nurse")
    words = "Wij hadden die week geen warm water."
    done = nurse.post(f"/kaart/{code}/verklaring", {"form_id": new_id(), "by": "parent", "text": words})
    assert done.status_code == 303
    assert words in nurse.get(f"/kaart/{code}").text
    number = {"form_id": new_id(), "by": "parent", "text": "Mijn nummer is 111222333."}
    assert nurse.post(f"/kaart/{code}/verklaring", number).status_code == 422


def test_what_may_be_done_without_a_yes_is_reachable_from_the_talk(region: Region) -> None:
    nurse, code = caller(region, "nurse"), region.cases["own"]
    for page in (f"/kaart/{code}/gesprek", f"/kaart/{code}/verwijzen", "/praatkaart"):
        found = nurse.get(page)
        assert found.status_code == 200, page
        assert 'href="/geen-ja"' in found.text, page
    text = nurse.get("/geen-ja").text
    for need in ("112", "0800-2000", 'href="/nu"', 'href="/meldcode"'):
        assert need in text


def test_a_receiver_reads_on_which_law_it_works_and_a_school_never_does(region: Region) -> None:
    found = caller(region, "responder").get(f"/verwijzing/{region.references['everything']}").text
    assert say("nl", "responder.grounds.own") in found
    assert "Wet gemeentelijke schuldhulpverlening" in found
    assert "Jeugdwet" in found
    gone = caller(region, "responder").get(f"/verwijzing/{region.references['withdrawn']}").text
    assert say("nl", "responder.grounds.own") not in gone
