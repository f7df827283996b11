"""Each letter is one calm page: what must be there, what must not, and only a name through the envelope's window."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal import texts
from signaal.actions import letterviews
from signaal.actions.agreed import Agreed
from signaal.actions.letterpapers import pdf
from signaal.actions.letterviews import Gathered, Kind, Wanted
from signaal.actions.views.letters import LetterView
from signaal.referrals.items import Item, asked_by
from signaal.referrals.letters import Reader, Sender
from signaal.referrals.provisions import Provision
from signaal.referrals.suggestions import Button
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.free_text import LINE
from tests.paper.reading import catalogue, page_count, reader, squeezed, tags, text, through_window
from tests.referrals.catalogue_files import CATALOGUE

HIDDEN = re.compile(
    r"armoe|schuld|geld|arm\b|minima|bijstand|inkomen|poverty|debt|money|income", re.IGNORECASE
)
TODAY = date(2026, 11, 22)
LONG = "Wilhelmina-Jacoba-Alexandrina van der Meulen-Oosterhoudt de Vries "
LONGEST = (LONG * 9)[:LINE].strip()
FAMILY = Contact(
    children=(Child("Sam 't Hart", date(2011, 5, 4)),),
    parent_name="Fatima El Amrani",
    phone="078-5550100",
)
VALUES = {item: f"canary-{item.value}" for item in Item}


def gathered(provision: Provision, **more: object) -> Gathered:
    made = Gathered(
        "K7QM-4TX9", FAMILY, TODAY, provision, provision.name.nl, Button.APPLY,
        Sender("JGZ Waterland", "Team Noord", "0800-0000"), date(2026, 12, 14),
        Agreed(frozenset(Item), VALUES), young_decides=False,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]  # names of its own fields


def view(provision: Provision, wanted: Wanted = letterviews.FAMILY, **more: object) -> LetterView:
    return letterviews.spoken(gathered(provision, **more), "R-1", wanted)


def known(name: str) -> Provision:
    found = CATALOGUE.find(name)
    assert found is not None
    return found


LONG_SENDER = Sender(LONGEST, LONGEST, "0800-0000")
LONG_FAMILY = Contact(
    children=tuple(Child(LONGEST, date(2011, 5, 4)) for _ in range(20)), parent_name=LONGEST
)
LONG_VALUES = dict.fromkeys(Item, LONGEST) | {Item.CHILD_NAME: ", ".join([LONG.strip()] * 6)}


@pytest.mark.parametrize("chosen", CATALOGUE.provisions, ids=lambda found: found.id)
def test_every_letter_to_a_family_is_one_page_also_with_the_longest_names(chosen: Provision) -> None:
    for language in texts.LANGUAGES:
        for each in Reader:
            wanted = Wanted(language=language, reader=each, named=True)
            for more in ({}, {"sender": LONG_SENDER, "contact": LONG_FAMILY}):
                assert page_count(pdf(view(chosen, wanted, **more))) == 1


@pytest.mark.parametrize("chosen", [p for p in CATALOGUE.provisions if p.letter], ids=lambda found: found.id)
def test_every_referral_letter_is_one_page_also_with_the_longest_names(chosen: Provision) -> None:
    for language in texts.LANGUAGES:
        wanted = Wanted(Kind.REFERRAL, language)
        yes = Agreed(frozenset(Item), LONG_VALUES)
        assert page_count(pdf(view(chosen, wanted, sender=LONG_SENDER, agreed=yes))) == 1


@pytest.mark.parametrize("chosen", CATALOGUE.provisions, ids=lambda found: found.id)
def test_the_envelope_shows_a_name_or_nothing(chosen: Provision) -> None:
    assert through_window(pdf(view(chosen))) == ""
    assert through_window(pdf(view(chosen, Wanted(named=True)))) == "Fatima El Amrani"
    young = Wanted(named=True, reader=Reader.YOUNG)
    assert through_window(pdf(view(chosen, young))) == "Sam 't Hart"
    if chosen.letter:
        assert through_window(pdf(view(chosen, Wanted(Kind.REFERRAL, named=True)))) == ""


def test_no_name_shows_when_the_family_wants_no_letter_or_it_is_not_clear_whose_it_is() -> None:
    chosen = known("speelgoedbank")
    quiet = replace(FAMILY, wishes=("no_letter",))
    assert view(chosen, Wanted(named=True), contact=quiet).address == ()
    two = replace(FAMILY, children=(*FAMILY.children, Child("Noor", date(2012, 1, 1))))
    assert view(chosen, Wanted(named=True, reader=Reader.YOUNG), contact=two).address == ()


@pytest.mark.parametrize("chosen", CATALOGUE.provisions, ids=lambda found: found.id)
def test_titles_and_what_stands_above_the_text_say_nothing_of_money(chosen: Provision) -> None:
    for language in texts.LANGUAGES:
        for wanted in (Wanted(language=language), Wanted(Kind.REFERRAL, language)):
            letter = view(chosen, wanted)
            made = pdf(letter)
            above = text(made).split(letter.title)[0] + letter.title
            assert not HIDDEN.search(above)
            named = reader(made).metadata
            assert named is not None
            assert named.title == texts.say(language, "letters.paper")


def test_a_letter_is_tagged_for_who_listens_to_it() -> None:
    made = pdf(view(known("jeugdfonds_sport_cultuur"), Wanted(language="en")))
    assert catalogue(made)["/Lang"] == "en"
    assert {"H1", "H2", "P", "L", "LI"} <= tags(made)


def test_a_letter_says_what_why_who_when_and_how_to_take_the_yes_back() -> None:
    said = text(pdf(view(known("jeugdfonds_sport_cultuur"))))
    for words in (
        "Wat wij met u hebben afgesproken", "Waarom deze brief?", "Waar gaat het om?", "Wie doet wat?",
        "Wanneer?", "maandag 14 december 2026", "U mag uw ja altijd terugnemen", "0800-0000", "22 november 2026",
        "voornaam van het kind",
    ):  # fmt: skip
        assert words in said
    assert "canary" not in said, "the family's letter tells which things may be passed on, not what they are"
    young = text(pdf(view(known("jeugdfonds_sport_cultuur"), Wanted(reader=Reader.YOUNG))))
    assert "Je mag je ja altijd terugnemen" in young
    assert not re.search(r"\b(u|uw)\b", young, re.IGNORECASE)


def test_without_a_yes_the_letters_tell_nothing_of_the_family() -> None:
    none = Agreed(frozenset(), VALUES)
    family = text(pdf(view(known("speelgoedbank"), agreed=none)))
    bank = text(pdf(view(known("speelgoedbank"), Wanted(Kind.REFERRAL), agreed=none)))
    assert "Wij geven niets over u door aan anderen." in family
    assert "canary" not in family + bank
    assert "Fatima" not in family + bank


@settings(max_examples=30, deadline=None)
@given(st.frozensets(st.sampled_from(Item)), st.sampled_from([p for p in CATALOGUE.provisions if p.letter]))
def test_a_referral_letter_holds_exactly_what_was_agreed_and_is_asked(
    agreed: frozenset[Item], chosen: Provision
) -> None:
    said = text(pdf(view(chosen, Wanted(Kind.REFERRAL), agreed=Agreed(agreed, VALUES))))
    for item in Item:
        there = item in agreed and item in asked_by(chosen) - {Item.WHY, Item.WISH, Item.REMARK}
        assert (f"canary-{item.value}" in said) == there
    assert "geldig tot en met" in said
    assert "Naam en handtekening" in said


@pytest.mark.parametrize(
    "name",
    ['#import "x": *', "$x$ *vet* _a_", "\\u{41} #panic()", "O'Neil <b>", "שרה كريم", "Saba 😀", "x" * 100],
)
def test_a_name_of_any_kind_is_only_a_name(name: str) -> None:
    family = replace(FAMILY, parent_name=name)
    yes = Agreed(frozenset(Item), {Item.PARENT_NAME: name})
    made = [
        pdf(view(known("speelgoedbank"), Wanted(named=True), contact=family)),
        pdf(view(known("speelgoedbank"), Wanted(Kind.REFERRAL), agreed=yes)),
    ]
    for each in made:
        assert page_count(each) == 1
        if name.isascii():
            assert squeezed(name) in squeezed(text(each))
