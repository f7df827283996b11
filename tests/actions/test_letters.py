"""The letter for the family, and the text for a form: only what a yes covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signaal.actions import cards, cases, consents, letters
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Outside
from signaal.actions.letters import Wanted
from signaal.audit.events import Event
from signaal.referrals.provisions import Kind
from signaal.terms import Bundle, NotFound, Setting
from signaal.vault.pseudonyms import new_id
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
    world: World, bundle: Bundle | None, items: tuple[Item, ...] = (Item(),), family: Contact = FAMILY
) -> str:
    """A referral outside, with a yes to a fund for this bundle, or none; returns its code."""
    consent = ConsentDraft(
        Family(Decides.ONE_PARENT),
        function="fund",
        bundle=bundle or Bundle.CALL_ONLY,
        items=items,
        said_yes=(Person.PARENT,),
    )
    receipt = cards.submit(
        world.ctx("nurse"),
        CardDraft(
            new_id(),
            signal=SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark="Jas te klein"),
            talk=Talk(partners=("mother",), wish="Een warme jas", told_how="talk"),
            contact=family,
            consent=consent if bundle else None,
            ending=Outside(for_a_child(world)),
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
