"""The receiving team's pages: three buttons, what was agreed, and every way in which it ends."""

from __future__ import annotations

import re

import pytest

from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from tests.support.caller import Caller
from tests.support.region import IDENTITY, NOTICED, OWN_WORDS, Region
from tests.support.serving import make_app


@pytest.fixture
def responder(region: Region) -> Caller:
    return Caller(make_app(region.world), region.world, "responder")


def nl(key: str, **params: object) -> str:
    return say("nl", f"responder.{key}", **params)


def buttons(html: str) -> list[str]:
    """The words of the row of buttons, in order."""
    row = re.search(r'<div class="buttons">(.*?)</div>', html, re.DOTALL)
    return [word.strip() for word in re.findall(r">([^<>\n]+)</(?:a|button)>", row[1] if row else "")]


def test_the_inbox_shows_codes_and_no_names(responder: Caller, region: Region) -> None:
    page = responder.get("/inbox").text
    assert region.references["call"] in page
    assert region.references["fund"] not in page
    assert not any(word in page for word in IDENTITY)
    assert page.index(region.references["call"]) < page.index(region.references["everything"])  # haste on top


def test_names_come_when_asked_for(responder: Caller, region: Region) -> None:
    assert responder.post("/inbox/namen").status_code == 303
    assert IDENTITY[1] in responder.get("/inbox").text


def test_three_buttons_exactly(responder: Caller, region: Region) -> None:
    page = responder.get(f"/verwijzing/{region.references['call']}").text
    assert buttons(page) == ["Ik heb het", "Er is rust", "Terug, want"]


def test_without_haste_there_is_no_calm_to_record(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['everything']}"
    assert buttons(responder.get(path).text) == ["Ik heb het", "Terug, want"]
    assert responder.get(f"{path}/rust").location == path


@pytest.mark.parametrize(
    ("name", "there", "missing"),
    [
        ("call", [IDENTITY[1], IDENTITY[2]], [IDENTITY[0], IDENTITY[3], NOTICED[0], *OWN_WORDS]),
        ("why", [IDENTITY[1]], [IDENTITY[0], NOTICED[0], *OWN_WORDS]),
        ("everything", [*IDENTITY[:2], NOTICED[0], *OWN_WORDS], []),
    ],
)
def test_a_package_shows_what_the_family_agreed_to(
    responder: Caller, region: Region, name: str, there: list[str], missing: list[str]
) -> None:
    page = responder.get(f"/verwijzing/{region.references[name]}").text
    assert [word for word in there if word not in page] == []
    assert [word for word in missing if word in page] == []


def test_ik_heb_het_once(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['call']}"
    answer = responder.post(f"{path}/ik-heb-het", {"form_id": new_id()})
    assert answer.status_code == 303
    page = responder.get(answer.location).text
    assert nl("done.accepted") in page
    assert buttons(page) == ["Er is rust"]
    second = Caller(responder.app, region.world, "responder2")
    late = second.post(f"{path}/ik-heb-het", {"form_id": new_id()})
    assert late.status_code == 422
    assert "Responder de Vries heeft dit al opgepakt" in late.text


def test_er_is_rust_asks_per_threat_and_keeps_what_was_typed(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['call']}/rust"
    typed = {"form_id": new_id(), "family": "yes", "answers.eviction": "landlord_delay"}
    answer = responder.post(path, typed)
    assert answer.status_code == 422
    assert say("nl", "clocks.calm_48h.end.speak_first") in answer.text
    assert say("nl", "clocks.calm_48h.end.holds_until") in answer.text
    assert re.search(r'value="landlord_delay" checked', answer.text)
    day = {"day": "24", "month": "12", "year": "2026"}
    until = {f"answers.eviction.until-{part}": value for part, value in day.items()}
    done = responder.post(path, {**typed, **until, "spoken": "y"})
    assert done.status_code == 303, done.text
    page = responder.get(done.location).text
    assert nl("done.calm") in page
    assert "Gelukt op" in page
    assert buttons(page) == ["Resultaat"]


def test_the_familys_no_is_kept_and_the_clock_runs_on(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['call']}/rust"
    done = responder.post(path, {"form_id": new_id(), "spoken": "y", "family": "no"})
    assert done.status_code == 303
    page = responder.get(done.location).text
    assert say("nl", "clocks.calm_48h.end.family_says_no") in page
    assert "Er is rust" in buttons(page)


def test_terug_want_needs_a_reason_and_closes_the_package(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['everything']}"
    assert responder.post(f"{path}/terug", {"form_id": new_id()}).status_code == 422
    done = responder.post(f"{path}/terug", {"form_id": new_id(), "reason": "other_team"})
    page = responder.get(done.location).text
    assert "Teruggestuurd: Een ander team gaat hierover" in page
    assert IDENTITY[1] not in page
    assert buttons(page) == []


def test_a_withdrawn_yes_is_said_and_nothing_opens(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['withdrawn']}"
    page = responder.get(path)
    assert page.status_code == 200
    assert nl("gone.withdrawn") in page.text
    assert not any(word in page.text for word in (*IDENTITY, *NOTICED, *OWN_WORDS))
    assert buttons(page.text) == []
    for form in ("rust", "terug", "resultaat", "afloop"):
        assert responder.get(f"{path}/{form}").status_code in {302, 409}


def test_attempts_and_notes_are_written_on_the_page_itself(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['call']}"
    page = responder.get(path).text
    at = re.search(r'id="at" name="at" type="text" value="([0-9.]+)"', page)
    assert at is not None
    day = {
        name: re.search(rf'name="{name}" value="(\d+)"', page) for name in ("on-day", "on-month", "on-year")
    }
    when = {name: found[1] for name, found in day.items() if found} | {"at": at[1]}
    sent = {"form_id": new_id(), "channel": "phone", "reached": "no", **when}
    assert responder.post(f"{path}/poging", sent).status_code == 303
    wrong = responder.post(f"{path}/notitie", {"form_id": new_id(), "text": "bel 111222333"})
    assert wrong.status_code == 422
    assert "bel 111222333" in wrong.text
    right = {"form_id": new_id(), "text": "Kastanje gesproken"}
    assert responder.post(f"{path}/notitie", right).status_code == 303
    page = responder.get(path).text
    assert "Kastanje gesproken" in page
    assert "Gebeld, geen contact" in page


def test_other_ends_are_honest_and_only_a_lead_sees_mistake(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['call']}/afloop"
    page = responder.get(path).text
    assert "Het gezin wil dit nu niet" in page
    assert "Per ongeluk gestart" not in page
    lead = Caller(responder.app, region.world, "social_lead")
    assert "Per ongeluk gestart" in lead.get(path).text
    refused = responder.post(f"{path}?doe=nee", {"form_id": new_id(), "offer_made": "y"})
    assert refused.status_code == 422
    assert say("nl", "clocks.calm_48h.end.numbers_given") in refused.text
    few = responder.post(f"{path}?doe=geen-contact", {"form_id": new_id()})
    assert "Nog 3 pogingen nodig." in few.text
    ticks = {"offer_made": "y", "numbers_given": "y", "safety_considered": "y"}
    done = responder.post(f"{path}?doe=nee", {"form_id": new_id(), **ticks})
    assert nl("done.clock_declined") in responder.get(done.location).text


def test_the_outcome_goes_back_without_content(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['why']}/resultaat"
    needs_reason = responder.post(path, {"form_id": new_id(), "outcome": "not_delivered"})
    assert needs_reason.status_code == 422
    done = responder.post(path, {"form_id": new_id(), "outcome": "delivered"})
    assert nl("done.delivered") in responder.get(done.location).text


def test_a_receipt_of_somebody_else_shows_nothing(responder: Caller, region: Region) -> None:
    path = f"/verwijzing/{region.references['call']}"
    form_id = new_id()
    responder.post(f"{path}/ik-heb-het", {"form_id": form_id})
    other = Caller(responder.app, region.world, "responder2").get(f"{path}?bon={form_id}")
    assert nl("done.accepted") not in other.text


def test_days_are_written_out(responder: Caller, region: Region) -> None:
    page = responder.get(f"/verwijzing/{region.references['everything']}").text
    assert "geboren op 4 mei 2020" in page
