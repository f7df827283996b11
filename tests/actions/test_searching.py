"""Finding a family again: within one team only, by every way of writing, logged, and never without the team's key."""

from datetime import date

import pytest

from signaal.actions import cards, cases, searching
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.store import cases as stored
from signaal.store import tokens
from signaal.store.tables_finding import IndexTokenRow
from signaal.terms import Refused, Setting
from signaal.vault.index_tokens import LENGTH, MARK
from signaal.vault.pseudonyms import new_id
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.support.world import World

BIRTH = date(2019, 3, 4)
FAMILY = Contact(
    children=(Child("Sam Jansen-de Vries", BIRTH), Child("Noor", date(2021, 5, 6))),
    parent_name="Y. el Idrissi",
)


def make(
    world: World, who: str, contact: Contact | None = FAMILY, setting: Setting = Setting.JGZ_4_12
) -> str:
    draft = CardDraft(
        new_id(), signal=SignalDraft(setting, seen=("CLOTHES_WORN",)), contact=contact, ending=Watch()
    )
    return cards.submit(world.ctx(who), draft).pseudonym or ""


def codes(found: searching.Found) -> list[str]:
    return [line.pseudonym for line in found.lines]


def token_of(world: World, code: str) -> bytes | None:
    with world.tools.store.reading() as reader:
        row = tokens.find(reader, stored.get(reader, code).id)
        return row.token if row is not None else None


@pytest.mark.parametrize("name", ["De Vries", "jansen", "de vries - JÁNSEN", "Sam", "Idrissi"])
def test_a_colleague_finds_the_card_however_the_name_is_written(world: World, name: str) -> None:
    code = make(world, "nurse")
    make(world, "nurse", Contact(children=(Child("Sam de Boer", date(2018, 1, 1)),)))
    assert codes(searching.by_name(world.ctx("nurse2"), name, BIRTH)) == [code]


def test_the_youngest_is_found_too_and_another_day_is_not(world: World) -> None:
    code = make(world, "nurse")
    ctx = world.ctx("nurse")
    assert codes(searching.by_name(ctx, "Noor", date(2021, 5, 6))) == [code]
    assert codes(searching.by_name(ctx, "Idrissi", date(2021, 5, 6))) == [code]
    assert codes(searching.by_name(ctx, "De Vries", date(2021, 5, 6))) == []
    assert codes(searching.by_name(ctx, "De Vries", date(2020, 5, 6))) == []


def test_both_name_and_day_are_needed(world: World) -> None:
    with pytest.raises(Refused) as no:
        searching.by_name(world.ctx("nurse"), "", None)
    assert set(no.value.problems) == {"name", "birth"}


def test_another_team_finds_nothing_and_has_no_byte_in_common(world: World) -> None:
    here = make(world, "nurse")
    there = make(world, "school_lead", setting=Setting.SCHOOL_PRIMARY)
    assert codes(searching.by_name(world.ctx("school_lead"), "Idrissi", BIRTH)) == [there]
    one, other = token_of(world, here), token_of(world, there)
    assert one is not None
    assert other is not None
    marks = [{token[at : at + MARK] for at in range(1, LENGTH, MARK)} for token in (one, other)]
    assert not marks[0] & marks[1]


def test_a_teachers_card_is_found_after_the_care_team_opened_it(world: World) -> None:
    code = make(world, "teacher", setting=Setting.SCHOOL_PRIMARY)
    assert token_of(world, code) is None
    lead = world.ctx("school_lead")
    found = searching.by_name(lead, "Idrissi", BIRTH)
    assert (codes(found), found.missing) == ([], 1)
    cases.read(lead, code)
    found = searching.by_name(lead, "Idrissi", BIRTH)
    assert (codes(found), found.missing) == ([code], 0)
    assert logged(world.tools, Event.CASE_INDEXED)[0]["subjects"] == [code]


def test_opening_twice_adds_one_token(world: World) -> None:
    code = make(world, "teacher", setting=Setting.SCHOOL_PRIMARY)
    for _ in range(2):
        cases.read(world.ctx("school_lead"), code)
    assert len(logged(world.tools, Event.CASE_INDEXED)) == 1
    with world.tools.store.reading() as reader:
        assert reader.session.query(IndexTokenRow).count() == 1


def test_a_teacher_cannot_search_by_name(world: World) -> None:
    make(world, "teacher", setting=Setting.SCHOOL_PRIMARY)
    with pytest.raises(Refused) as no:
        searching.by_name(world.ctx("teacher"), "Idrissi", BIRTH)
    assert no.value.problems["name"].key == "find.care_team_only"
    assert searching.same_family(world.ctx("teacher"), FAMILY) == ()


def test_what_a_teacher_changes_takes_the_token_away(world: World) -> None:
    code = make(world, "teacher", setting=Setting.SCHOOL_PRIMARY)
    cases.read(world.ctx("school_lead"), code)
    signal = SignalDraft(Setting.SCHOOL_PRIMARY, seen=("CLOTHES_WORN",))
    moved = Contact(children=(Child("Lotte Bakker", BIRTH),))
    cards.submit(
        world.ctx("teacher"),
        CardDraft(new_id(), signal=signal, contact=moved, pseudonym=code, ending=Watch()),
    )
    assert token_of(world, code) is None
    cases.read(world.ctx("school_lead"), code)
    lead = world.ctx("school_lead")
    assert codes(searching.by_name(lead, "Bakker", BIRTH)) == [code]
    assert codes(searching.by_name(lead, "Idrissi", BIRTH)) == []


def test_a_changed_record_is_found_under_the_new_name(world: World) -> None:
    code = make(world, "nurse", None)
    assert token_of(world, code) is not None
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
    cards.submit(
        world.ctx("nurse2"),
        CardDraft(new_id(), signal=signal, contact=FAMILY, pseudonym=code, ending=Watch()),
    )
    assert codes(searching.by_name(world.ctx("nurse"), "Jansen", BIRTH)) == [code]


def test_a_new_card_of_the_same_family_is_recognised(world: World) -> None:
    code = make(world, "nurse")
    again = Contact(children=(Child("Sammie de Vries", BIRTH),))
    assert [line.pseudonym for line in searching.same_family(world.ctx("nurse2"), again)] == [code]
    assert searching.same_family(world.ctx("nurse2"), Contact(phone="0612345678")) == ()
    assert searching.same_family(world.ctx("nurse2"), None) == ()


def test_every_search_is_logged_with_what_was_found_and_not_with_what_was_asked(world: World) -> None:
    code = make(world, "nurse")
    searching.by_name(world.ctx("nurse2"), "Idrissi", BIRTH)
    searching.by_name(world.ctx("nurse2"), "Niemand", BIRTH)
    searching.same_family(world.ctx("nurse2"), FAMILY)
    said = logged(world.tools, Event.CASE_SEARCHED)
    assert [(line.get("subjects", []), line["number"], line["reason"]) for line in said] == [
        ([code], 1, "by_name"), ([], 0, "by_name"), ([code], 1, "same_family"),
    ]  # fmt: skip
    assert "idrissi" not in repr(said).lower()


def test_a_code_leads_to_the_own_teams_card_only(world: World) -> None:
    code = make(world, "nurse")
    assert searching.by_code(world.ctx("nurse2"), f" {code.lower().replace('-', '')} ") == code
    for who, typed in (("school_lead", code), ("nurse", "0000-0000"), ("nurse", "x")):
        with pytest.raises(Refused) as no:
            searching.by_code(world.ctx(who), typed)
        assert no.value.problems["code"].key == "find.no_such_code"


def test_names_show_only_while_they_may(world: World) -> None:
    make(world, "nurse")
    assert searching.by_name(world.ctx("nurse"), "Idrissi", BIRTH).lines[0].names is None
    cases.show_names(world.ctx("nurse"))
    assert "Sam" in (searching.by_name(world.ctx("nurse"), "Idrissi", BIRTH).lines[0].names or "")
