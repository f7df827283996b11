"""A family with an eviction letter: the shortest way to a running clock of 48 hours."""

from __future__ import annotations

from datetime import date

from signaal.actions import cards
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.actions.views import Receipt
from signaal.terms import Bundle, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.signals import SignalDraft
from tests.support.world import World


def seen(world: World, who: str = "nurse") -> Receipt:
    """The letter was seen; nothing has left the team."""
    answer = AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=date(2026, 11, 12))
    signal = SignalDraft(Setting.JGZ_4_12, told=("HOME_EVICTION",), acute={"HOME_EVICTION": answer})
    contact = Contact(children=(Child("Sam 't Hart", date(2020, 5, 4)),), phone="078-5550100")
    draft = CardDraft(form_id=new_id(), signal=signal, contact=contact, ending=Watch())
    return cards.submit(world.ctx(who), draft)


def said_yes(world: World, case: str, who: str = "nurse") -> Receipt:
    """The family says yes to the social team."""
    consent = ConsentDraft(
        Family(Decides.PARENTS_TOGETHER),
        team_id=world.teams["social_team"],
        bundle=Bundle.CALL_ONLY,
        feedback=True,
        items=(Item(),),
        said_yes=(Person.PARENT,),
        agrees_with_help=True,
        told=True,
    )
    talk = Talk(partners=("both_parents",), wish="Rust met de huur", told_how="talk")
    draft = CardDraft(form_id=new_id(), consent=consent, talk=talk, pseudonym=case)
    return cards.submit(world.ctx(who), draft)
