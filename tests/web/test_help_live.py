"""The help beside a page in a real browser: it follows what is answered, and nobody loses their place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.browser import PHONE, NewPage
from tests.support.serving import Served, serving
from tests.support.world import World
from tests.web.test_axe import enter, problems_of, unfold

pytestmark = pytest.mark.browser
INCOME = "#ideas input[name='ask.income:120']"
SENTENCE = "120 % is voor dit gezin €\N{NO-BREAK SPACE}1.703,35 netto per maand met vakantiegeld"


@pytest.fixture(scope="module")
def served(built: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    world = built.copy(tmp_path_factory.mktemp("help-live"))
    with serving(world) as address:
        yield address
    world.close()


def searching(new_page: NewPage, served: Served) -> Page:
    page = enter(new_page, served, "nurse")
    page.goto(served.url + "/hulp")
    page.check("input[name=subjects][value=gezondheid]")
    page.select_option("select[name=household]", "S")
    page.wait_for_selector(f"#ideas >> text={SENTENCE}")
    return page


def test_an_answer_by_keyboard_is_used_at_once_and_the_place_is_kept(
    new_page: NewPage, served: Served
) -> None:
    page = searching(new_page, served)
    unfold(page)
    page.focus(f"{INCOME}[value=yes]")
    page.keyboard.press("Space")
    page.wait_for_selector("#ideas >> text=Het inkomen is lager dan 120 % van de norm")
    assert page.locator("#more-questions[open]").count() == 1, "what stood open stays open"
    assert page.evaluate("document.getElementById('ideas').contains(document.activeElement)")
    assert page.is_checked(f"{INCOME}[value=yes]")
    assert "1.703" not in page.url
    assert problems_of(page, "/hulp with answers") == []


def test_on_the_one_page_who_live_together_is_asked_with_the_amount(
    new_page: NewPage, served: Served
) -> None:
    page = enter(new_page, served, "nurse")
    page.goto(served.url + "/signaal/nieuw?setting=jgz_4_12")
    page.evaluate("document.querySelector('#told-HEALTH_NO_DENTIST').click()")
    page.wait_for_selector("#ideas .asking")
    unfold(page)
    page.select_option("#ideas select[name=household]", "S")
    page.wait_for_selector(f"#ideas >> text={SENTENCE}")
    with page.expect_navigation():
        page.locator("button[name=pick]").first.click()
    assert page.is_checked("input[name=next][value=help]")
    assert page.input_value("select[name=provision]")
    assert page.input_value("#ideas select[name=household]") == "S"
    unfold(page)
    assert problems_of(page, "the one page with help") == []


def test_without_script_a_button_asks_the_same(new_page: NewPage, served: Served) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    served.world.ctx("nurse")
    token = served.world.people["nurse"].token
    page.context.add_cookies([{"name": "signaal", "value": token, "url": served.url}])
    page.goto(served.url + "/hulp")
    page.check("input[name=subjects][value=gezondheid]")
    page.select_option("select[name=household]", "S")
    page.click("text=Zoek hulp >> nth=-1")
    page.wait_for_selector(f"#ideas >> text={SENTENCE}")


def test_the_sum_of_the_calculator_goes_along_to_the_search(new_page: NewPage, served: Served) -> None:
    page = enter(new_page, served, "nurse")
    page.goto(served.url + "/hulp/rekenhulp")
    page.select_option("[name='line.0.kind']", "wage")
    page.fill("[name='line.0.amount']", "390")
    page.select_option("[name='line.0.period']", "week")
    page.select_option("[name=household]", "S")
    page.click("text=Reken uit")
    page.wait_for_selector("text=125,3 % van de norm")
    assert problems_of(page, "/hulp/rekenhulp with a result") == []
    page.click("text=Zoek hulp met dit bedrag")
    assert page.input_value("[name=amount]") == "1690,00"
    assert page.url == served.url + "/hulp"
    page.check("input[name=subjects][value=gezondheid]")
    page.wait_for_selector(
        "#ideas >> text=Het inkomen is €\N{NO-BREAK SPACE}71,81 per maand hoger dan de grens van "
        "€\N{NO-BREAK SPACE}1.618,19 zonder vakantiegeld"
    )
