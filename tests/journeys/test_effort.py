"""How much work it is: from the locked tablet to the end, counted in clicks and fields (product page, journey 1)."""

from __future__ import annotations

import pytest

from tests.journeys import deeds
from tests.journeys.stage import StageOn

pytestmark = pytest.mark.browser
ALONE, WITH_REFERRAL = 12, 20


def test_a_signal_alone_takes_twelve_deeds_at_most(stage_on: StageOn) -> None:
    nurse = stage_on().hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    nurse.press(deeds.SAVE)
    assert deeds.pseudonym(nurse)
    assert nurse.page.locator("#neutral").input_value(), "the line for the statutory file is there"
    assert nurse.count <= ALONE, nurse.count


def test_all_of_it_with_one_referral_takes_twenty_at_most(stage_on: StageOn) -> None:
    stage = stage_on()
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.notice(nurse, "CLOTHES_WORN")
    deeds.talk(nurse, "mother", wish="Een warme jas")
    deeds.reach(nurse, phone="078-5550177", parent_name="Zilverreiger")
    deeds.yes(nurse, stage.served.world.teams["social_team"], feedback=False)
    nurse.press(deeds.SAVE)
    nurse.press(deeds.SEND)
    assert deeds.reference(nurse)
    assert nurse.page.locator("#neutral").input_value()
    assert nurse.count <= WITH_REFERRAL, nurse.count
