"""The closed lists: both languages, no code twice, the same codes as the rules."""

import re

import pytest

from signaal.workflows.lists import ENUMS, FREE, NAMES, load_lists
from signaal.workflows.problems import ListError
from signaal.workflows.rulebook import load_rulebook


def test_every_list_file_is_known_and_filled(list_files, rulebook):
    assert set(list_files) == {*NAMES, "signals", "clocks", "legal_bases", "school_holidays"}
    for found in rulebook.lists:
        assert found.codes(), found.name
        for entry in found.entries.values():
            assert entry.nl.strip(), entry.code
            assert entry.en.strip(), entry.code


def test_no_code_is_written_twice_in_any_file(list_files):
    for name, text in list_files.items():
        codes = re.findall(r'^code = "(\w+)"$', text, re.MULTILINE)
        assert len(codes) == len(set(codes)), name


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_the_codes_are_those_of_the_rules(rulebook, name):
    assert set(rulebook.lists.of(name).codes()) == {member.value for member in ENUMS[name]}


def test_a_child_is_no_interpreter(rulebook):
    assert "child" not in rulebook.lists.of("interpreters").codes()


def test_words_and_choices_in_both_languages(rulebook):
    feedback = rulebook.lists.of("feedback")
    assert feedback.choices("nl")[0] == ("picked_up", "Opgepakt")
    assert feedback.choices("en")[0] == ("picked_up", "Picked up")
    with pytest.raises(KeyError):
        feedback.words("gone", "nl")


@pytest.mark.parametrize(
    "typed", ["food_bank", "Voedselbank", "Food bank", "  food   BANK ", "VOEDSELBANK"], ids=range(5)
)
def test_a_code_is_known_however_it_is_written(rulebook, typed):
    assert rulebook.lists.of("handover_functions").code_of(typed) == "food_bank"


@pytest.mark.parametrize("typed", ["Voedselbank Oost", "bank", "", "food"], ids=range(4))
def test_words_of_ones_own_are_no_code(rulebook, typed):
    assert rulebook.lists.of("handover_functions").code_of(typed) is None


def problems(files):
    with pytest.raises(ListError) as caught:
        load_lists(files)
    return "\n".join(caught.value.problems)


def entry(code, **fields):
    row = {"nl": '"Ja"', "en": '"Yes"', "since": 1, **fields}
    return (
        "\n".join(["[[entry]]", f'code = "{code}"', *(f"{name} = {value}" for name, value in row.items())])
        + "\n"
    )


def test_every_problem_is_named_with_its_place(list_files):
    broken = (
        "version = 2\n"
        + entry("a b")
        + entry("yes", nl='""', since=3, colour='"red"')
        + entry("yes", until=2)
    )
    found = problems({**list_files, "feedback": broken, "bundles": "version = 1", "told_ways": "x ="})
    for part in (
        "feedback.toml: entry 1 (a b): code must be",
        "feedback.toml: entry 2 (yes): nl is empty",
        "feedback.toml: entry 2 (yes): since must be",
        "feedback.toml: entry 2 (yes): unknown setting 'colour'",
        "feedback.toml: entry 3 (yes): this code is used twice",
        "feedback.toml: entry 3 (yes): until must be",
        "bundles.toml: no [[entry]]",
        "bundles.toml: call_only is missing",
        "told_ways.toml: ",
    ):
        assert part in found


def test_a_code_the_rules_do_not_know_is_refused(list_files):
    extra = list_files["bundles"] + entry("all_of_it")
    assert "bundles.toml: all_of_it is unknown to the rules" in problems({**list_files, "bundles": extra})


def test_a_retired_code_is_still_spoken_but_not_offered(list_files):
    retired = list_files["told_ways"].replace("version = 1", "version = 2") + entry("pigeon", until=1)
    found = load_lists({**list_files, "told_ways": retired}).of("told_ways")
    assert "pigeon" not in found.codes()
    assert found.words("pigeon", "en") == "Yes"


def test_the_rulebook_names_the_problems_of_every_file(list_files):
    with pytest.raises(ListError) as caught:
        load_rulebook({"signals": "x =", "clocks": list_files["clocks"].replace("n = 48", "n = 50")})
    text = "\n".join(caught.value.problems)
    assert "signals.toml" in text
    assert "[calm_48h] due" in text
    assert all(f"{name}.toml is missing" in text for name in (*FREE, *ENUMS))
