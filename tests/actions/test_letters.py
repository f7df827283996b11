"""The letter for the family, and the text for a form: only what a yes covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signaal import texts
from signaal.actions import cards, cases, consents, letters
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Outside
from signaal.actions.letters import Kind as Which
from signaal.actions.letters import Wanted
from signaal.audit.events import Event
from signaal.referrals.letters import Reader
from signaal.referrals.provisions import Kind
from signaal.terms import Bundle, NotFound, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import is_working_day, local_day
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.support.world import World

FAMILY = Contact(
    children=(Child("Sam 't Hart", date(2020, 5, 4)),),
    parent_name="Wilhelmina 't Hart",
    phone="078-5550100",
    address="Dijk 1",
    language="Engels",
)


def made(
    world: World,
    bundle: Bundle | None,
    items: tuple[Item, ...] = (Item(),),
    family: Contact = FAMILY,
    function: str = "fund",
    provision: str = "",
    decides: Decides | None = None,
) -> str:
    """A referral outside, with a yes to this function for this bundle, or none; returns its code."""
    consent = ConsentDraft(
        Family(Decides.ONE_PARENT),
        function=function,
        bundle=bundle or Bundle.CALL_ONLY,
        items=items,
        said_yes=(Person.PARENT,),
    )
    receipt = cards.submit(
        world.ctx("nurse"),
        CardDraft(
            new_id(),
            signal=SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark="Jas te klein"),
            talk=Talk(partners=("mother",), wish="Een warme jas", told_how="talk", decides=decides),
            contact=family,
            consent=consent if bundle else None,
            ending=Outside(provision or for_a_child(world)),
        ),
    )
    assert receipt.reference
    return receipt.reference


def for_a_child(world: World) -> str:
    """A provision for a child whose form asks the usual."""
    found = world.tools.catalogue.provisions
    return next(p.id for p in found if p.kind is Kind.CHILD and p.suggest and not p.form_items)


def test_without_a_yes_for_outside_there_is_no_text_for_a_form(world: World) -> None:
    letter = letters.letter(world.ctx("nurse"), made(world, None))
    assert letter.ready == ()
    assert letter.paragraphs[0]


@pytest.mark.parametrize(
    ("bundle", "items", "there", "missing"),
    [
        (Bundle.CALL_ONLY, (Item(),), ["078-5550100"], ["Een warme jas", "Sam", "Jas te klein"]),
        (Bundle.CALL_AND_WHY, (Item(),), ["Een warme jas"], ["Sam", "Jas te klein"]),
        (Bundle.EVERYTHING, (Item(),), ["Jas te klein"], ["Sam"]),
        (Bundle.EVERYTHING, (Item(), Item(child_age=6)), ["Jas te klein", "Sam 't Hart"], []),
    ],
)
def test_the_text_holds_what_was_agreed_and_nothing_else(
    world: World, bundle: Bundle, items: tuple[Item, ...], there: list[str], missing: list[str]
) -> None:
    ready = "\n".join(letters.letter(world.ctx("nurse"), made(world, bundle, items)).ready)
    assert all(words in ready for words in there)
    assert not any(words in ready for words in [*missing, "Dijk 1"])  # no form asks where they live


def test_a_yes_taken_back_takes_the_text_with_it(world: World) -> None:
    ctx, reference = world.ctx("nurse"), made(world, Bundle.EVERYTHING)
    before = letters.letter(ctx, reference)
    view = cases.read(ctx, before.pseudonym)
    consents.withdraw(ctx, view.pseudonym, view.consents[0].id, new_id())
    assert before.ready
    assert letters.letter(ctx, reference).ready == ()


def test_the_letter_speaks_the_familys_language_and_names_nobody(world: World) -> None:
    ctx = world.ctx("nurse")
    english = letters.letter(ctx, made(world, Bundle.EVERYTHING))
    dutch = letters.letter(ctx, made(world, None, family=replace(FAMILY, language="Arabisch")))
    assert (english.language, dutch.language) == ("en", "nl")
    words = " ".join((english.title, english.envelope, *english.paragraphs))
    assert "Hart" not in words
    assert english.pseudonym not in words
    assert english.envelope == "JGZ Waterland"
    assert letters.letter(ctx, english.reference, Wanted(language="nl")).paragraphs != english.paragraphs


def test_printing_is_logged_and_only_for_the_own_team(world: World) -> None:
    reference = made(world, None)
    letters.letter(world.ctx("nurse2"), reference)
    [event] = logged(world.tools, Event.LETTER_PRINTED)
    assert reference in event["subjects"]
    with pytest.raises(NotFound):
        letters.letter(world.ctx("teacher"), reference)
    assert len(logged(world.tools, Event.LETTER_PRINTED)) == 1


def test_a_yes_to_another_function_covers_nothing(world: World) -> None:
    ctx = world.ctx("nurse")
    letter = letters.letter(ctx, made(world, Bundle.EVERYTHING, function="school"))
    assert letter.ready == ()
    assert texts.say(letter.language, "letters.nothing_passed") in letter.paragraphs


def test_of_the_children_only_those_that_a_yes_is_about_are_named(world: World) -> None:
    two = replace(FAMILY, children=(*FAMILY.children, Child("Noor", date(2024, 2, 3)), Child("Baby")))
    reference = made(world, Bundle.EVERYTHING, (Item(), Item(child_age=6)), two)
    ready = "\n".join(letters.letter(world.ctx("nurse"), reference).ready)
    assert "Sam 't Hart" in ready
    assert "Noor" not in ready
    assert "Baby" not in ready


def test_the_text_for_a_form_is_dutch_whatever_the_family_speaks(world: World) -> None:
    letter = letters.letter(world.ctx("nurse"), made(world, Bundle.EVERYTHING))
    assert letter.language == "en"
    assert letter.ready[-1] == texts.say("nl", "letters.ready_agreed")


def test_a_young_person_gets_an_own_letter_from_twelve_on(world: World) -> None:
    ctx = world.ctx("nurse")
    small = letters.letter(ctx, made(world, None), Wanted(reader=Reader.YOUNG))
    assert (small.reader, small.readers) == ("parent", ("parent",))
    older = replace(FAMILY, children=(Child("Noor", date(2009, 2, 3)),), language="")
    both = letters.letter(ctx, made(world, None, family=older), Wanted(reader=Reader.YOUNG, named=True))
    assert (both.reader, both.readers) == ("young", ("parent", "young"))
    assert both.address == ("Noor",)
    assert both.title == texts.say("nl", "letters.young.title")
    alone = letters.letter(ctx, made(world, None, family=older, decides=Decides.YOUNG_PERSON))
    assert alone.reader == "young"


def test_only_what_wants_a_referral_letter_has_one(world: World) -> None:
    ctx = world.ctx("nurse")
    bank = made(world, Bundle.EVERYTHING, (Item(), Item(child_age=6)), provision="speelgoedbank")
    letter = letters.letter(ctx, bank, Wanted(Which.REFERRAL))
    assert letter.language == "nl", "a bank reads Dutch"
    said = " ".join(letter.paragraphs)
    assert "Wilhelmina 't Hart" in said
    assert "Een warme jas" not in said
    with pytest.raises(NotFound):
        letters.letter(ctx, made(world, None, provision="jeugdfonds_sport_cultuur"), Wanted(Which.REFERRAL))


def test_the_proposed_day_is_a_working_day_and_knows_of_a_birthday_only_the_month(world: World) -> None:
    def day(birth: date) -> date:
        family = replace(FAMILY, children=(Child("Sam", birth),))
        reference = made(world, None, family=family, provision="jarige_job")
        code = letters.letter(world.ctx("nurse"), reference).pseudonym
        found = cases.read(world.ctx("nurse"), code).referrals[0].follow_up
        assert found is not None
        return local_day(found)

    june = day(date(2020, 6, 1))
    assert june == day(date(2020, 6, 30))
    assert is_working_day(june)
    assert (june.month, june.year) == (4, 2027)
