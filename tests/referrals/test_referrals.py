"""Ready texts hold only what was agreed; letters are plain, and say nothing on the outside."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.items import Item, asked_by
from signaal.referrals.provisions import Kind, Provision
from signaal.referrals.referrals import (
    COVERS,
    Reader,
    Sender,
    birthday_reminder,
    follow_up_on,
    letter,
    ready_text,
    referral_letter,
)
from signaal.referrals.suggestions import Button
from signaal.terms import Bundle, Say
from signaal.texts import day, say
from tests.referrals.catalogue_files import CATALOGUE

SENDER = Sender("JGZ Voorbeeldstad", "jeugdverpleegkundige", "0800-0000")
VALUES = {item: f"canary-{item.value}" for item in Item}
HIDDEN = re.compile(
    r"armoe|schuld|geld|arm\b|minima|bijstand|inkomen|poverty|debt|money|income", re.IGNORECASE
)
PROVISIONS = st.sampled_from(CATALOGUE.provisions)
BUTTONS = st.sampled_from(Button)


def spoken(language: str, sentence: Say) -> str:
    params = {k: day(language, v) if isinstance(v, date) else v for k, v in sentence.params.items()}
    return say(language, sentence.key, **params)


def provision(name: str) -> Provision:
    found = CATALOGUE.find(name)
    assert found is not None
    return found


@given(PROVISIONS, st.frozensets(st.sampled_from(Item)))
def test_a_ready_text_holds_what_was_agreed_and_asked_and_nothing_else(
    chosen: Provision, agreed: frozenset[Item]
) -> None:
    for language in ("nl", "en"):
        text = "\n".join(spoken(language, line) for line in ready_text(chosen, VALUES, agreed).lines)
        for item in Item:
            wanted = item in agreed and item in asked_by(chosen)
            assert (f"canary-{item.value}" in text) == wanted


def test_what_is_empty_leaves_no_line() -> None:
    lines = ready_text(provision("voedselbank"), {Item.PHONE: "  ", Item.WISH: "eten"}, Item).lines
    assert [line.key for line in lines] == [
        "letters.ready_about",
        "letters.ready_wish",
        "letters.ready_agreed",
    ]


def test_each_bundle_covers_the_one_before_and_calling_alone_says_no_why() -> None:
    assert COVERS[Bundle.CALL_ONLY] < COVERS[Bundle.CALL_AND_WHY] < COVERS[Bundle.EVERYTHING]
    assert COVERS[Bundle.CALL_ONLY] == {Item.PARENT_NAME, Item.PHONE, Item.CALL_TIMES, Item.LANGUAGE}


@given(PROVISIONS, BUTTONS, st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_title_and_envelope_never_say_what_it_is_about(
    chosen: Provision, button: Button, when: date | None
) -> None:
    made = letter(chosen, button, SENDER, when)
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
        text = "\n".join(
            spoken("nl", p) for p in letter(chosen, button, SENDER, date(2026, 12, 1)).paragraphs
        )
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


@given(PROVISIONS, st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.none() | st.integers(0, 280))
def test_a_follow_up_is_on_a_weekday_and_ahead(chosen: Provision, today: date, left: int | None) -> None:
    due = None if left is None else today + timedelta(days=left)
    when = follow_up_on(chosen, today, due)
    assert when > today
    assert when.weekday() < 5


def test_a_follow_up_comes_after_the_lead_time_and_before_the_birth() -> None:
    monday = date(2026, 11, 23)
    assert follow_up_on(provision("bijzondere_bijstand"), monday) == monday + timedelta(days=56)
    assert follow_up_on(provision("sun_noodhulp"), monday) == monday + timedelta(days=1)
    assert follow_up_on(provision("sam_portaal"), monday) == monday + timedelta(days=14)
    assert follow_up_on(provision("babyspullen"), monday, monday + timedelta(days=35)) == monday + timedelta(
        days=7
    )
    assert follow_up_on(provision("babyspullen"), monday, monday) == monday + timedelta(days=1)


@pytest.mark.parametrize("chosen", CATALOGUE.provisions, ids=lambda p: p.id)
def test_a_letter_to_a_young_person_says_je(chosen: Provision) -> None:
    for button in Button:
        made = letter(chosen, button, SENDER, date(2026, 12, 1), Reader.YOUNG)
        text = "\n".join(spoken("nl", p) for p in made.paragraphs)
        assert not re.search(r"\b(u|uw)\b", re.sub(r"https?://\S+", "", text), re.IGNORECASE), text
        assert re.search(r"\bje\b", text)
        assert all(spoken("en", p).strip() for p in made.paragraphs)
        for sentence in re.split(r"(?<=[.?!:])\s+|\n", text):
            assert len(sentence.split()) <= 15, sentence


def test_a_schools_action_names_no_child() -> None:
    for chosen in CATALOGUE.provisions:
        if chosen.kind is Kind.SCHOOL:
            lines = ready_text(chosen, VALUES, Item).lines
            assert [line.key for line in lines] == ["letters.ready_about", "letters.ready_school"]


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


def test_a_follow_up_waits_for_the_months_in_which_it_can_be_asked() -> None:
    assert follow_up_on(provision("gemeentepolis"), date(2026, 3, 2)) == date(2026, 11, 2)
    assert follow_up_on(provision("gemeentepolis"), date(2026, 11, 9)) == date(2026, 11, 23)


@given(st.integers(1, 12), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_a_birthday_reminder_knows_the_month_only_and_comes_before_it(month: int, today: date) -> None:
    when = birthday_reminder(month, today)
    assert when >= today
    assert when.weekday() < 5
    first = date(when.year if when.month <= month else when.year + 1, month, 1)
    assert 35 <= (first - when).days <= 42
