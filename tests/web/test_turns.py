"""The roster on screen: an admin writes a turn, its owner asks, a colleague takes it; Vandaag says so."""

from __future__ import annotations

import re

from icalendar import Calendar

from signaal.actions.context import system
from signaal.actions.deadlines import sweep
from signaal.audit.events import Event
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.support.caller import Caller
from tests.support.forms import fields_of
from tests.support.region import IDENTITY, NOTICED, OWN_WORDS, Region
from tests.support.serving import make_app


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


def typed(region: Region, who: str = "responder", **more: str) -> dict[str, str]:
    now = region.world.clock.now()
    given = {
        "form_id": new_id(), "organisation": region.world.organisations["town"], "function": "social_team",
        "phone": "078-5550100", "person": region.world.people[who].user_id,
        "since-day": str(now.day), "since-month": str(now.month), "since-year": str(now.year), "since_at": "8.30",
        "until-day": "30", "until-month": "11", "until-year": "2026", "until_at": "8.30", "out_of_hours": "y",
    }  # fmt: skip
    return given | more


def test_a_turn_is_written_refused_and_taken_out(region: Region) -> None:
    admin = caller(region, "town_admin")
    wrong = admin.post("/beheer/rooster", typed(region, **{"until-day": "1"}))
    assert wrong.status_code == 422
    assert say("nl", "turns.ends_first") in wrong.text
    assert admin.post("/beheer/rooster", typed(region)).status_code == 303
    page = admin.get("/beheer/rooster").text
    assert "Responder de Vries" in page
    assert "maandag 30 november 2026 om 08.30 uur" in page
    drop = re.search(r'action="(/beheer/rooster/[0-9a-f]{32}/weg)"', page)
    assert drop is not None
    assert admin.post(drop[1]).status_code == 303
    assert say("nl", "turns.none") in admin.get("/beheer/rooster").text


def changing(region: Region, **more: str) -> tuple[Caller, str]:
    """The admin, and where the one turn in the roster is changed."""
    admin = caller(region, "town_admin")
    admin.post("/beheer/rooster", typed(region, **more))
    link = re.search(r'href="(/beheer/rooster/[0-9a-f]{32})"', admin.get("/beheer/rooster").text)
    assert link is not None
    return admin, link[1]


def filled(page: str) -> dict[str, str]:
    """What stands in the form of a page, without its token."""
    found = fields_of(page, "form")
    return {name: values[0] for name, values in found.items() if name != "csrf_token"}


def test_a_turn_is_changed_in_the_form_it_was_made_in(region: Region) -> None:
    admin, link = changing(region, since_at="7.05")
    page = admin.get(link).text
    form = filled(page)
    told = typed(region, since_at="7.05", function="Wijkteam", was=region.world.people["responder"].user_id)
    del told["organisation"]
    assert form == told | {"form_id": form["form_id"]}
    wrong = admin.post(link, form | {"phone": "bel maar", "until_at": "9", "function": "Team Noord"})
    assert wrong.status_code == 422
    assert say("nl", "people.bad_phone") in wrong.text
    assert filled(wrong.text) == form | {"phone": "bel maar", "until_at": "9", "function": "Team Noord"}
    lead = region.world.people["social_lead"].user_id
    done = admin.post(link, form | {"person": lead, "until_at": "9"})
    assert (done.status_code, done.location) == (303, "/beheer/rooster")
    page = admin.get("/beheer/rooster").text
    assert "Social_Lead de Vries" in page
    assert "maandag 30 november 2026 om 09.00 uur" in page
    assert logged(region.world.tools, Event.DUTY_CHANGED)[-1]["reason"] == "changed"


def test_the_form_of_a_turn_that_was_passed_on_meanwhile_says_so_once(region: Region) -> None:
    admin, link = changing(region)
    form, lead = filled(admin.get(link).text), region.world.people["social_lead"].user_id
    turn = link.rsplit("/", 1)[1]
    asked = {"form_id": new_id(), "user_id": lead}
    assert caller(region, "responder").post(f"/diensten/{turn}", asked).status_code == 303
    assert say("nl", "turns.change.asked", who="Social_Lead de Vries") in admin.get(link).text
    assert caller(region, "social_lead").post(f"/diensten/{turn}/ja").status_code == 303
    no = admin.post(link, form | {"phone": "bel maar"})
    again = admin.post(link, filled(no.text) | {"phone": form["phone"]})
    assert again.status_code == 422
    assert say("nl", "turns.passed_meanwhile", who="Social_Lead de Vries") in again.text
    assert filled(again.text) == form | {"was": lead}
    assert admin.post(link, filled(again.text)).status_code == 303


def test_another_organisations_turn_has_no_form(region: Region) -> None:
    _, link = changing(region)
    for method in ("GET", "POST"):
        assert caller(region, "jgz_admin").ask(method, link).status_code == 404
        assert caller(region, "responder").ask(method, link).status_code == 403


def test_whoever_reads_english_reads_the_english_word_of_what_was_typed_in_dutch(region: Region) -> None:
    admin = caller(region, "town_admin")
    line = {
        "form_id": new_id(),
        "phone": "078-5550101",
        "since": "8.30",
        "until": "17.00",
        "function": "Opvang",
    }
    home = region.world.organisations["town"]
    assert admin.post("/beheer/diensten", line | {"organisation": home}).status_code == 303
    assert admin.post("/beheer/rooster", typed(region, function="wijkteam")).status_code == 303
    assert "Wijkteam<br>" in admin.get("/beheer/rooster").text
    admin.post("/taal", {"language": "en"})
    assert "Social team<br>" in admin.get("/beheer/rooster").text
    assert "Shelter" in admin.get("/beheer/diensten").text


def test_a_colleague_is_asked_and_takes_it(region: Region) -> None:
    caller(region, "town_admin").post("/beheer/rooster", typed(region))
    mine = caller(region, "responder")
    assert "U heeft dienst tot maandag 30 november 2026 om 08.30 uur." in mine.get("/vandaag").text
    link = re.search(r'href="(/diensten/[0-9a-f]{32})"', mine.get("/diensten").text)
    assert link is not None
    assert mine.post(link[1], {"form_id": new_id()}).status_code == 422
    lead = region.world.people["social_lead"].user_id
    assert mine.post(link[1], {"form_id": new_id(), "user_id": lead}).status_code == 303
    other = caller(region, "social_lead")
    assert "Responder de Vries vraagt u een dienst over te nemen." in other.get("/vandaag").text
    page = other.get("/diensten").text
    assert say("nl", "turns.asks_you", who="Responder de Vries") in page
    assert other.post(f"{link[1]}/ja").status_code == 303
    again = other.post(f"{link[1]}/ja")
    assert again.status_code == 409
    assert say("nl", "turns.not_asked") in again.text
    assert other.get(link[1]).status_code == 200
    assert mine.get(link[1]).status_code == 404


def test_every_page_says_that_nothing_watches_the_clocks(region: Region) -> None:
    sweep(system(region.world.tools))
    mine = caller(region, "responder")
    said = say("nl", "layout.silent", when="").split(",")[0].split("sinds")[0][:30]
    assert said not in mine.get("/inbox").text
    region.world.clock.advance(minutes=6)
    for page in ("/inbox", "/vandaag", "/diensten"):
        assert said in mine.get(page).text
    assert said not in caller(region, "responder").get("/nu").text


def test_a_lead_finds_the_school_calendar_and_the_hand_over_list(region: Region) -> None:
    lead = caller(region, "school_lead")
    assert 'href="/schooldagen"' in lead.get("/team").text
    home = region.world.organisations["school"]
    posted = {"form_id": new_id(), "organisation": home, "region": "midden"}
    assert lead.post("/schooldagen/regio", posted).status_code == 303
    assert "van zaterdag 19 december 2026 tot en met zondag 3 januari 2027" in lead.get("/schooldagen").text
    days = {
        "form_id": new_id(),
        "organisation": home,
        "first-day": "7",
        "first-month": "12",
        "first-year": "2026",
    }
    assert lead.post("/schooldagen/vrij", days | {"last-day": "x"}).status_code == 422
    assert lead.post("/schooldagen/vrij", days).status_code == 303
    drop = re.search(r'action="(/schooldagen/vrij/[0-9a-f]{32}/weg)"', lead.get("/schooldagen").text)
    assert drop is not None
    assert lead.post(drop[1]).status_code == 303
    assert say("nl", "schools.no_holiday") in lead.get("/overdracht").text
    assert 'href="/schooldagen"' not in caller(region, "jgz_lead").get("/team").text


def test_my_clocks_leave_as_a_calendar_without_names(region: Region) -> None:
    nurse = caller(region, "nurse")
    answer = nurse.get("/vandaag/agenda.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.text)
    summaries = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert region.cases["own"] in "".join(summaries)
    assert all(said.split(" ", 1)[1] for said in summaries)
    assert not [word for word in (*IDENTITY, *NOTICED, *OWN_WORDS) if word in answer.text]
    found = logged(region.world.tools, Event.CLOCK_EXPORTED)[-1]
    assert found["number"] == len(summaries)
    assert region.cases["own"] in found["subjects"]
