"""A screen that closes by itself: said beforehand, opened with six digits, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys import deeds
from tests.journeys.stage import MODES, StageOn
from tests.support.browser import PHONE, axe_violations
from tests.support.hand import Hand

pytestmark = pytest.mark.browser

PIN = "274915"
DIALOG = "dialog#closing"
STAY = f"{DIALOG} [data-part=soon] [data-stay]"
GO_ON = f"{DIALOG} [data-part=over] [data-stay]"
OPEN = f"{DIALOG} [data-part=over] a"


def choose_pin(hand: Hand) -> None:
    hand.go("/toegang")
    hand.press("main a[href='/toegang/pin']")
    hand.fill("pin", PIN)
    hand.fill("again", PIN)
    hand.press("main form button")
    assert hand.page.url.endswith("/toegang")
    hand.go("/vandaag")


def type_pin(page: Page, pin: str = PIN) -> None:
    page.fill("[name=pin]", pin)
    with page.expect_navigation():
        page.click("main form button")


@pytest.mark.asvs("7.3.1")
@pytest.mark.parametrize("mode", MODES)
def test_away_for_a_while_and_on_with_six_digits(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    nurse = stage.hand("nurse")
    choose_pin(nurse)
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    nurse.fill("remark", "Boomvalkzin")
    stage.served.world.clock.advance(minutes=16)
    nurse.press(deeds.SAVE)
    assert "Boomvalkzin" not in nurse.page.content()
    nurse.press("main a.button")
    assert "/ontgrendelen" in nurse.page.url
    assert "Nurse" not in nurse.page.content(), "a locked screen says nobody's name"
    nurse.fill("pin", "918274")
    nurse.press("main form button")
    assert "4 keer" in nurse.page.inner_text("main")
    assert nurse.page.input_value("[name=pin]") == ""
    nurse.fill("pin", PIN)
    nurse.press("main form button")
    nurse.press("main #again button")
    assert nurse.page.input_value("[name=remark]") == "Boomvalkzin"
    assert nurse.page.is_checked("input[name=seen][value=CLOTHES_WORN]")
    nurse.press(deeds.SAVE)
    assert deeds.pseudonym(nurse)
    nurse.go("/vandaag")
    assert not nurse.page.locator("main a[href*='/getypt/']").count(), "what was stored is no draft any more"


@pytest.mark.parametrize("mode", ["mouse", "no script"])
def test_hiding_a_screen_that_had_closed_shows_the_calendar(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    nurse = stage.hand("nurse")
    choose_pin(nurse)
    stage.served.world.clock.advance(minutes=16)
    nurse.press(".bar__hide")
    assert nurse.page.url.endswith("/rust")
    assert "Signaal" not in nurse.page.title()
    nurse.go("/vandaag")
    assert "/inloggen" in nurse.page.url, "hidden: the PIN opens it no more"


def test_esc_twice_on_a_screen_that_had_closed_shows_the_calendar(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    stage.served.world.clock.advance(minutes=16)
    nurse.page.keyboard.press("Escape")
    with nurse.page.expect_navigation():
        nurse.page.keyboard.press("Escape")
    assert nurse.page.url.endswith("/rust")


def test_esc_once_hides_nothing_not_even_on_a_page_that_just_came(stage_on: StageOn) -> None:
    nurse = stage_on().hand("nurse")
    nurse.page.reload()
    assert (
        nurse.page.evaluate(
            """() => {
          dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
          return document.body.hidden;
        }"""
        )
        is False
    )


@pytest.mark.parametrize("mode", ["mouse", "no script"])
def test_every_page_says_until_when_and_one_link_makes_it_later(stage_on: StageOn, mode: str) -> None:
    """WCAG 2.2.1 without script: known beforehand, and extended by opening a page beside this one."""
    stage = stage_on("sqlite", mode)
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    nurse.fill("remark", "Boomvalkzin")
    said = nurse.page.inner_text(".foot__open")
    for _ in range(10):
        stage.served.world.clock.advance(minutes=14)
        with nurse.page.context.expect_page() as beside:
            nurse.page.click(".foot__open a")
        beside.value.wait_for_load_state()
        assert "open" in beside.value.inner_text("h1")
        assert beside.value.inner_text(".foot__open") != said
        beside.value.close()
    assert nurse.page.input_value("[name=remark]") == "Boomvalkzin", "it opened beside what was typed"
    nurse.press(deeds.SAVE)
    assert deeds.pseudonym(nurse), "two hours later it is still open"


def test_with_script_it_warns_two_minutes_before_and_one_press_is_enough(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    nurse.page.clock.install()
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    nurse.fill("remark", "Boomvalkzin")
    nurse.page.clock.fast_forward(12 * 60_000)
    assert not nurse.page.locator(DIALOG).is_visible()
    stage.served.world.clock.advance(minutes=13, seconds=30)
    nurse.page.clock.fast_forward(90_000)
    assert nurse.page.locator(STAY).is_visible()
    assert axe_violations(nurse.page) == []
    nurse.page.click(STAY)
    nurse.page.locator(DIALOG).wait_for(state="hidden")
    stage.served.world.clock.advance(minutes=10)
    nurse.page.clock.fast_forward(10 * 60_000)
    assert not nurse.page.locator(DIALOG).is_visible(), "the time began anew"
    assert nurse.page.input_value("[name=remark]") == "Boomvalkzin"
    nurse.press(deeds.SAVE)
    assert deeds.pseudonym(nurse)


def test_with_script_what_was_typed_is_covered_and_comes_back(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    choose_pin(nurse)
    nurse.page.clock.install()
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    nurse.fill("remark", "Boomvalkzin")
    stage.served.world.clock.advance(minutes=16)
    nurse.page.clock.fast_forward(16 * 60_000)
    assert not nurse.page.locator("main").is_visible()
    assert nurse.page.title() == ""
    assert axe_violations(nurse.page, rules={"document-title": {"enabled": False}}) == []
    nurse.page.keyboard.press("Escape")
    nurse.page.click(GO_ON)
    nurse.page.locator("[data-not-yet]").wait_for()
    assert not nurse.page.locator("main").is_visible(), "nothing comes back before it is opened"
    with nurse.page.context.expect_page() as beside:
        nurse.page.click(OPEN)
    beside.value.wait_for_load_state()
    type_pin(beside.value)
    beside.value.close()
    nurse.page.click(GO_ON)
    nurse.page.locator("main").wait_for()
    assert nurse.page.input_value("[name=remark]") == "Boomvalkzin"
    nurse.press(deeds.SAVE)
    assert deeds.pseudonym(nurse), "with the tokens of the screen that was opened again"


def test_with_script_a_page_without_typing_goes_to_the_lock(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    choose_pin(nurse)
    nurse.page.clock.install()
    nurse.go("/mijn-logboek")
    stage.served.world.clock.advance(minutes=16)
    nurse.page.clock.fast_forward(16 * 60_000)
    nurse.page.locator("[name=pin]").wait_for()
    type_pin(nurse.page)
    assert nurse.page.url.endswith("/mijn-logboek")


def test_five_wrong_digits_and_the_login_says_why(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    choose_pin(nurse)
    stage.served.world.clock.advance(minutes=16)
    nurse.go("/vandaag")
    assert "/ontgrendelen" in nurse.page.url
    assert axe_violations(nurse.page) == []
    for _ in range(5):
        type_pin(nurse.page, "918274")
    assert "/inloggen" in nurse.page.url
    assert nurse.reads("vijf keer niet")
    assert not stage.somebody().page.context.cookies()
    stranger = stage.somebody()
    stranger.go("/inloggen")
    assert not stranger.reads("vijf keer niet")


@pytest.mark.parametrize("path", ["/toegang", "/toegang/pin", "/toegang/passkey", "/bevestig", "/langer"])
def test_the_pages_hold_on_a_phone_and_for_everybody(stage_on: StageOn, path: str) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    for size in ({"width": 1280, "height": 800}, PHONE):
        nurse.page.set_viewport_size(size)  # type: ignore[arg-type]  # width and height, as it wants
        nurse.go(path)
        assert axe_violations(nurse.page) == []
        wide = nurse.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{path} scrolls sideways at {size['width']}"
