"""In by the page, locked after a quarter of an hour, and nothing that was typed is lost."""

from __future__ import annotations

import pytest

from tests.journeys import deeds
from tests.journeys.stage import MODES, StageOn

pytestmark = pytest.mark.browser


@pytest.mark.asvs("3.3.2", "3.3.4")
def test_the_cookie_of_the_demo_is_closed_to_scripts_and_other_sites(stage_on: StageOn) -> None:
    nurse = stage_on().hand("nurse")
    cookies = {cookie["name"]: cookie for cookie in nurse.page.context.cookies()}
    assert set(cookies) == {"signaal"}, "the cookie of before the login is gone"
    cookie = cookies["signaal"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert not cookie["secure"], "without TLS it is for this machine only"
    assert cookie["path"] == "/"
    assert cookie["expires"] == -1, "it goes when the browser closes"


@pytest.mark.asvs("6.5.1")
def test_a_code_lets_somebody_in_once(stage_on: StageOn) -> None:
    stage = stage_on()
    person = stage.served.world.people["nurse"]
    code = stage.served.world.totp_code("nurse")
    for turn, title in enumerate(("Vandaag", "Fout:")):
        hand = stage.somebody()
        hand.go("/inloggen")
        hand.fill("login", person.login)
        hand.fill("passphrase", person.passphrase)
        hand.fill("code", code)
        hand.press("main form button")
        assert hand.page.title().startswith(title), turn
    assert hand.page.input_value("[name=passphrase]") == "", "a secret is never echoed"


@pytest.mark.parametrize("mode", MODES)
def test_a_locked_screen_keeps_what_was_typed(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    nurse.fill("remark", "Boomvalkzin")
    stage.served.world.clock.advance(minutes=16)
    nurse.press(deeds.SAVE)
    assert "Boomvalkzin" not in nurse.page.content(), "a locked screen shows nothing"
    nurse.go("/vandaag")
    assert "/inloggen" in nurse.page.url
    stage.log_in(nurse, "nurse")
    nurse.press("main a[href*='concept=']")
    assert nurse.page.input_value("[name=remark]") == "Boomvalkzin"
    assert nurse.page.is_checked("input[name=seen][value=CLOTHES_WORN]")
    nurse.press(deeds.SAVE)
    assert deeds.pseudonym(nurse)
    nurse.go("/vandaag")
    assert not nurse.page.locator("main a[href*='concept=']").count(), "what was stored is no draft any more"


def test_help_that_follows_the_ticks_keeps_no_draft_of_a_locked_screen(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    stage.served.world.clock.advance(minutes=16)
    with nurse.page.expect_response("**/signaal/hulp") as answer:
        deeds.notice(nurse, "CLOTHES_WORN")
    assert answer.value.status == 401
    nurse.press(deeds.SAVE)
    nurse = stage.hand("nurse")
    assert nurse.page.locator("main a[href*='concept=']").count() == 1, "kept once, by the button"


def test_later_afmaken_is_found_again(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    nurse.fill("remark", "Boomvalkzin")
    nurse.press("main button[name=press][value=later]")
    nurse = stage.hand("nurse")
    nurse.press("main a[href*='concept=']")
    assert nurse.page.input_value("[name=remark]") == "Boomvalkzin"


def test_hiding_leaves_a_calendar_and_logging_out_leaves_nothing(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    nurse.press(".bar__hide")
    assert nurse.page.url.endswith("/rust")
    assert "Signaal" not in nurse.page.title()
    nurse = stage.hand("nurse")
    nurse.press("footer form[action='/uitloggen'] button")
    nurse.go("/kaarten")
    assert "/inloggen" in nurse.page.url
    assert not [cookie for cookie in nurse.page.context.cookies() if cookie["name"] == "signaal"]
