"""The list of what may be noticed: all entries, the right ones per setting, nothing that judges."""

import pytest

from signaal.terms import Setting
from signaal.workflows.checklist_file import load_checklist
from signaal.workflows.checklists import Acute, Domain
from signaal.workflows.problems import ListError


@pytest.fixture
def checklist(rulebook):
    return rulebook.checklist


def codes(items):
    return [item.code for item in items]


def test_every_entry_of_the_facts_is_there_in_both_languages(checklist):
    assert len(checklist.items) == 87
    assert all(
        item.nl.strip() and item.en.strip() and item.nl != item.en for item in checklist.items.values()
    )


def test_the_acute_set_is_that_of_the_facts(checklist):
    found = {kind: [i.code for i in checklist.items.values() if i.acute is kind] for kind in Acute}
    assert set(found[Acute.STATUTORY]) == {
        "HOME_EVICTION",
        "HOME_POWER_CUT",
        "HOME_WATER_CUT",
        "HEALTH_INSURANCE_CANCEL",
    }
    assert len(found[Acute.MUNICIPAL]) == 3
    assert set(found[Acute.PROPOSED]) == {"FOOD_NONE_TODAY", "HOME_NONE"}
    assert len(found[Acute.CHECK]) == 17
    assert found[Acute.SAFETY] == ["SAFE_HARM"]


@pytest.mark.parametrize("setting", list(Setting))
def test_a_setting_offers_8_to_10_first_and_every_other_code_somewhere(checklist, setting):
    offered = checklist.offered(setting, ["SCHOOL_NO_BIKE", "HOME_EVICTION", "UNKNOWN", "SAFE_HARM"])
    assert 8 <= len(offered.first) <= 10
    rest = [item for group in (*offered.rest.values(), *offered.elsewhere.values()) for item in group]
    ordinary = [item for item in checklist.items.values() if item.keep and item.tickable]
    assert sorted(codes([*offered.first, *rest])) == sorted(codes(ordinary))
    assert codes(offered.safety) == ["SAFE_HARM"]
    assert all(not item.keep for item in offered.circumstances)


def test_the_teams_own_codes_come_first_and_no_more_than_ten(checklist):
    school = [item.code for item in checklist.items.values() if Setting.SCHOOL_PRIMARY in item.settings]
    used = [code for code in school if code.startswith(("SCHOOL", "FOOD"))]
    first = codes(checklist.offered(Setting.SCHOOL_PRIMARY, used).first)
    assert first == used[:10]
    two = codes(checklist.offered(Setting.SCHOOL_PRIMARY, ["SCHOOL_NO_BIKE", "SCHOOL_NO_BIKE"]).first)
    assert two[0] == "SCHOOL_NO_BIKE"
    assert len(two) == len(set(two)) == 8


@pytest.mark.parametrize(
    ("code", "settings"),
    [
        ("FOOD_NO_SNACK", {Setting.SCHOOL_PRIMARY}),
        ("PREG_NO_BABY_KIT", {Setting.JGZ_0_4, Setting.JGZ_PREGNANCY}),
        ("DEBT_POST_UNOPENED", {Setting.HOME_VISIT}),
        ("JOIN_FEE_UNPAID", {Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY}),
        ("HOME_EVICTION", set(Setting)),
        ("SCHOOL_NO_BOOKS", {Setting.SCHOOL_SECONDARY}),
    ],
)
def test_places_and_ages_become_settings(checklist, code, settings):
    assert checklist.items[code].settings == settings


def test_notes_and_safety_are_no_tick_boxes(checklist):
    for item in checklist.items.values():
        assert item.tickable == (item.domain not in (Domain.NOTE, Domain.SAFETY))
    assert len(checklist.offered(Setting.SCHOOL_PRIMARY).notes) == 3


def test_circumstances_are_not_kept(checklist):
    assert {item.domain for item in checklist.items.values() if not item.keep} == {Domain.CONTEXT}


@pytest.mark.parametrize(
    ("code", "only_told"),
    [
        ("PARENT_STRESS", True),
        ("DEBT_BORROWS", True),
        ("HEALTH_PARENT_COMPLAINTS", True),
        ("HEALTH_TIRED", False),
    ],
)
def test_what_a_school_records_only_as_told(checklist, code, only_told):
    assert checklist.items[code].told_only_at_school is only_told


def test_search_finds_every_word_in_any_order_and_no_note(checklist):
    assert codes(checklist.search("schoenen KAPOT", "nl")) == ["CLOTHES_WORN"]
    assert codes(checklist.search("shoes worn", "en")) == ["CLOTHES_WORN"]
    assert "NOTE_EXPENSIVE_ITEM" not in codes(checklist.search("schoenen", "nl"))
    assert checklist.search("  ", "nl") == ()


BROKEN = """version = 1
[sources]
NJI = { name = "NJi", url = "https://www.nji.nl" }
BAD = { name = "" }
[[signal]]
code = "ONE"
nl = "Een"
en = ""
domain = "weer"
bands = ["0-4", "99"]
settings = []
acute = "wgs"
src = ["NJI", "GONE"]
source_of = "guessed"
since = 2
score = 3
[[signal]]
code = "ONE"
nl = "Een"
en = "One"
domain = "school"
bands = ["4-12"]
settings = ["school"]
acute = ""
threat = "food"
src = []
source_of = "seen"
since = 1
"""


def test_every_problem_of_a_broken_list_is_named():
    with pytest.raises(ListError) as caught:
        load_checklist(BROKEN)
    text = "\n".join(caught.value.problems)
    for part in (
        "source BAD",
        "unknown setting 'score'",
        "en is empty",
        "since",
        "'weer'",
        "'99'",
        "settings is empty",
        "'guessed'",
        "threat: None",
        "'GONE'",
        "used twice",
        "threat has no meaning",
    ):
        assert part in text
    assert "signal 1 (ONE)" in text


def test_bad_toml_and_an_empty_list_are_problems():
    for text in ("[[signal", "version = 1"):
        with pytest.raises(ListError):
            load_checklist(text)
