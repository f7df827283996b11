"""What is suggested to whom: the golden cases of the product, and laws that hold for any question."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.referrals.eligibility import Fits
from signaal.referrals.income import IncomeAnswer
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import Button, Suggestion, suggest
from signaal.terms import AgeBand, Profession, Refused
from signaal.texts import say
from tests.referrals.catalogue_files import CATALOGUE

NURSE = Profession.JGZ_NURSE


def found(question: Question) -> dict[str, Suggestion]:
    return {s.provision.id: s for s in suggest(CATALOGUE, question)}


def test_a_baby_kit_for_a_pregnancy_asked_by_an_affiliated_nurse() -> None:
    kit = found(Question(pregnancy_weeks=30, profession=NURSE, affiliated=frozenset({"babyspullen"})))[
        "babyspullen"
    ]
    assert (kit.fits, kit.button) == (Fits.ASK, Button.APPLY)
    assert [c.say.params["pct"] for c in kit.criteria if c.met is None] == [130]


def test_a_baby_kit_once_the_income_is_known() -> None:
    kit = Question(baby=True, profession=NURSE, affiliated=frozenset({"babyspullen"}))
    poor = Question(**{**kit.__dict__, "income": IncomeAnswer(below_at=120)})
    rich = Question(**{**kit.__dict__, "income": IncomeAnswer(above_at=150)})
    assert found(poor)["babyspullen"].fits is Fits.LIKELY
    assert found(rich)["babyspullen"].fits is Fits.UNLIKELY
    assert found(rich)["babyspullen"].reasons[0].key == "catalogue.unfit_income"


def test_a_baby_kit_is_asked_after_by_whoever_is_not_affiliated_or_not_listed() -> None:
    due = date(2027, 1, 4)
    assert found(Question(due=due, profession=NURSE))["babyspullen"].button is Button.ASK_AFTER
    teacher = Question(due=due, profession=Profession.TEACHER, affiliated=frozenset({"babyspullen"}))
    assert found(teacher)["babyspullen"].button is Button.ASK_AFTER


def test_a_baby_kit_is_not_for_a_child_of_eight() -> None:
    kit = found(Question(ages=(8,), noticed={"PREG_NO_BABY_KIT": "zwanger_baby"}))["babyspullen"]
    assert kit.fits is Fits.UNLIKELY


@pytest.mark.parametrize("subject", ["let_op", "veiligheid"])
def test_notes_and_safety_lead_to_nothing(subject: str) -> None:
    assert suggest(CATALOGUE, Question(ages=(8,), noticed={"X": subject})) == ()
    assert suggest(CATALOGUE, Question(pregnancy_weeks=20, noticed={"X": subject})) == ()


def test_another_towns_provision_is_marked_and_ones_own_is_not() -> None:
    noticed = {"JOIN_FEE_UNPAID": "meedoen"}
    away = found(Question(ages=(8,), noticed=noticed, municipality="Voorbeeldstad"))["leergeld_drechtsteden"]
    assert (away.elsewhere, away.button, away.fits) == (True, Button.ASK_AFTER, Fits.ASK)
    assert "catalogue.ask_elsewhere" in {r.key for r in away.reasons}
    home = found(Question(ages=(8,), noticed=noticed, municipality="Zwijndrecht"))["leergeld_drechtsteden"]
    assert (home.elsewhere, home.button) == (False, Button.FAMILY_APPLIES)


def test_the_button_depends_on_the_profession() -> None:
    noticed = {"JOIN_FEE_UNPAID": "meedoen", "FOOD_NO_BREAKFAST": "voeding", "DEBT_BILLS_UNPAID": "schulden"}
    expected = {
        Profession.TEACHER: {
            "jeugdfonds_sport_cultuur": Button.APPLY,
            "programma_schoolmaaltijden": Button.SCHOOL_ACTION,
            "moratorium_287b": Button.VIA_TEAM,
            "schuldhulp_wgs": Button.VIA_TEAM,
            "bijzondere_bijstand": Button.FAMILY_APPLIES,
        },
        NURSE: {
            "jeugdfonds_sport_cultuur": Button.ASK_AFTER,
            "programma_schoolmaaltijden": Button.ASK_AFTER,
            "sun_noodhulp": Button.ASK_AFTER,
            "voedselbank": Button.FAMILY_APPLIES,
        },
        Profession.DEBT_ADVISER: {"moratorium_287b": Button.APPLY, "sun_noodhulp": Button.APPLY},
        None: {"jeugdfonds_sport_cultuur": Button.ASK_AFTER},
    }
    for profession, buttons in expected.items():
        got = found(Question(ages=(8,), noticed=noticed, profession=profession))
        assert {name: got[name].button for name in buttons} == buttons, profession


def test_what_is_acute_comes_first_only_when_something_acute_was_noticed() -> None:
    noticed = {"HOME_EVICTION": "wonen_energie", "FOOD_NO_LUNCH": "voeding"}
    urgent = suggest(CATALOGUE, Question(ages=(8,), noticed=noticed, acute=True))
    flags = [s.provision.acute for s in urgent]
    assert flags == sorted(flags, reverse=True)
    assert flags[0]
    calm = suggest(CATALOGUE, Question(ages=(8,), noticed={"PARENT_STRESS": "ouder"}))
    assert calm[0].provision.id not in ("moratorium_287b", "crisisinterventie")


def test_what_answers_more_comes_before_what_answers_less_and_sure_before_unsure() -> None:
    noticed = {"A": "meedoen", "B": "school", "C": "voeding"}
    order = suggest(CATALOGUE, Question(ages=(8,), noticed=noticed))
    counts = [len(s.answers) for s in order]
    assert counts == sorted(counts, reverse=True)
    certainty = [Fits.LIKELY, Fits.ASK, Fits.UNLIKELY]
    twos = [certainty.index(s.fits) for s in order if len(s.answers) == 2]
    assert twos == sorted(twos)


def test_debts_open_what_an_income_would_close() -> None:
    above = IncomeAnswer(above_at=200)
    plain = Question(ages=(8,), noticed={"A": "meedoen"}, income=above, municipality="Goes")
    debts = Question(ages=(8,), noticed={"A": "meedoen", "B": "schulden"}, income=above, municipality="Goes")
    assert found(plain)["kindpakket_voorbeeld"].fits is Fits.UNLIKELY
    assert found(debts)["kindpakket_voorbeeld"].fits is Fits.ASK


def test_bands_decide_when_they_can() -> None:
    noticed = {"A": "meedoen"}
    toddler = found(Question(bands=frozenset({AgeBand.UNDER_4}), noticed=noticed))
    pupil = found(Question(bands=frozenset({AgeBand.UNDER_12}), noticed=noticed))
    unknown = found(Question(bands=frozenset({AgeBand.UNKNOWN}), noticed=noticed))
    assert toddler["jeugdfonds_sport_cultuur"].fits is Fits.UNLIKELY
    assert {c.name: c.met for c in pupil["jeugdfonds_sport_cultuur"].criteria}["age"] is True
    assert {c.name: c.met for c in pupil["zomerkamp"].criteria}["age"] is None
    assert {c.name: c.met for c in unknown["jeugdfonds_sport_cultuur"].criteria}["age"] is None


def test_a_parents_age_is_the_parents() -> None:
    noticed = {"DEBT_BILLS_UNPAID": "schulden"}
    child = found(Question(ages=(8,), noticed=noticed))
    assert "age" not in {c.name for c in child["schuldhulp_wgs"].criteria}
    assert {c.name: c.met for c in child["individuele_inkomenstoeslag"].criteria}["age"] is None
    young = found(Question(ages=(0,), noticed=noticed, parent_age=17))
    assert young["schuldhulp_wgs"].fits is Fits.UNLIKELY


def test_unpaid_premiums_close_one_and_answer_another() -> None:
    got = found(Question(ages=(8,), noticed={"HEALTH_PREMIUM_ARREARS": "gezondheid"}))
    assert "catalogue.ask_closed" in {r.key for r in got["gemeentepolis"].reasons}
    assert "own" not in {c.name for c in got["zorgpremie_uitstroom"].criteria}


def test_circumstances_lead_to_the_desk_and_to_income() -> None:
    got = found(Question(ages=(8,), circumstances=frozenset({"CTX_BENEFIT"})))
    assert {s.provision.category.value for s in got.values()} == {"loket", "inkomen"}


@pytest.mark.parametrize(
    "question",
    [
        Question(ages=(40,)),
        Question(ages=(-1,)),
        Question(pregnancy_weeks=60),
        Question(parent_age=3),
        Question(noticed={"A": "geluk"}),
    ],
)
def test_nonsense_is_refused(question: Question) -> None:
    with pytest.raises(Refused):
        suggest(CATALOGUE, question)


QUESTIONS = st.builds(
    Question,
    ages=st.lists(st.integers(0, 18), max_size=4).map(tuple),
    bands=st.frozensets(st.sampled_from(AgeBand)),
    pregnancy_weeks=st.none() | st.integers(0, 42),
    baby=st.booleans(),
    noticed=st.dictionaries(
        st.text("ABC", min_size=1, max_size=3), st.sampled_from(sorted(CATALOGUE.subjects)), max_size=6
    ),
    acute=st.booleans(),
    profession=st.none() | st.sampled_from(Profession),
    affiliated=st.frozensets(st.sampled_from(["babyspullen", "jeugdeducatiefonds"])),
    municipality=st.sampled_from([None, "Voorbeeldstad", "Zwijndrecht", "Goes"]),
    circumstances=st.frozensets(st.sampled_from(["CTX_BENEFIT", "CTX_SINGLE_PARENT"])),
    income=st.builds(IncomeAnswer, below_at=st.none() | st.integers(90, 200)),
)


@given(QUESTIONS)
@settings(max_examples=150)
def test_laws_of_every_suggestion(question: Question) -> None:
    got = suggest(CATALOGUE, question)
    assert got == suggest(CATALOGUE, question)
    for suggestion in got:
        provision = suggestion.provision
        assert provision.sources
        assert provision.id != "veilig_thuis"
        assert set(suggestion.answers) <= question.codes
        assert not suggestion.elsewhere or suggestion.button is Button.ASK_AFTER
        if suggestion.button is Button.APPLY:
            assert question.profession in provision.professions
            assert not provision.affiliated or provision.id in question.affiliated
        for reason in (*suggestion.reasons, *suggestion.notes):
            assert say("nl", reason.key, **reason.params)
            assert say("en", reason.key, **reason.params)


@given(QUESTIONS, st.integers(90, 200))
def test_a_lower_income_never_makes_help_less_likely(question: Question, pct: int) -> None:
    certainty = [Fits.LIKELY, Fits.ASK, Fits.UNLIKELY]
    below = found(Question(**{**question.__dict__, "income": IncomeAnswer(below_at=pct)}))
    above = found(Question(**{**question.__dict__, "income": IncomeAnswer(above_at=pct)}))
    assert below.keys() == above.keys()
    for name, suggestion in below.items():
        assert certainty.index(suggestion.fits) <= certainty.index(above[name].fits)


def test_every_provision_but_safety_can_be_suggested() -> None:
    everything = {subject: subject for subject in CATALOGUE.subjects}
    got = found(Question(pregnancy_weeks=20, ages=(8,), noticed=everything))
    assert set(got) == {p.id for p in CATALOGUE.provisions} - {"veilig_thuis"}


def test_every_word_of_the_screen_is_there_in_both_languages() -> None:
    for language in ("nl", "en"):
        for name in (*(f"fits.{f}" for f in Fits), *(f"button.{b}" for b in Button)):
            assert say(language, f"catalogue.{name}")
        for provision in CATALOGUE.provisions:
            assert say(language, f"catalogue.category.{provision.category}")
