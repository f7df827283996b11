"""However a name is written, the same household is found; and nothing is found by a name alone."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signaal.terms import Refused
from signaal.workflows import households
from signaal.workflows.contacts import Child, Contact

DAY = date(2019, 3, 4)
SAME = [
    ("De Vries", "vries"),
    ("Jansen-de Vries", "De Vries-Jansen"),
    ("Yılmaz-Öztürk", "oztürk yilmaz"),
    ("IJsbrandij", "Ysbrandy"),
    ("ĳsbrandĳ", "ijsbrandij"),
    ("van 't Hof", "Hof"),
    ("van ’t Hóf", "HOF"),
    ("O'Brien", "OBrien"),
    ("Fam. El Idrissi", "Idrissi"),
    ("Groß", "Gross"),
    ("Łukasz", "Lukasz"),
    ("Noël  van der Meer ", "meer, noel"),
    ("P. Jansen", "Jansen"),
    ("Jansen 2", "Jansen"),
    ("𝐕ries", "vries"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_of_writing_meet(one: str, other: str) -> None:
    assert set(households.words(one)) & set(households.words(other))
    assert set(households.words(other)) <= set(households.words(one))


def test_other_names_do_not_meet() -> None:
    assert not set(households.words("De Vries")) & set(households.words("De Boer"))


def test_words_between_and_initials_count_only_when_there_is_nothing_else() -> None:
    assert households.words("van de") == ("van", "de")
    assert households.words("X") == ("x",)
    assert households.words("...") == ()


@given(st.text(max_size=60))
@example("𝐀")
@example("ϓ")
def test_words_are_the_same_in_any_case_and_order(name: str) -> None:
    found = households.words(name)
    assert households.words(" ".join(found)) == found
    assert len(found) == len(set(found)) <= households.MOST_WORDS
    assert set(households.words(name.upper().lower())) == set(households.words(name.lower().upper().lower()))


def test_every_child_is_found_by_its_own_day_and_by_the_parents_name() -> None:
    other = date(2021, 1, 1)
    contact = Contact(
        (Child("Sam de Vries", DAY), Child("Noor", other), Child("Bo")), parent_name="F. Jansen"
    )
    found = set(households.pairs(contact))
    assert found == {
        ("vries", "2019-03-04"), ("sam", "2019-03-04"), ("jansen", "2019-03-04"),
        ("noor", "2021-01-01"), ("jansen", "2021-01-01"),
    }  # fmt: skip


def test_what_tells_most_comes_first() -> None:
    contact = Contact((Child("Sam de Vries", DAY),), parent_name="Fatima el Idrissi")
    assert households.pairs(contact)[:2] == (("vries", "2019-03-04"), ("idrissi", "2019-03-04"))


def test_an_expected_child_is_found_by_that_day() -> None:
    assert households.pairs(Contact(due_date=DAY, parent_name="Jansen")) == (("jansen", "2019-03-04"),)


def test_a_name_without_a_day_finds_nobody() -> None:
    assert households.pairs(Contact((Child("Sam"),), parent_name="Jansen")) == ()
    with pytest.raises(Refused) as no:
        households.asked(" ", None)
    assert set(no.value.problems) == {"name", "birth"}


def test_a_question_has_one_pair_for_each_part() -> None:
    assert households.asked("Jansen-de Vries", DAY) == (("jansen", "2019-03-04"), ("vries", "2019-03-04"))
