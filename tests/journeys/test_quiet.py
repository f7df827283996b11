"""The school's quiet story: help outside, its letter, its follow-up, and a yes that is taken back."""

from __future__ import annotations

import pytest

from tests.journeys import deeds
from tests.journeys.stage import MODES, Stage, StageOn

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("mode", MODES)
def test_a_teacher_notices_worn_clothes_and_the_help_arrives(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    code = the_teacher_notices(stage)
    nobody_else_sees_it(stage, code)
    help_outside_with_a_letter(stage, code)
    the_day_comes_and_somebody_asks(stage, code)


@pytest.mark.parametrize("mode", MODES)
def test_a_yes_is_taken_back(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    code, reference = the_family_says_yes(stage)
    stage.served.later(minutes=20)
    responder = stage.hand("responder")
    responder.go(f"/verwijzing/{reference}")
    assert responder.reads("078-5550177")
    it_is_taken_back(stage, code)
    stage.served.later(minutes=20)
    responder = stage.hand("responder")
    responder.go(f"/verwijzing/{reference}")
    assert not responder.reads("078-5550177")
    assert not responder.reads("Zilverreiger")
    assert responder.page.locator("main h1").count() == 1, "the page says what happened"


def the_teacher_notices(stage: Stage) -> str:
    teacher = stage.hand("teacher")
    deeds.start(teacher, "school_primary")
    deeds.notice(teacher, "CLOTHES_WORN")
    deeds.talk(teacher, "mother", wish="Een warme jas")
    teacher.press(deeds.SAVE)
    return deeds.pseudonym(teacher)


def nobody_else_sees_it(stage: Stage, code: str) -> None:
    stage.served.later(minutes=20)
    for name in ("teacher2", "nurse"):
        colleague = stage.hand(name)
        colleague.go("/kaarten")
        assert code not in colleague.page.inner_text("main")
    lead = stage.hand("school_lead")
    lead.go("/kaarten")
    assert code in lead.page.inner_text("main"), "the care coordinator sees everything of the team"


def help_outside_with_a_letter(stage: Stage, code: str) -> None:
    lead = stage.hand("school_lead")
    lead.go(f"/kaart/{code}")
    lead.press(f"main a[href$='/kaart/{code}/verwijzen']")
    lead.pick("next", "help")
    lead.pick("provision", "kledingbank")
    lead.fill_date("day", "30-11-2026")
    lead.press(deeds.SAVE)
    lead.go(f"/kaart/{code}")
    lead.press("main a[href*='/brief/']")
    letter = lead.page.inner_text("body").lower()
    assert "kledingbank" in letter
    for word in ("armoede", "schuld", "dossier"):
        assert word not in lead.page.title().lower()


def the_day_comes_and_somebody_asks(stage: Stage, code: str) -> None:
    stage.served.later(days=14, hours=2)
    lead = stage.hand("teacher")
    assert code in lead.page.inner_text("main"), "the follow-up stands on Vandaag"
    lead = stage.hand("school_lead")
    lead.go(f"/kaart/{code}")
    lead.press("main a[href*='/verwijzing/']")
    lead.pick("outcome", "delivered")
    lead.press("main button[name=press][value=outcome]")
    lead.go(f"/kaart/{code}")
    assert lead.reads("Nazorg")


def the_family_says_yes(stage: Stage) -> tuple[str, str]:
    lead = stage.hand("school_lead")
    deeds.start(lead, "school_primary")
    deeds.notice(lead, "CLOTHES_WORN")
    deeds.talk(lead, "mother", wish="Een warme jas")
    deeds.reach(lead, phone="078-5550177", parent_name="Zilverreiger")
    deeds.yes(lead, stage.served.world.teams["social_team"])
    lead.press(deeds.SAVE)
    lead.press(deeds.SEND)
    return deeds.pseudonym(lead), deeds.reference(lead)


def it_is_taken_back(stage: Stage, code: str) -> None:
    lead = stage.hand("school_lead")
    lead.go(f"/kaart/{code}")
    lead.press("main a[href*='/intrekken/']")
    lead.press("main form.form button")
    lead.go(f"/kaart/{code}")
    assert not lead.page.locator("main a[href*='/intrekken/']").count()
