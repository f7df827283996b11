"""One family for whom each provision is likely, and one for whom it is not: written by hand, from the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.referrals.catalogue import Catalogue
from signaal.referrals.eligibility import Fits
from signaal.referrals.income import IncomeAmount, IncomeAnswer
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import Suggestion, suggest
from signaal.texts import say
from tests.referrals.catalogue_files import CATALOGUE, NORMS

DAY = date(2026, 11, 22)
LOW, HIGH = IncomeAnswer(below_at=100), IncomeAnswer(above_at=300)
EVERYTHING = {subject: subject for subject in CATALOGUE.subjects}


def yes(*asks: str) -> dict[str, bool]:
    return dict.fromkeys(asks, True)


def no(*asks: str) -> dict[str, bool]:
    return dict.fromkeys(asks, False)


Case = dict[str, Any]
GOLDEN: dict[str, tuple[Case, Case]] = {
    "leergeld_drechtsteden": (
        {"ages": (9,), "municipality": "Zwijndrecht", "income": LOW},
        {"ages": (3,), "municipality": "Zwijndrecht", "income": LOW},
    ),
    "leergeld_elders": (
        {"ages": (12,), "answers": yes("income:leergeld_elders", "place:leergeld_elders")},
        {"ages": (18,)},
    ),
    "jeugdfonds_sport_cultuur": (
        {"ages": (8,), "answers": yes("income:jeugdfonds_sport_cultuur", "place:jeugdfonds_sport_cultuur")},
        {"ages": (2,)},
    ),
    "nationaal_fonds_kinderhulp": ({"ages": (0,)}, {"ages": (22,)}),
    "jarige_job": ({"ages": (7,), "answers": yes("income:jarige_job")}, {"ages": (0,)}),
    "sam_portaal": ({"ages": (7,)}, {}),
    "jeugdeducatiefonds": ({"ages": (10,)}, {"ages": (14,)}),
    "programma_schoolmaaltijden": (
        {"ages": (10,), "answers": yes("open:programma_schoolmaaltijden")},
        {"answers": no("open:programma_schoolmaaltijden")},
    ),
    "nationaal_schoolontbijt_aldi": (
        {"answers": yes("open:nationaal_schoolontbijt_aldi")},
        {"answers": no("open:nationaal_schoolontbijt_aldi")},
    ),
    "kindpakket_voorbeeld": (
        {"ages": (6,), "municipality": "Goes", "income": LOW},
        {"ages": (6,), "municipality": "Goes", "income": HIGH, "noticed": {"A": "meedoen"}},
    ),
    "sportfonds_18plus_zwijndrecht": (
        {"municipality": "Zwijndrecht", "income": LOW, "answers": yes("open:sportfonds_18plus_zwijndrecht")},
        {"municipality": "Zwijndrecht", "income": HIGH},
    ),
    "zomerkamp": ({"ages": (6,), "answers": yes("place:zomerkamp")}, {"ages": (17,)}),
    "weekendschool_imc": ({"ages": (11,), "answers": yes("place:weekendschool_imc")}, {"ages": (9,)}),
    "mentor_maatje": ({"ages": (15,), "answers": yes("place:mentor_maatje")}, {"ages": (5,)}),
    "babyspullen": (
        {"due": date(2027, 3, 1), "income": LOW},
        {"due": date(2027, 3, 1), "income": HIGH},
    ),
    "bijz_bijstand_babyuitzet": (
        {"due": date(2027, 3, 1), "municipality": "Delft", "income": LOW, "answers": yes("first_child")},
        {"due": date(2027, 3, 1), "municipality": "Delft", "income": LOW, "answers": no("first_child")},
    ),
    "prenataal_huisbezoek": ({"pregnancy_weeks": 20}, {"ages": (3,)}),
    "voedselbank": (
        {"answers": yes("income:voedselbank", "place:voedselbank")},
        {"answers": no("income:voedselbank")},
    ),
    "speelgoedbank": ({"municipality": "Gouda"}, {"answers": no("place:speelgoedbank")}),
    "kledingbank": ({"municipality": "zaanstad"}, {"answers": no("place:kledingbank")}),
    "bijzondere_bijstand": (
        {"answers": yes("income:bijzondere_bijstand", "place:bijzondere_bijstand")},
        {"answers": no("income:bijzondere_bijstand")},
    ),
    "individuele_inkomenstoeslag": (
        {
            "parent_age": 30,
            "conditions": frozenset({"long_low_income"}),
            "answers": yes("income:individuele_inkomenstoeslag", "place:individuele_inkomenstoeslag")
            | no("student"),
        },
        {"parent_age": 30, "conditions": frozenset({"long_low_income", "student"})},
    ),
    "gemeentepolis": (
        {
            "income": LOW,
            "answers": yes("place:gemeentepolis"),
            "noticed": {"HEALTH_NO_DENTIST": "gezondheid"},
        },
        {"income": HIGH},
    ),
    "zorgpremie_uitstroom": (
        {
            "noticed": {"HEALTH_PREMIUM_ARREARS": "gezondheid"},
            "conditions": frozenset({"administration"}),
            "answers": yes("income:zorgpremie_uitstroom", "place:zorgpremie_uitstroom"),
        },
        {"answers": no("benefit", "administration")},
    ),
    "noodfonds_energie": (
        {"income": LOW, "answers": yes("open:noodfonds_energie")},
        {"income": LOW, "answers": no("open:noodfonds_energie")},
    ),
    "energiecoach_fixbrigade": (
        {"answers": yes("income:energiecoach_fixbrigade", "place:energiecoach_fixbrigade")},
        {"answers": no("place:energiecoach_fixbrigade")},
    ),
    "energie_afsluitbescherming": (
        {"answers": yes("open:energie_afsluitbescherming")},
        {"answers": no("open:energie_afsluitbescherming")},
    ),
    "schuldhulp_wgs": ({"parent_age": 18}, {"parent_age": 17}),
    "crisisinterventie": ({"acute": True}, {"answers": no("crisis")}),
    "moratorium_287b": ({"conditions": frozenset({"crisis"})}, {"answers": no("crisis")}),
    "landelijke_pauzeknop": (
        {"conditions": frozenset({"debt_help"}), "answers": yes("place:landelijke_pauzeknop")},
        {"answers": no("debt_help")},
    ),
    "geldfit_0800_8115": ({}, {}),
    "sun_noodhulp": (
        {"acute": True, "answers": yes("place:sun_noodhulp")},
        {"answers": no("crisis")},
    ),
    "beschermingsbewind": (
        {"parent_age": 40, "answers": yes("own:beschermingsbewind")},
        {"answers": no("own:beschermingsbewind")},
    ),
    "humanitas_thuisadministratie": (
        {"answers": yes("place:humanitas_thuisadministratie")},
        {"answers": no("place:humanitas_thuisadministratie")},
    ),
    "schuldhulpmaatje": (
        {"answers": yes("place:schuldhulpmaatje")},
        {"answers": no("place:schuldhulpmaatje")},
    ),
    "zelfstandigen_schuldhulp": (
        {"conditions": frozenset({"self_employed"}), "answers": yes("place:zelfstandigen_schuldhulp")},
        {"answers": no("self_employed")},
    ),
    "vivera_wijkteam": (
        {"municipality": "Zwijndrecht", "answers": yes("open:vivera_wijkteam")},
        {"municipality": "Zwijndrecht", "answers": no("open:vivera_wijkteam")},
    ),
    "gezonde_kinderen_krappe_tijden": (
        {"ages": (5,), "municipality": "Enschede"},
        {"ages": (13,), "municipality": "Enschede"},
    ),
}
NEVER_UNLIKELY = {"sam_portaal", "geldfit_0800_8115"}
"""Open to everybody: nothing could make them unlikely."""


def asked(provision: str, case: Case) -> Suggestion:
    question = Question(**{"noticed": EVERYTHING, "on": DAY, **case})
    return next(s for s in suggest(CATALOGUE, question, NORMS) if s.provision.id == provision)


def test_every_provision_but_safety_has_its_families() -> None:
    assert set(GOLDEN) == {p.id for p in CATALOGUE.provisions} - {"veilig_thuis"}


@pytest.mark.parametrize("provision", GOLDEN)
def test_the_family_for_whom_it_is_likely(provision: str) -> None:
    found = asked(provision, GOLDEN[provision][0])
    assert found.fits is Fits.LIKELY, found.criteria
    assert found.questions == ()


@pytest.mark.parametrize("provision", sorted(GOLDEN.keys() - NEVER_UNLIKELY))
def test_the_family_for_whom_it_is_not(provision: str) -> None:
    found = asked(provision, GOLDEN[provision][1])
    assert found.fits is Fits.UNLIKELY, found.criteria
    assert sum(c.met is False for c in found.criteria) == 1


@pytest.mark.parametrize("provision", sorted(NEVER_UNLIKELY))
def test_what_is_open_to_everybody_is_likely(provision: str) -> None:
    assert asked(provision, {}).fits is Fits.LIKELY


@pytest.mark.parametrize("provision", GOLDEN)
def test_every_open_question_has_a_name_and_its_answer_settles_it(provision: str) -> None:
    case: Case = {}
    for _ in range(8):
        found = asked(provision, case)
        if not found.questions:
            break
        assert all(criterion.ask for criterion in found.questions)
        given_ = {criterion.ask: True for criterion in found.questions if criterion.name != "not_with"}
        given_ |= {criterion.ask: False for criterion in found.questions if criterion.name == "not_with"}
        case = {"answers": {**case.get("answers", {}), **given_}}
    assert found.fits is not Fits.ASK


CERTAINTY = [Fits.UNLIKELY, Fits.ASK, Fits.LIKELY]
INCOMES = st.integers(0, 500_000)
HOUSEHOLDS = st.sampled_from(["S", "C", "SA", "Y", "YCK", "MK", "K3"])


def fits(question: Question, catalogue: Catalogue = CATALOGUE) -> dict[str, Suggestion]:
    return {s.provision.id: s for s in suggest(catalogue, question, NORMS)}


@given(INCOMES, INCOMES, HOUSEHOLDS, st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_lower_income_never_fits_less(one: int, two: int, home: str, holiday: bool, debts: bool) -> None:
    noticed = EVERYTHING if debts else {"A": "meedoen", "B": "zwanger_baby", "C": "wonen_energie"}
    question = Question(ages=(8,), noticed=noticed, household=home, on=DAY, municipality="Goes")
    low = fits(replace(question, amount=IncomeAmount(min(one, two), holiday)))
    high = fits(replace(question, amount=IncomeAmount(max(one, two), holiday)))
    assert low.keys() == high.keys()
    for name, suggestion in low.items():
        assert CERTAINTY.index(suggestion.fits) >= CERTAINTY.index(high[name].fits)


@given(INCOMES, st.integers(10, 499), st.integers(1, 200), HOUSEHOLDS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_higher_percentage_never_fits_less(
    cents: int, pct: int, more: int, home: str, holiday: bool
) -> None:
    kit = CATALOGUE.find("babyspullen")
    assert kit is not None
    question = Question(baby=True, household=home, on=DAY, amount=IncomeAmount(cents, holiday))
    strict, wide = (
        fits(question, Catalogue((replace(kit, income_pct=limit),), CATALOGUE.subjects))["babyspullen"]
        for limit in (pct, min(500, pct + more))
    )
    assert CERTAINTY.index(wide.fits) >= CERTAINTY.index(strict.fits)


@given(INCOMES, HOUSEHOLDS, st.dates(date(2017, 1, 1), date(2027, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_every_sentence_exists_and_every_suggestion_has_source_and_date(
    cents: int, home: str, on: date
) -> None:
    question = Question(
        ages=(8,), noticed=EVERYTHING, household=home, on=on, amount=IncomeAmount(cents, True)
    )
    for suggestion in fits(question).values():
        assert suggestion.provision.sources
        assert suggestion.provision.as_of
        assert suggestion.provision.checked_on
        for said in (*(c.say for c in suggestion.criteria), *suggestion.notes):
            assert say("nl", said.key, **said.params)
            assert say("en", said.key, **said.params)
