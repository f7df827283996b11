"""Ready texts hold only what was agreed, and a follow-up comes on a day that makes sense."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.items import Item, asked_by, receivers
from signaal.referrals.provisions import Kind, Provision
from signaal.referrals.referrals import (
    COVERS,
    follow_up_on,
    ready_text,
)
from signaal.terms import Bundle, Say
from signaal.texts import day, say
from tests.referrals.catalogue_files import CATALOGUE
from tests.support.repository import CODE

VALUES = {item: f"canary-{item.value}" for item in Item}
FUNCTIONS = CODE / "workflows" / "lists" / "recipient_functions.toml"
PROVISIONS = st.sampled_from(CATALOGUE.provisions)


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


def test_a_schools_action_names_no_child() -> None:
    for chosen in CATALOGUE.provisions:
        if chosen.kind is Kind.SCHOOL:
            lines = ready_text(chosen, VALUES, Item).lines
            assert [line.key for line in lines] == ["letters.ready_about", "letters.ready_school"]


def test_a_follow_up_waits_for_the_months_in_which_it_can_be_asked() -> None:
    assert follow_up_on(provision("gemeentepolis"), date(2026, 3, 2)) == date(2026, 11, 2)
    assert follow_up_on(provision("gemeentepolis"), date(2026, 11, 9)) == date(2026, 11, 23)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.dates(date(2010, 1, 1), date(2024, 12, 31)))
def test_a_birthday_box_is_asked_before_the_month_and_shows_no_more_than_the_month(
    today: date, birth: date
) -> None:
    box = provision("jarige_job")
    when = follow_up_on(box, today, birth_months={birth.month})
    usual = follow_up_on(box, today)
    begins = date(today.year + (birth.month < today.month), birth.month, 1)
    assert when >= usual
    assert when.weekday() < 5
    assert when == usual or timedelta(days=39) <= begins - when <= timedelta(days=42)
    assert when == follow_up_on(box, today, birth_months=[birth.month, birth.month])


def test_only_what_is_for_a_birthday_waits_for_one() -> None:
    monday = date(2026, 11, 23)
    assert follow_up_on(provision("sam_portaal"), monday, birth_months={6}) == monday + timedelta(days=14)
    assert follow_up_on(provision("jarige_job"), monday, birth_months={6, 9}) == date(2027, 4, 20)


def test_a_yes_is_to_a_function_that_exists_and_fits() -> None:
    codes = {entry["code"] for entry in tomllib.loads(FUNCTIONS.read_text(encoding="utf-8"))["entry"]}
    for chosen in CATALOGUE.provisions:
        assert receivers(chosen) <= codes
        assert receivers(chosen) or not chosen.suggest, chosen.id
        assert "social_team" not in receivers(chosen) or chosen.via_team
    assert receivers(provision("jeugdfonds_sport_cultuur")) == {"fund", "volunteers"}
    assert "school" not in receivers(provision("bijzondere_bijstand"))
