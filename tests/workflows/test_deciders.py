"""Whose yes is needed (R8)."""

import pytest

from signaal.workflows.deciders import (
    Decides,
    Family,
    Item,
    Person,
    missing,
    only_own_items,
    plausible,
    required,
)

TOGETHER = Family(Decides.PARENTS_TOGETHER)


@pytest.mark.parametrize(
    ("age", "decides", "persons"),
    [
        (5, Decides.PARENTS_TOGETHER, {Person.PARENT}),
        (5, Decides.ONE_PARENT, {Person.PARENT}),
        (5, Decides.GUARDIAN, {Person.GUARDIAN}),
        (5, Decides.FOSTER_WITHOUT_AUTHORITY, {Person.GUARDIAN}),
        (11, Decides.ONE_PARENT, {Person.PARENT}),
        (12, Decides.ONE_PARENT, {Person.PARENT, Person.YOUNG_PERSON}),
        (15, Decides.GUARDIAN, {Person.GUARDIAN, Person.YOUNG_PERSON}),
        (16, Decides.PARENTS_TOGETHER, {Person.YOUNG_PERSON}),
        (17, Decides.GUARDIAN, {Person.YOUNG_PERSON}),
    ],
)
def test_items_about_a_child(age, decides, persons):
    assert required(Item(age), Family(decides)).persons == persons


def test_when_the_other_parent_may_disagree_both_are_asked():
    family = Family(Decides.PARENTS_TOGETHER, may_disagree=True)
    assert required(Item(5), family).persons == {Person.PARENT, Person.OTHER_PARENT}
    assert only_own_items(family)
    assert not only_own_items(TOGETHER)
    assert not only_own_items(Family(Decides.ONE_PARENT, may_disagree=True))


@pytest.mark.parametrize(
    ("money", "joint", "bewind", "persons"),
    [
        (False, True, True, {Person.PARENT}),
        (True, False, False, {Person.PARENT}),
        (True, True, False, {Person.PARENT, Person.PARTNER}),
        (True, False, True, {Person.PARENT, Person.ADMINISTRATOR}),
        (True, True, True, {Person.PARENT, Person.PARTNER, Person.ADMINISTRATOR}),
    ],
)
def test_household_items(money, joint, bewind, persons):
    family = Family(Decides.ONE_PARENT, joint_debts=joint, bewind=bewind)
    assert required(Item(money=money), family).persons == persons


def test_a_young_person_alone_answers_for_the_own_household():
    assert required(Item(), Family(Decides.YOUNG_PERSON)).persons == {Person.YOUNG_PERSON}


def test_what_is_missing_for_all_items_together():
    items = [Item(13), Item(money=True)]
    family = Family(Decides.ONE_PARENT, joint_debts=True)
    assert missing(items, family, [Person.PARENT]) == {Person.YOUNG_PERSON, Person.PARTNER}
    assert missing(items, family, list(Person)) == frozenset()


def test_a_child_under_16_cannot_decide_alone():
    assert plausible(Family(Decides.YOUNG_PERSON), [15, 17]) is not None
    assert plausible(Family(Decides.YOUNG_PERSON), [16]) is None
    assert plausible(TOGETHER, [3]) is None
