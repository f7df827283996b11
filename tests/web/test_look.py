"""Every macro on one page, in a real browser: axe finds nothing, a phone is wide enough, no script needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import ChoiceLoader, FileSystemLoader

from signaal.access.permissions import Permission
from signaal.web.choices import Choice, Pressed, Select, Several
from signaal.web.dates import DateTriple, TimeOfDay
from signaal.web.fields import Area, Line, Secret, Tick
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.nav import NavItem, offer
from signaal.web.render import render
from tests.support.browser import PHONE, NewPage, axe_violations
from tests.support.listener import listening_to
from tests.web.fake_gate import NOON, TOKEN, Door, door

pytestmark = pytest.mark.browser
PUBLIC = ["/nu", "/meldcode", "/praatkaart", "/geen-ja", "/over", "/rust", "/aangekomen", "/bestaat-niet"]
TWO = [("a", "Een"), ("b", "Twee")]
ROWS: list[dict[str, Any]] = [
    {"code": "a", "label": "Kind heeft niet ontbeten", "note": "", "told_only": False},
    {
        "code": "b",
        "label": "Een lange regel over eten en energie",
        "note": "Let op.",
        "told_only": True,
    },
]


class Everything(WritingForm):
    line = Line("layout.form.day", hint="layout.form.month")
    secret = Secret("layout.form.year")
    area = Area("layout.more", optional=True)
    pick = Select("layout.language", choices=TWO)
    born = DateTriple("layout.form.month")
    at = TimeOfDay("layout.form.day", optional=True)
    one = Choice("layout.form.seen", choices=TWO)
    some = Several("layout.form.told", choices=TWO)
    must = Tick("layout.form.pick", must="errors.required")
    seen = Several("", choices=TWO)
    told = Several("", choices=TWO)
    press = Pressed("save", "later", "ideas")


@needs(Permission.SIGNAL_SUBMIT, keeps=True)
def everything():
    form = Everything()
    asked = form.is_submitted() and form.press.data == "ideas" and not form.csrf_token.errors
    if form.is_submitted() and not asked:
        form.validate()
    moments: dict[str, Any] = {
        "now": NOON,
        "start": NOON - timedelta(hours=17),
        "due": NOON + timedelta(hours=31),
    }
    return render("sink.html", form=form, rows=ROWS, **moments)


def dress(fake: Door) -> None:
    loaders = [loader for loader in (fake.app.jinja_loader,) if loader is not None]
    fake.app.jinja_loader = ChoiceLoader([*loaders, FileSystemLoader(Path(__file__).parent)])
    fake.view("/alles", everything, "GET", "POST")
    offer(fake.app, NavItem("alles", "layout.more", Permission.SIGNAL_SUBMIT))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served door with the page of everything."""
    fake = door(tmp_path_factory.mktemp("instance"))
    dress(fake)
    with listening_to(fake.app) as url:
        yield url


def visit(new_page: NewPage, address: str, path: str, **options: Any):
    page = new_page(**options)
    page.context.add_cookies([{"name": "signaal", "value": TOKEN, "url": address}])
    page.goto(address + path)
    return page


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", ["/alles", *PUBLIC])
def test_axe_finds_nothing_and_a_phone_is_wide_enough(new_page, address, path):
    wide = visit(new_page, address, path, bypass_csp=True)
    assert axe_violations(wide) == []
    narrow = visit(new_page, address, path, viewport=PHONE, bypass_csp=True)
    assert fits(narrow)
    assert axe_violations(narrow) == []


def test_errors_are_as_clean_and_reading_starts_at_the_summary(new_page, address):
    page = visit(new_page, address, "/alles", viewport=PHONE, bypass_csp=True)
    page.click("button[value=save]")
    page.wait_for_selector("#summary")
    page.wait_for_function("document.activeElement.id === 'summary'")
    assert page.title().startswith("Fout: ")
    assert axe_violations(page) == []
    assert fits(page)
    page.click("#summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "line"


def test_every_target_is_big_enough(new_page, address):
    page = visit(new_page, address, "/alles", viewport=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, summary, textarea, nav a, .button")]
        .filter(each => each.type !== "hidden" && each.offsetParent)
        .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []


def test_it_works_in_forced_colours_and_at_four_times_the_size(new_page, address):
    forced = visit(new_page, address, "/alles", forced_colors="active", bypass_csp=True)
    assert axe_violations(forced) == []
    zoomed = visit(new_page, address, "/alles", viewport={"width": 320, "height": 256})
    assert fits(zoomed)


def test_escape_twice_hides_the_screen(new_page, address):
    page = new_page()  # nobody logged in: who is, is locked as well, which the story of entering plays
    page.goto(address + "/over")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/rust")
    assert "Signaal" not in page.title()


def test_the_help_follows_the_ticks_and_without_script_a_button_does(new_page, address):
    page = visit(new_page, address, "/alles")
    assert not page.is_visible("text=Bekijk hulp")
    page.check("#seen-a")
    page.wait_for_selector("#ideas >> text=1 gezien")
    plain = visit(new_page, address, "/alles", java_script_enabled=False)
    plain.check("#seen-a")
    plain.click("text=Bekijk hulp")
    plain.wait_for_selector("#ideas >> text=1 gezien")
    assert plain.is_checked("#seen-a"), "nothing ticked is lost"


def test_the_remaining_length_is_counted_along(new_page, address):
    page = visit(new_page, address, "/alles")
    page.fill("#area", "x" * 278)
    assert page.inner_text("#area-left") == "Nog 2 tekens."
    page.fill("#area", "x" * 283)
    assert page.inner_text("#area-left") == "3 tekens te veel."
