"""The crisis across roles: from an eviction letter to calm, inside the clock, each step in the right log."""

from __future__ import annotations

import pytest

from signaal import texts
from signaal.store import cases, deadlines
from signaal.terms import ClockKind
from tests.journeys import deeds
from tests.journeys.stage import MODES, Stage, StageOn

pytestmark = pytest.mark.browser
OUTSIDE = ("responder", "responder2", "social_lead", "social_lead2", "coordinator")
PLAYS = [("sqlite", mode) for mode in MODES] + [("postgresql", "mouse")]


@pytest.mark.postgres
@pytest.mark.parametrize(("database", "mode"), PLAYS, ids=lambda value: value)
def test_an_eviction_letter_becomes_calm_inside_the_clock(
    stage_on: StageOn, database: str, mode: str
) -> None:
    stage = stage_on(database, mode)
    stage.duty()
    nobody_needs_a_login_for_nu(stage)
    code = the_letter_is_seen(stage)
    nothing_is_visible_outside(stage, code)
    they_call_together(stage, code)
    reference = the_family_says_yes(stage, code)
    nobody_answers_and_the_lead_is_told(stage, code, reference)
    the_team_takes_it(stage, reference)
    there_is_calm(stage, code, reference)
    the_nurse_hears_back(stage, code)
    each_officer_finds_the_own_steps(stage, code, reference)


def nobody_needs_a_login_for_nu(stage: Stage) -> None:
    anybody = stage.somebody()
    anybody.go("/nu")
    assert "078-5550123" in anybody.page.inner_text("body")
    assert "Samen bellen" in anybody.page.inner_text("body")


def the_letter_is_seen(stage: Stage) -> str:
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.eviction_letter(nurse, "12-11-2026")
    deeds.reach(nurse, phone="078-5550177", parent_name="Zilverreiger")
    nurse.press(deeds.SAVE)
    code = deeds.pseudonym(nurse)
    due = the_clock(stage, code).due_at
    assert (due - the_clock(stage, code).started_at).total_seconds() == 48 * 3600
    assert nurse.reads(texts.moment("nl", due)), "the exact end of the clock stands on the receipt"
    return code


def the_clock(stage: Stage, code: str):
    """The row of the 48 hours of this card."""
    with stage.served.world.tools.store.reading() as reader:
        case = cases.get(reader, code)
        rows = deadlines.of_case(reader, case.id)
    return next(row for row in rows if row.kind == ClockKind.CALM_48H.value)


def nothing_is_visible_outside(stage: Stage, code: str) -> None:
    stage.served.later(minutes=20)
    assert stage.mails_to("nurse", "nurse2", "jgz_lead"), "the own team is told"
    assert not stage.mails_to(*OUTSIDE)
    for name, path in (("coordinator", "/regie"), ("responder", "/inbox"), ("social_lead", "/inbox")):
        hand = stage.hand(name)
        for page in ("/vandaag", path):
            hand.go(page)
            shown = hand.page.inner_text("main")
            assert code not in shown
            assert not deeds.PSEUDONYM.search(shown)
            assert not deeds.REFERENCE.search(shown)


def they_call_together(stage: Stage, code: str) -> None:
    nurse = stage.hand("nurse")
    nurse.go(f"/kaart/{code}")
    nurse.press("main a[href*='/klok/']")
    nurse.press("main a[href$='doe=samen-bellen']")
    nurse.pick("function", "social_team")
    nurse.press("main form button")


def the_family_says_yes(stage: Stage, code: str) -> str:
    nurse = stage.hand("nurse")
    nurse.go(f"/kaart/{code}")
    nurse.press(f"main a[href$='/kaart/{code}/verwijzen']")
    nurse.pick("answer", "yes")
    nurse.pick("told_how", "talk")
    nurse.pick("recipient", f"team:{stage.served.world.teams['social_team']}")
    nurse.tick("input[name=feedback]")
    nurse.tick("input[name=said_yes][value=parent]")
    nurse.pick("agrees_with_help", "yes")
    nurse.press(deeds.SAVE)
    assert nurse.reads("Wijkteam Oost")
    assert nurse.reads("078-5550177"), "the check page says what goes along"
    nurse.press(deeds.SEND)
    return deeds.reference(nurse)


def nobody_answers_and_the_lead_is_told(stage: Stage, code: str, reference: str) -> None:
    stage.served.later(minutes=20)
    assert stage.mails_to("responder")
    before = len(stage.mails_to("social_lead"))
    coordinator = stage.hand("coordinator")
    coordinator.go("/regie")
    assert code in coordinator.page.inner_text("main"), "from the yes on the coordinator sees code and clock"
    stage.served.later(hours=2)
    assert len(stage.mails_to("social_lead")) > before, "after two hours without an answer the lead hears it"
    assert reference in stage.hand("social_lead").page.inner_text("main")
    for mail in stage.mails_to(*OUTSIDE):
        assert "Zilverreiger" not in mail
        assert "5550177" not in mail


def the_team_takes_it(stage: Stage, reference: str) -> None:
    responder = stage.hand("responder")
    responder.go("/inbox")
    responder.press(f"main a[href$='/verwijzing/{reference}']")
    assert responder.reads("078-5550177")
    assert not responder.reads("Ontruiming"), "a yes to call says nothing about why"
    responder.press("main form[action$='ik-heb-het'] button")
    assert deeds.REFERENCE.search(responder.page.inner_text("main"))


def there_is_calm(stage: Stage, code: str, reference: str) -> None:
    responder = stage.hand("responder")
    responder.go(f"/verwijzing/{reference}")
    responder.press("main a[href$='/rust']")
    responder.tick("input[name=spoken]")
    deeds.unfold_around(responder, "[name='answers.eviction']")
    responder.tick("input[name='answers.eviction'][value=landlord_delay]")
    responder.fill_date("answers.eviction.until", "30-11-2026")
    responder.pick("family", "yes")
    responder.press("main form.form button")
    assert the_clock(stage, code).state == "met"


def the_nurse_hears_back(stage: Stage, code: str) -> None:
    stage.served.deliver()
    nurse = stage.hand("nurse")
    assert code in nurse.page.inner_text("main")
    nurse.go(f"/kaart/{code}")
    assert nurse.page.locator("details summary").count(), "the ended clock stands under a fold"


def each_officer_finds_the_own_steps(stage: Stage, code: str, reference: str) -> None:
    own = found_by(stage, "jgz_officer", code)
    for event in ("signal:submitted", "consent:given", "referral:sent"):
        assert words_for(event) in own, event
    theirs = found_by(stage, "town_officer", reference)
    for event in ("package:opened", "referral:accepted", "calm:recorded"):
        assert words_for(event) in theirs, event
    for event in ("signal:submitted", "consent:given", "case:opened"):
        assert words_for(event) not in found_by(stage, "town_officer", code), event
    for event in ("package:opened", "referral:accepted", "calm:recorded"):
        assert words_for(event) not in found_by(stage, "jgz_officer", reference), event


def words_for(event: str) -> str:
    return texts.say("nl", f"log.event.{event.replace(':', '.')}")


def found_by(stage: Stage, name: str, code: str) -> str:
    """What this officer's search for a code gives."""
    officer = stage.hand(name)
    officer.go("/logboek")
    deeds.unfold_around(officer, "[name=code]")
    officer.fill("code", code)
    officer.press("main form[action$='/logboek'] button")
    lines = officer.page.locator("main table")
    return lines.inner_text() if lines.count() else ""
