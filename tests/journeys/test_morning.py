"""The privacy officer's morning: an access nobody explained, the sample, a checkpoint, a request, an incident.

Ten minutes, from one page to the next by its links; not a word of a family on any of them.
"""

from __future__ import annotations

import re

import pytest

from signaal.actions import cards, checkpoints, log, reviewing
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import system
from signaal.actions.endings import Watch
from signaal.terms import Setting
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.journeys.stage import MODES, Stage, StageOn
from tests.support.browser import axe_violations
from tests.support.hand import Hand
from tests.support.region import CANARIES, CONTACT, NOTICED, TALK

pytestmark = pytest.mark.browser
WORDS = (*CANARIES, "CLOTHES_WORN", "kapotte kleding")


@pytest.mark.parametrize("mode", MODES)
def test_the_officers_morning(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    code = a_family(stage)
    a_colleague_looks_without_a_reason(stage, code)
    yesterday = a_week_goes_by(stage)
    officer = stage.hand("jgz_officer")
    the_machine_works(stage)
    what_nothing_explains_is_found_and_asked(officer, code)
    the_colleague_answers(stage)
    officer = stage.hand("jgz_officer")
    it_is_an_incident(officer)
    the_sample_is_closed(officer)
    the_log_only_grew(officer, yesterday)
    a_parent_gets_the_overview(officer, code)
    the_incident_is_registered(officer)
    if mode == "mouse":
        everybody_can_use_these_pages(officer)
    told = {line["event"] for line in logged(stage.served.world.tools)}
    assert {"review:decided", "review:closed", "checkpoint:compared", "incident:registered"} <= told
    assert log.check(stage.served.world.ctx("jgz_officer")).ok


def everybody_can_use_these_pages(officer: Hand) -> None:
    """The list, a week, one thing that was looked at: WCAG 2.2 AA as far as a program can tell."""
    officer.go("/nazien")
    assert axe_violations(officer.page) == []
    officer.press("main a[href^='/nazien/week/']")
    assert axe_violations(officer.page) == []
    officer.press("main tbody tr a")
    assert axe_violations(officer.page) == []


def a_family(stage: Stage) -> str:
    """The nurse's own card; it holds words that must be nowhere on the officer's pages."""
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark=NOTICED[0])
    draft = CardDraft(new_id(), signal=signal, contact=CONTACT, talk=TALK, ending=Watch())
    return cards.submit(stage.served.world.ctx("nurse"), draft).pseudonym or ""


def a_colleague_looks_without_a_reason(stage: Stage, code: str) -> None:
    nurse = stage.hand("nurse2")
    nurse.go(f"/kaart/{code}")
    assert CONTACT.children[0].name in nurse.page.inner_text("main")


def a_week_goes_by(stage: Stage) -> str:
    """Every night the machine looks at the day; on the last day the officer keeps a checkpoint elsewhere."""
    for _ in range(6):
        stage.served.later(days=1)
        stage.served.world.log_in("jgz_lead")
        the_machine_works(stage)
    kept = log.checkpoint(stage.served.world.ctx("jgz_officer"))
    stage.served.later(days=1)
    return kept


def the_machine_works(stage: Stage) -> None:
    checkpoints.checkpoint(system(stage.served.world.tools))
    reviewing.find(system(stage.served.world.tools))


def clean(officer: Hand) -> None:
    """Nothing of a family, wherever the officer is."""
    text = officer.page.inner_text("body") + officer.page.title() + officer.page.url
    assert not [word for word in WORDS if word in text], officer.page.url


def what_nothing_explains_is_found_and_asked(officer: Hand, code: str) -> None:
    officer.go("/vandaag")
    officer.press("main a[href='/nazien']")
    clean(officer)
    first = officer.page.locator("main table").first.locator("tbody tr").first.inner_text()
    assert say("nl", "review.source.unexplained") in first
    assert "Nurse2 de Vries" in first
    assert code in first
    officer.press("main table tbody tr a")
    clean(officer)
    assert officer.reads(say("nl", "review.rule.unexplained", n=1))
    officer.press("main button[name=press][value=person]")
    assert officer.reads(say("nl", "review.item.asked"))


def the_colleague_answers(stage: Stage) -> None:
    nurse = stage.hand("nurse2")
    nurse.press("main a[href^='/uitleg/']")
    nurse.pick("answer", "mistaken")
    nurse.press("main form.form button")
    assert nurse.page.url.endswith("/vandaag")


def it_is_an_incident(officer: Hand) -> None:
    officer.go("/nazien")
    assert officer.reads(say("nl", "review.list.answered"))
    officer.press("main table tbody tr a")
    assert officer.reads(say("nl", "review.answer.mistaken"))
    officer.pick("finding", "incident")
    officer.press("#form button")
    assert officer.page.url.endswith("/nazien")


def the_sample_is_closed(officer: Hand) -> None:
    """Each line of the week, and then the week."""
    officer.press("main a[href^='/nazien/week/']")
    week = officer.page.url
    clean(officer)
    waiting = f"main tbody tr:has-text('{say('nl', 'review.list.open')}') a"
    while officer.page.locator(waiting).count():
        officer.press(waiting)
        clean(officer)
        officer.pick("finding", "in_order")
        officer.press("#form button")
        officer.page.goto(week)
    officer.press("main form.press button")
    officer.page.goto(week)
    assert officer.reads(say("nl", "review.weeks.closed"))


def the_log_only_grew(officer: Hand, yesterday: str) -> None:
    officer.go("/nazien")
    officer.press("main a[href='/logboek/controle']")
    officer.press("main a[href='/logboek/vergelijken']")
    officer.page.locator("[name=text]").fill(yesterday)
    officer.press("main form.form button")
    assert officer.reads(say("nl", "proving.compare.fits"))


def a_parent_gets_the_overview(officer: Hand, code: str) -> None:
    """The officer's part, from the log: who looked, by function, and when."""
    officer.go("/verzoeken")
    officer.press("main a[href='/verzoeken/nieuw']")
    officer.fill("code", code)
    officer.pick("kind", "access")
    officer.tick("input[name=askers][value=parent]")
    officer.tick("input[name=whose][value=own]")
    officer.pick("identity", "known_in_person")
    officer.fill_date("received_on", "22-11-2026")
    officer.press("main form.form button")
    officer.press("main tbody tr a")
    clean(officer)
    officer.press("main a[href$='/overzicht']")
    clean(officer)
    assert "Nurse" not in officer.page.inner_text("body"), "by function, never by name"
    paper = officer.page.locator("a[href$='/overzicht/pdf']").get_attribute("href") or ""
    answer = officer.page.request.get(officer.url + paper)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def the_incident_is_registered(officer: Hand) -> None:
    """From what was found, to the register with its 72 hours."""
    officer.go("/nazien")
    officer.press("main a[href^='/nazien/week/']")
    officer.press(f"main tbody tr:has-text('{say('nl', 'review.finding.incident')}') a")
    officer.press("main a[href='/incidenten']")
    officer.press("main a[href='/incidenten/nieuw']")
    officer.pick("kind", "looked_without_reason")
    officer.fill("what", "Een medewerker opende een kaart zonder reden.")
    officer.fill_date("happened_from", "16-11-2026")
    people = officer.page.locator("input[name=people]").first.get_attribute("value") or ""
    officer.pick("people", people)
    officer.press("main form.form button")
    assert re.search(r"/incidenten/[0-9a-f]{32}$", officer.page.url)
    clean(officer)
    assert officer.page.locator(".clock").count() == 1, "its 72 hours run"
