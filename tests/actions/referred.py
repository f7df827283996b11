"""Families that were referred, for tests of the receiving side: a card with or without haste, and its package."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from signaal.actions import cards
from signaal.actions.calm import AnswerDraft, CalmDraft
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.store import deadlines, outbox
from signaal.store.tables_clocks import DeadlineRow
from signaal.terms import Bundle, ClockKind, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.signals import SignalDraft
from tests.support.world import World

FAMILY = Contact(
    children=(Child("Sam 't Hart", date(2020, 5, 4)),),
    parent_name="Noor 't Hart",
    phone="078-5550100",
    call_when="na 16 uur",
    address="Dijk 1",
    email="noor@voorbeeld.example",
)
TALK = Talk(
    partners=("both_parents",), wish="Rust met de huur", goes_well="School gaat goed", told_how="talk"
)
EVICTION = "HOME_EVICTION"
REMARK = "Brief van de verhuurder"


@dataclass(frozen=True)
class Sent:
    """A card, its package, and the calm clock when there is haste."""

    case: str
    reference: str
    clock_id: str


def noticed(*, haste: bool, setting: Setting = Setting.JGZ_4_12) -> SignalDraft:
    draft = SignalDraft(setting, seen=("CLOTHES_WORN",), told=("PARENT_CANT_PAY",), remark=REMARK)
    if not haste:
        return draft
    answer = AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=date(2026, 11, 12))
    return replace(draft, told=(EVICTION,), acute={EVICTION: answer})


def yes(world: World, bundle: Bundle, *, feedback: bool = True) -> ConsentDraft:
    return ConsentDraft(
        Family(Decides.PARENTS_TOGETHER),
        team_id=world.teams["social_team"],
        bundle=bundle,
        feedback=feedback,
        items=(Item(),),
        said_yes=(Person.PARENT,),
        agrees_with_help=True,
        told=True,
    )


def refer(
    world: World, bundle: Bundle = Bundle.CALL_ONLY, *, haste: bool = False, feedback: bool = True, who: str = "nurse"
) -> Sent:  # fmt: skip
    """The whole page, with a yes to the social team."""
    setting = Setting.SCHOOL_PRIMARY if who == "teacher" else Setting.JGZ_4_12
    draft = CardDraft(
        new_id(),
        noticed(haste=haste, setting=setting),
        TALK,
        FAMILY,
        yes(world, bundle, feedback=feedback),
        pseudonym=None,
    )
    receipt = cards.submit(world.ctx(who), draft)
    return Sent(receipt.pseudonym or "", receipt.reference or "", receipt.clock.id if receipt.clock else "")


def crisis(world: World) -> Sent:
    """A card with a running clock of 48 hours and no yes yet."""
    draft = CardDraft(new_id(), noticed(haste=True), None, FAMILY, ending=Watch())
    receipt = cards.submit(world.ctx("nurse"), draft)
    assert receipt.clock is not None
    return Sent(receipt.pseudonym or "", "", receipt.clock.id)


def calm_said(world: World, code: str = EVICTION, *, family: str = "yes", **changes: Any) -> CalmDraft:
    """Spoken, the landlord grants a delay for a month, and the family's own answer."""
    until = world.clock.now() + timedelta(days=30)
    draft = CalmDraft(spoken=True, family=family, answers={code: AnswerDraft(("landlord_delay",), until)})
    return replace(draft, **changes)


def clock(world: World, clock_id: str) -> DeadlineRow:
    with world.tools.store.reading() as reader:
        return deadlines.get(reader, clock_id)


def clocks(world: World, case_id: str, kind: ClockKind) -> list[DeadlineRow]:
    with world.tools.store.reading() as reader:
        return [row for row in deadlines.of_case(reader, case_id) if row.kind == kind.value]


def told(world: World, name: str, code: str, until: datetime | None = None) -> list[str]:
    """The messages that somebody has in the app about this code, by kind."""
    with world.tools.store.reading() as reader:
        found = outbox.unseen(
            reader, world.people[name].user_id, until or world.clock.now() + timedelta(hours=1)
        )
    return [row.message for row in found if row.subject_code == code]


def meddle(world: World, statement: str, *values: object) -> None:
    """What somebody with full access to the database file could do."""
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as connection, connection:
        connection.execute(statement, values)
