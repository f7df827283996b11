"""The contact record: everything optional, nothing impossible."""

from datetime import date

import pytest

from signaal.terms import AgeBand, Refused
from signaal.workflows.contacts import Child, Contact, validate

WISHES, INTERPRETERS = ("no_letter", "call_evening"), ("none", "phone")


@pytest.fixture
def check(at):
    return lambda **fields: validate(Contact(**fields), at("2026-11-20 16.10"), WISHES, INTERPRETERS)


@pytest.fixture
def refused(check):
    def run(**fields):
        with pytest.raises(Refused) as caught:
            check(**fields)
        return {name: say.key for name, say in caught.value.problems.items()}

    return run


def test_nothing_is_needed(check):
    assert check() == Contact(children=(), wishes=())


def test_a_full_record_is_kept_tidy(check):
    contact = check(
        children=[Child(" Zoë d'Hondt ", date(2020, 5, 5)), Child(), Child("", date(2026, 11, 20))],
        due_date=date(2027, 2, 1),
        parent_name="محمد الأحمد",
        phone=" +31 (0)6-12 34 56 78 ",
        email="ouder@example.nl",
        address="Dorpsstraat 1\n1234 AB Polderdam",
        wishes=["no_letter", "no_letter"],
        call_when="na 19.00",
        call_not="niet op het werk",
        interpreter="phone",
        language="Arabisch",
    )
    assert contact.children == (Child("Zoë d'Hondt", date(2020, 5, 5)), Child("", date(2026, 11, 20)))
    assert contact.phone == "+31 (0)6-12 34 56 78"
    assert contact.wishes == ("no_letter",)
    assert contact.band(date(2026, 11, 20)) is AgeBand.UNDER_4


@pytest.mark.parametrize(
    ("fields", "name", "key"),
    [
        ({"children": [Child("A", date(2026, 11, 21))]}, "children.0.birth", "birth_future"),
        ({"children": [Child(), Child("A", date(2003, 11, 20))]}, "children.1.birth", "birth_adult"),
        ({"children": [Child("A")] * 21}, "children", "too_many_children"),
        ({"due_date": date(2028, 1, 1)}, "due_date", "due_date"),
        ({"due_date": date(2026, 1, 1)}, "due_date", "due_date"),
        ({"phone": "bel me"}, "phone", "phone"),
        ({"phone": "123"}, "phone", "phone"),
        ({"email": "geen adres"}, "email", "email"),
        ({"email": "a@" + "b" * 130 + ".nl"}, "email", "email"),
        ({"interpreter": "child"}, "interpreter", "no_child_interpreter"),
    ],
)
def test_what_cannot_be_right(refused, fields, name, key):
    assert refused(**fields) == {name: f"workflows.contact.{key}"}


@pytest.mark.parametrize("name", ["parent_name", "call_when", "call_not", "language"])
def test_texts_are_checked_field_by_field(refused, name):
    assert refused(**{name: "x" * 121}) == {name: "workflows.text.too_long"}
    assert refused(**{name: "999990019"}) == {name: "workflows.text.bsn"}
    assert refused(**{name: "a\nb"}) == {name: "workflows.text.control"}


def test_a_childs_name_is_checked_too(refused):
    assert refused(children=[Child("999990019")]) == {"children.0.name": "workflows.text.bsn"}


def test_phone_numbers_are_not_read_as_bsn(check):
    assert check(phone="999990019").phone == "999990019"


def test_choices_must_exist(refused):
    assert refused(wishes=["party"], interpreter="friend") == {
        "wishes": "workflows.choice.unknown",
        "interpreter": "workflows.choice.unknown",
    }


def test_a_young_adult_in_youth_care_is_still_a_child_of_the_case(check):
    assert check(children=[Child("A", date(2003, 11, 21))]).children[0].name == "A"
