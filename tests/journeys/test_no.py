"""The family says no: recorded with the same care, nothing leaves, and the door stays open."""

from __future__ import annotations

import pytest

from signaal.store import outbox
from tests.journeys import deeds
from tests.journeys.stage import StageOn

pytestmark = pytest.mark.browser
OUTSIDE = ("responder", "social_lead", "coordinator")


@pytest.mark.parametrize("mode", ["mouse", "keyboard"])
def test_a_no_is_an_outcome_and_nothing_leaves(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.eviction_letter(nurse, "12-11-2026")
    deeds.talk(nurse, "mother", wish="Zelf bellen")
    nurse.pick("answer", "no")
    nurse.press(deeds.SAVE)
    code = deeds.pseudonym(nurse)
    stage.served.later(minutes=20)
    assert not stage.mails_to(*OUTSIDE)
    nurse = stage.hand("nurse")
    nurse.go(f"/kaart/{code}")
    nurse.press("main a.button[href*='/klok/']")
    nurse.press("main a[href$='doe=nee']")
    for box in ("offer_made", "numbers_given", "safety_considered"):
        nurse.tick(f"input[name={box}]")
    nurse.press("main form.form button")
    nurse.go(f"/kaart/{code}")
    shown = nurse.page.inner_text("main").lower()
    assert "weiger" not in shown
    assert "wil dit nu niet" in shown
    assert nurse.page.locator(f"main a[href$='/kaart/{code}/verwijzen']").count(), "a yes can come later"
    stage.served.later(days=3)
    assert not stage.mails_to(*OUTSIDE)
    with stage.served.world.tools.store.reading() as reader:
        outside = [stage.served.world.people[name].user_id for name in OUTSIDE]
        later = stage.served.world.clock.now()
        assert not [row for user in outside for row in outbox.unseen(reader, user, later)]
