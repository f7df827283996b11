"""clocks.toml: stricter is allowed, looser is not, and every problem is named at once."""

import pytest

from signaal.terms import ClockKind
from signaal.workflows.clock_file import load_clock_rules
from signaal.workflows.problems import ListError


def problems(text):
    with pytest.raises(ListError) as caught:
        load_clock_rules(text)
    return caught.value.problems


def test_stricter_is_allowed(list_files):
    text = list_files["clocks"].replace("n = 48, unit", "n = 24, unit").replace('"21.00"', '"20.00"')
    rule = load_clock_rules(text).of(ClockKind.CALM_48H)
    assert rule.due is not None
    assert (rule.due.n, rule.tonight_minute) == (24, 1200)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("n = 48, unit", "n = 49, unit", "[calm_48h] due"),
        (
            'due = { n = 3, unit = "working_days" }',
            'due = { n = 3, unit = "days" }',
            "[wgs_3_working_days] due",
        ),
        ("due = { n = 28,", "due = { n = 0,", "[inform_family] due"),
        ('"21.00"', '"21.30"', "[calm_48h] tonight"),
        ('"21.00"', '"laat"', "[calm_48h] tonight"),
        ("undo_minutes", "undo_minuts", "[calm_48h]: unknown setting"),
        ('to = "coordinator", n = 10', 'to = "mayor", n = 10', "[referral_response] inside 3: to"),
        (
            'unit = "hours" },\n  { key = "inside_reminder"',
            'unit = "h" },\n  { key = "inside_reminder"',
            "inside 1",
        ),
        (', until = "acknowledged"', ', until = "monday"', "outside 2: until"),
        ('key = "week_before", ', "", "[expiry] inside 1: key"),
        ("[age_turns]", "[age_turnz]", "[age_turns] is missing"),
        ("[expiry]", "[expiry]\ndue = { n = 1, unit = 'days' }", "[expiry]: the due moment is chosen"),
        ("version = 1", "", "version"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(list_files, old, new, place):
    assert old in list_files["clocks"]
    found = problems(list_files["clocks"].replace(old, new, 1))
    assert any(place in line for line in found), found


def test_an_empty_file_misses_every_kind():
    assert len(problems("")) == len(ClockKind) + 1


def test_bad_toml_is_one_problem():
    assert len(problems("[calm_48h")) == 1
