"""What starts the money clock, what only a talk today, and what never."""

from datetime import date

import pytest

from signaal.workflows.acute import AcuteAnswer, Confirmation, Findings, Switches, threats, to_ask
from signaal.workflows.threats import Threat, ThreatKind

STARTS = {Confirmation.LETTER_SEEN, Confirmation.SAID_BY_ADULT, Confirmation.CLEAR_NO}


@pytest.fixture
def find(rulebook, at):
    def run(answers, switches=None):
        return threats(answers, rulebook.checklist, switches or Switches(), at("2026-11-20 16.10"))

    return run


@pytest.mark.parametrize("confirmation", list(Confirmation))
@pytest.mark.parametrize("code", ["HOME_EVICTION", "DEBT_BANKRUPTCY", "FOOD_NONE_TODAY"])
def test_an_announcement_counts_a_vague_threat_does_not(find, code, confirmation):
    found = find({code: AcuteAnswer(confirmation)})
    assert [threat.code for threat in found.clock] == ([code] if confirmation in STARTS else [])
    young = confirmation is Confirmation.SAID_BY_YOUNGER_CHILD
    assert found.talk_today == ((code,) if young else ())


@pytest.mark.parametrize("confirmation", list(Confirmation))
def test_a_check_code_starts_only_by_a_clear_no(find, confirmation):
    found = find({"HOME_RENT_ARREARS": AcuteAnswer(confirmation)})
    assert bool(found.clock) == (confirmation is Confirmation.CLEAR_NO)


@pytest.mark.parametrize("confirmation", list(Confirmation))
def test_safety_and_ordinary_codes_never_start_it(find, confirmation):
    answers = dict.fromkeys(("SAFE_HARM", "FOOD_NO_LUNCH", "NO_SUCH"), AcuteAnswer(confirmation))
    assert find(answers) == Findings((), ())


def test_a_municipality_can_switch_two_groups_off(find):
    answers = dict.fromkeys(
        ("DEBT_BANKRUPTCY", "HOME_NONE", "HOME_EVICTION"), AcuteAnswer(Confirmation.SAID_BY_ADULT)
    )
    assert [t.code for t in find(answers, Switches(nvvk=False)).clock] == ["HOME_NONE", "HOME_EVICTION"]
    assert [t.code for t in find(answers, Switches(voorstel=False)).clock] == [
        "DEBT_BANKRUPTCY",
        "HOME_EVICTION",
    ]


def test_the_moment_on_the_letter_travels_along(find, at):
    answer = AcuteAnswer(Confirmation.LETTER_SEEN, date(2026, 11, 12), date(2026, 11, 23), 14 * 60)
    assert find({"HOME_EVICTION": answer}).clock == (
        Threat("HOME_EVICTION", ThreatKind.EVICTION, at("2026-11-23 14.00")),
    )


def test_an_empty_fridge_that_is_not_arranged_means_no_food(find):
    found = find({"FOOD_EMPTY_FRIDGE": AcuteAnswer(Confirmation.CLEAR_NO)})
    assert found.clock[0].kind is ThreatKind.FOOD


def test_only_codes_that_can_start_a_clock_are_asked_about(rulebook):
    ticked = ["FOOD_NO_LUNCH", "HOME_NONE", "SAFE_HARM", "NO_SUCH", "HOME_COLD", "HOME_NONE"]
    assert [item.code for item in to_ask(ticked, rulebook.checklist, Switches())] == [
        "HOME_NONE",
        "HOME_COLD",
    ]
    assert [i.code for i in to_ask(ticked, rulebook.checklist, Switches(voorstel=False))] == ["HOME_COLD"]
