"""The catalogue as data: 40 provisions with source and date, and a loader that lists every problem."""

from __future__ import annotations

import re
import tomllib

import pytest

from signaal.referrals.catalogue import load
from signaal.referrals.conditions import Condition
from signaal.referrals.problems import CatalogueError
from signaal.referrals.provisions import AgeOf, Category, Kind
from signaal.terms import Profession
from tests.referrals.catalogue_files import CATALOGUE, FILES, ROOM

PARENTS_AGE = {
    "sportfonds_18plus_zwijndrecht",
    "individuele_inkomenstoeslag",
    "schuldhulp_wgs",
    "beschermingsbewind",
    "zelfstandigen_schuldhulp",
}
SUBJECTS = {
    "voeding": {"voeding", "noodhulp"},
    "kleding_verzorging": {"kleding", "meedoen"},
    "gezondheid": {"zorg", "loket"},
    "school": {"school", "meedoen"},
    "meedoen": {"meedoen", "feest", "vakantie", "speelgoed"},
    "kind_welzijn": {"mentor", "groep", "talent", "vakantie"},
    "ouder": {"loket", "administratie", "schulden"},
    "schulden": {"schulden", "administratie", "inkomen"},
    "wonen_energie": {"energie", "schulden", "inkomen", "noodhulp"},
    "zwanger_baby": {"baby"},
    "context": {"loket", "inkomen"},
    "let_op": set(),
    "veiligheid": set(),
}


def test_forty_provisions_each_with_source_and_date() -> None:
    assert len(CATALOGUE.provisions) == 40
    for provision in CATALOGUE.provisions:
        assert provision.sources
        assert provision.as_of
        assert provision.source_notes["scope"]


def test_subjects_lead_where_it_was_decided() -> None:
    assert {s: {c.value for c in found} for s, found in CATALOGUE.subjects.items()} == SUBJECTS


def test_codes_and_subjects_are_those_of_the_signal_list() -> None:
    signals = tomllib.loads((ROOM.parent / "workflows/lists/signals.toml").read_text(encoding="utf-8"))[
        "signal"
    ]
    assert {signal["domain"] for signal in signals} == set(CATALOGUE.subjects)
    codes = {signal["code"] for signal in signals}
    for provision in CATALOGUE.provisions:
        assert provision.codes | provision.closed_by | provision.answered_by <= codes
        assert provision.refer_anyway <= set(CATALOGUE.subjects) | codes | set(Condition)


def test_every_category_but_safety_can_be_reached() -> None:
    reached = set().union(*CATALOGUE.subjects.values())
    assert {p.category for p in CATALOGUE.provisions} - reached == {Category.VEILIGHEID}


def test_five_ages_are_the_parents() -> None:
    assert {p.id for p in CATALOGUE.provisions if p.age_of is AgeOf.PARENT} == PARENTS_AGE


def test_the_schools_provisions() -> None:
    assert {p.id for p in CATALOGUE.provisions if p.kind is Kind.SCHOOL} == {
        "jeugdeducatiefonds",
        "programma_schoolmaaltijden",
        "nationaal_schoolontbijt_aldi",
        "weekendschool_imc",
    }


def test_facts_that_were_carried_over() -> None:
    kit = CATALOGUE.find("babyspullen")
    assert kit is not None
    assert (kit.income_pct, kit.age_max, kit.pregnancy, kit.affiliated) == (130, 2, True, True)
    assert kit.amount_eur == {"waarde_pakket1": 750, "waarde_pakket2": 1250}
    assert kit.professions == {
        Profession.JGZ_NURSE,
        Profession.JGZ_DOCTOR,
        Profession.SOCIAL_WORKER,
        Profession.DEBT_ADVISER,
    }
    local = CATALOGUE.find("leergeld_drechtsteden")
    assert local is not None
    assert (local.income_pct, local.age_min, local.age_max) == (140, 4, 17)
    assert not local.is_elsewhere("zwijndrecht")
    assert local.is_elsewhere("Voorbeeldstad")
    assert local.is_elsewhere(None)
    assert CATALOGUE.find("nothing") is None


def test_notes_for_who_checks_stay_off_the_screen() -> None:
    for provision in CATALOGUE.provisions:
        shown = (provision.name, provision.gives, provision.conditions, provision.bring, provision.when)
        assert not any("unverified" in words.nl + words.en for words in shown if words)


def test_what_a_parent_reads_is_short_and_kind() -> None:
    hard = re.compile(r"\b(weiger\w*|dossier|maatregel|potje\w*|armoede|recht op)\b", re.IGNORECASE)
    for provision in CATALOGUE.provisions:
        for words in (
            provision.gives,
            provision.conditions,
            provision.bring,
            provision.when,
            provision.ask,
            provision.how,
            provision.decides,
        ):
            for text in (words.nl, words.en) if words else ():
                assert not hard.search(text), (provision.id, text)
                assert max(len(s.split()) for s in re.split(r"(?<=[.?:;])\s+", text)) <= 15, text


GOOD = """
[[provision]]
id = "example"
name = { nl = "Voorbeeld", en = "Example" }
gives = { nl = "Iets.", en = "Something." }
category = "voeding"
kind = "household"
applicant = "family"
income_test = "none"
evidence = "primary"
as_of = "2026"
sources = ["https://example.org/page"]
checked_on = 2026-11-21
"""


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as caught:
        load({"town.toml": text})
    return caught.value.problems


def test_a_right_provision_loads() -> None:
    assert load({"town.toml": GOOD}).provisions[0].id == "example"


@pytest.mark.parametrize(
    ("line", "wrong", "says"),
    [
        (3, 'id = "Not Right"', "lower case"),
        (4, 'name = { nl = "Alleen" }', "nl and en"),
        (5, 'gives = { nl = "", en = "x" }', "say something"),
        (6, 'category = "geluk"', "not one of"),
        (7, 'kind = "dog"', "not one of"),
        (9, 'income_test = "percentage"', "go together"),
        (11, 'as_of = ""', "must be a text"),
        (12, "sources = []", "at least one"),
    ],
)
def test_every_mistake_is_named_with_its_line(line: int, wrong: str, says: str) -> None:
    lines = GOOD.split("\n")
    lines[line - 1] = wrong
    found = problems_of("\n".join(lines))
    assert any(p.startswith(f"town.toml line {line}:") and says in p for p in found), found


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ("colour = true", "colour is not a field"),
        ("age_min = 12\nage_max = 4", "below age_min"),
        ("age_max = 200", "whole number"),
        ("acute = 1", "true or false"),
        ("elsewhere = true", "needs municipalities"),
        ('elsewhere = true\nlocal = true\nmunicipalities = ["X"]', "exclude"),
        ("income_pct = 9", "whole number"),
        ('how_url = "nowhere"', "web address"),
        ("amount_eur = { x = -1 }", "whole number"),
        ('[professions]\n"dokter" = ["wizard"]', "no profession"),
        ('[subjects]\nvoeding = ["geluk"]', "no category"),
        ('[subjects]\nveiligheid = ["veiligheid"]', "no category"),
        ("[other]", "unknown table"),
        (GOOD, "stands twice"),
        ("x = = 3", "line 14"),
    ],
)
def test_contradictions_and_strangers_are_named(extra: str, says: str) -> None:
    assert any(says in p for p in problems_of(GOOD + extra)), problems_of(GOOD + extra)


def test_all_problems_come_at_once_and_an_empty_catalogue_is_one() -> None:
    broken = GOOD.replace('"family"', '"nobody"').replace('"primary"', '"rumour"').replace("as_of", "asof")
    assert len(problems_of(broken)) == 4
    assert problems_of("") == ("no [[provision]] in any file of the catalogue",)


def test_safety_is_never_offered() -> None:
    wrong = FILES["national.toml"].replace("suggest = false", "suggest = true")
    with pytest.raises(CatalogueError, match="suggest must be false"):
        load({**FILES, "national.toml": wrong})
