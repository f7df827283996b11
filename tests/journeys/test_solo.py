"""One nurse alone loses her passphrase, comes back by her paper, reads every card, and gets a new paper (R23)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from signaal.vault import totp
from tests.journeys import deeds
from tests.journeys.stage import MODES, Stage
from tests.journeys.test_losing import begin_anew
from tests.support.browser import NewPage
from tests.support.hand import Hand
from tests.support.serving import serving
from tests.support.solo import solo_world

pytestmark = pytest.mark.browser


@pytest.fixture(params=MODES)
def stage(request: pytest.FixtureRequest, new_page: NewPage, tmp_path: Path) -> Iterator[Stage]:
    """Her world on a page."""
    with ExitStack() as stack:
        world = solo_world(f"sqlite:///{tmp_path / 'signaal.db'}", tmp_path)
        stack.callback(world.close)
        yield Stage(stack.enter_context(serving(world)), new_page, request.param)


def new_card(stage: Stage) -> str:
    annie = stage.hand("annie")
    deeds.start(annie, "school_primary")
    deeds.notice(annie, "CLOTHES_WORN")
    annie.fill("remark", "Boomvalkzin")
    annie.press(deeds.SAVE)
    return deeds.pseudonym(annie)


def new_paper(annie: Hand) -> str:
    """Make it, look at the print, type it back; the code that stands on paper."""
    annie.go("/sleutels")
    annie.press("main form[action$='/papier'] button")
    lines = annie.page.locator(".letter p .code").all_inner_texts()
    code = " ".join(lines)
    assert len(code.split()) == 8, code
    answer = annie.page.request.get(
        f"{annie.url}{annie.page.locator('main a[href$=pdf]').get_attribute('href')}"
    )
    assert answer.headers["content-type"] == "application/pdf"
    annie.press("main a[href$='/overtypen']")
    assert code.split()[0] not in annie.page.content(), "typed from the print, not from the screen"
    groups = code.split()
    annie.fill("code", " ".join([*groups[:3], groups[3][::-1] + "0", *groups[4:]]))
    annie.press("main form .buttons button")
    assert annie.reads("groep 4")
    annie.fill("code", code.lower())
    annie.press("main form .buttons button")
    assert annie.page.url.endswith("/sleutels")
    return code


def reads(annie: Hand, code: str) -> bool:
    annie.go(f"/kaart/{code}")
    return annie.reads("Boomvalkzin")


def test_the_solo_nurse_loses_her_passphrase_and_comes_back_by_her_paper(stage: Stage) -> None:
    world = stage.served.world
    cards = [new_card(stage), new_card(stage)]
    annie = stage.hand("annie")
    annie.go("/sleutels")
    assert annie.page.locator("main .notice--error").count() == 1, "red without a paper"
    paper = new_paper(annie)
    assert not annie.page.locator("main .notice--error").count()

    person = world.people["annie"]
    lost = stage.somebody()
    lost.go("/kwijt")
    lost.fill("login", "annie")
    lost.fill("code", person.codes[0])
    lost.press("main form .buttons button")
    begin_anew(stage, lost, "annie")
    lost.press("main a[href='/herstelpapier']")
    world.clock.advance(minutes=1)
    come_back(stage, lost, paper)
    assert lost.page.url.endswith("/sleutels"), lost.page.inner_text("main")
    for code in cards:
        assert reads(lost, code)
    lost.go("/sleutels")
    assert lost.page.locator("main .notice--error").count() == 1, (
        "the paper is used: a new one has to be made"
    )
    again = new_paper(lost)
    assert again != paper
    officer = stage.hand("piet")
    assert officer.reads("herstelpapier")


def come_back(stage: Stage, hand: Hand, paper: str) -> None:
    person = stage.served.world.people["annie"]
    assert person.new_secret is not None
    hand.fill("login", "annie")
    hand.fill("passphrase", person.new_passphrase)
    hand.fill("factor", totp.code_at(person.new_secret, totp.step_at(stage.served.world.clock.now())))
    hand.fill("code", paper)
    hand.press("main form .buttons button")
