"""Letters are plain, say nothing on the outside, and hold only what was agreed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.items import Item, asked_by
from signaal.referrals.letters import Letter, Reader, Sender, letter, referral_letter
from signaal.referrals.provisions import Provision
from signaal.referrals.suggestions import Button
from signaal.terms import Say
from signaal.texts import day, say
from tests.referrals.catalogue_files import CATALOGUE

SENDER = Sender("JGZ Voorbeeldstad", "jeugdverpleegkundige", "0800-0000")
VALUES = {item: f"canary-{item.value}" for item in Item}
HIDDEN = re.compile(
    r"armoe|schuld|geld|arm\b|minima|bijstand|inkomen|poverty|debt|money|income", re.IGNORECASE
)
PROVISIONS = st.sampled_from(CATALOGUE.provisions)
BUTTONS = st.sampled_from(Button)
AGREED = st.frozensets(st.sampled_from(Item))


def spoken(language: str, sentence: Say) -> str:
    params = {k: day(language, v) if isinstance(v, date) else v for k, v in sentence.params.items()}
    return say(language, sentence.key, **params)


def everything(made: Letter) -> list[Say]:
    """Title, headings and sentences."""
    heads = [part.heading for part in made.sections if part.heading is not None]
    return [made.title, *heads, *made.paragraphs]


def provision(name: str) -> Provision:
    found = CATALOGUE.find(name)
    assert found is not None
    return found


@given(PROVISIONS, BUTTONS, st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.sampled_from(Reader))
def test_title_and_envelope_never_say_what_it_is_about(
    chosen: Provision, button: Button, when: date | None, reader: Reader
) -> None:
    made = letter(chosen, button, SENDER, when, reader, Item)
    for language in ("nl", "en"):
        for outside in (made.title, made.envelope):
            assert not HIDDEN.search(spoken(language, outside))
        assert all(spoken(language, paragraph).strip() for paragraph in made.paragraphs)


@given(PROVISIONS, BUTTONS)
def test_a_letter_says_what_who_and_when(chosen: Provision, button: Button) -> None:
    keys = [p.key for p in letter(chosen, button, SENDER, date(2026, 12, 1)).paragraphs]
    assert {"letters.what", f"letters.who_{button.value}", "letters.follow_up", "letters.you_decide"} <= set(
        keys
    )
    assert "letters.follow_up" not in {p.key for p in letter(chosen, button, SENDER, None).paragraphs}


@pytest.mark.parametrize("chosen", CATALOGUE.provisions, ids=lambda p: p.id)
def test_letters_are_plain_dutch(chosen: Provision) -> None:
    for button in Button:
        made = letter(chosen, button, SENDER, date(2026, 12, 1), agreed=Item)
        text = "\n".join(spoken("nl", said) for said in everything(made))
        text = re.sub(r"https?://\S+", "", text)
        assert not re.search(r"\b(je|jij|jou|jouw)\b", text)
        assert not re.search(r"\b(dossier|maatregel|risico|weiger\w*|potje\w*)\b", text)
        for sentence in re.split(r"(?<=[.?!:])\s+|\n", text):
            assert len(sentence.split()) <= 15, sentence


def test_one_letter_as_it_reads() -> None:
    made = letter(provision("jeugdfonds_sport_cultuur"), Button.APPLY, SENDER, date(2026, 12, 14))
    text = [spoken("nl", p) for p in made.paragraphs]
    assert text[2].startswith("Het gaat om: Jeugdfonds Sport & Cultuur. Contributie of lesgeld")
    assert "Wacht met betalen tot u antwoord heeft." in text
    assert "Op maandag 14 december 2026 vragen wij u hoe het gaat." in text
    assert text[-1] == "Met vriendelijke groet, jeugdverpleegkundige, JGZ Voorbeeldstad"


@pytest.mark.parametrize("chosen", CATALOGUE.provisions, ids=lambda p: p.id)
def test_a_letter_to_a_young_person_says_je(chosen: Provision) -> None:
    for button in Button:
        made = letter(chosen, button, SENDER, date(2026, 12, 1), Reader.YOUNG, Item)
        text = "\n".join(spoken("nl", p) for p in everything(made))
        assert not re.search(r"\b(u|uw)\b", re.sub(r"https?://\S+", "", text), re.IGNORECASE), text
        assert re.search(r"\bje\b", text)
        assert all(spoken("en", p).strip() for p in made.paragraphs)
        for sentence in re.split(r"(?<=[.?!:])\s+|\n", text):
            assert len(sentence.split()) <= 15, sentence


@given(PROVISIONS, st.frozensets(st.sampled_from(Item)), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_referral_letter_holds_its_last_day_and_no_reasons(
    chosen: Provision, agreed: frozenset[Item], today: date
) -> None:
    made = referral_letter(chosen, SENDER, VALUES, agreed, today)
    assert made.valid_until is not None
    assert 0 < (made.valid_until - today).days <= 366
    for language in ("nl", "en"):
        text = "\n".join(spoken(language, p) for p in made.paragraphs)
        assert day(language, made.valid_until) in text
        assert not HIDDEN.search(spoken(language, made.title) + spoken(language, made.envelope))
        for item in Item:
            allowed = item in agreed and item in asked_by(chosen) - {Item.WHY, Item.WISH, Item.REMARK}
            assert (f"canary-{item.value}" in text) == allowed


def test_a_toy_banks_letter_holds_for_a_year() -> None:
    made = referral_letter(provision("speelgoedbank"), SENDER, {}, (), date(2026, 11, 22))
    assert made.valid_until == date(2027, 11, 22)
    assert [p.key for p in made.paragraphs][1] == "letters.referral_known"


@given(PROVISIONS, BUTTONS, AGREED, st.sampled_from(Reader))
def test_a_letter_names_what_may_be_passed_on_and_how_to_take_that_back(
    chosen: Provision, button: Button, agreed: frozenset[Item], reader: Reader
) -> None:
    made = letter(chosen, button, SENDER, None, reader, agreed)
    keys = [said.key.replace("letters.young.", "letters.") for said in made.paragraphs]
    for item in Item:
        assert (f"letters.item.{item.value}" in keys) == (item in agreed and item in asked_by(chosen))
    passed = bool(agreed & asked_by(chosen))
    assert ("letters.take_back" in keys) == ("letters.agreed" in keys) == passed
    assert ("letters.nothing_passed" in keys) == (not passed)


@given(PROVISIONS, BUTTONS, AGREED, st.sampled_from(Reader))
def test_a_letter_to_the_family_holds_no_value_of_what_was_agreed(
    chosen: Provision, button: Button, agreed: frozenset[Item], reader: Reader
) -> None:
    made = letter(chosen, button, SENDER, None, reader, agreed)
    assert "canary" not in "".join(spoken("nl", said) for said in made.paragraphs)


def test_without_a_phone_nobody_is_told_to_call() -> None:
    nobody = Sender("JGZ Voorbeeldstad", "jeugdverpleegkundige", "")
    made = letter(provision("speelgoedbank"), Button.APPLY, nobody, None, agreed=Item)
    assert "letters.questions" not in {said.key for said in made.paragraphs}
    assert "letters.take_back" in {said.key for said in made.paragraphs}
    assert "letters.referral_questions" not in {
        said.key
        for said in referral_letter(provision("speelgoedbank"), nobody, {}, (), date(2026, 1, 1)).paragraphs
    }


def test_every_heading_has_something_below_it() -> None:
    for chosen in CATALOGUE.provisions:
        for reader in Reader:
            made = letter(chosen, Button.APPLY, SENDER, None, reader)
            assert all(part.paragraphs for part in made.sections)
            assert [p.heading.key for p in made.sections if p.heading].count("letters.heads.why") == 1
