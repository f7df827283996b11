"""A year of work in one instance, played with canaries: texts that nobody without a key may ever find again.

Every writing action that takes content takes a canary. Letters of a canary hold one random root, so that no other
file of the machine can hold it by chance; numbers and days are random too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from signaal.actions import (
    backups,
    calm,
    cards,
    cases,
    consents,
    conversations,
    drafts,
    links,
    passkeys,
    recovery,
    referrals,
    reportcontent,
    requests,
    rotating,
    rotating_start,
    sessions,
    signals,
    statements,
    unlocking,
)
from signaal.actions.calm import AnswerDraft, CalmDraft
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator
from signaal.actions.endings import Outside, Watch
from signaal.actions.views import Receipt
from signaal.scheduler.jobs import JOBS, run
from signaal.terms import Bundle, CaseState, Setting, SignaalError
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.calendar import local_day
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.requests import Asked, RequestKind, Whose
from signaal.workflows.signals import SignalDraft
from tests.support.authenticator import Authenticator
from tests.support.papers import fresh, paper_of
from tests.support.world import ADDRESS, World
from tests.theft.canaries import Canaries
from tests.theft.pages import Pages

PIN = "274915"
"""Of the screen that is closed: the thief may have seen it typed."""


@dataclass
class Story:
    """The plays; each is one action or a few. `world` is a real instance."""

    world: World
    canaries: Canaries = field(default_factory=Canaries)

    def signal(self, setting: Setting = Setting.JGZ_4_12, *, acute: bool = False) -> SignalDraft:
        answer = AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=self.world.clock.now().date())
        return SignalDraft(
            setting,
            seen=("CLOTHES_WORN",),
            told=("HOME_EVICTION",) if acute else ("PARENT_CANT_PAY",),
            acute={"HOME_EVICTION": answer} if acute else {},
            remark=self.canaries.text("remark"),
        )

    def talk(self) -> Talk:
        text = self.canaries.text
        return Talk(
            ("both_parents",),
            wish=text("wish"),
            goes_well=text("goes well"),
            helpers=text("helpers"),
            told_how="talk",
        )

    def contact(self) -> Contact:
        text = self.canaries.text
        return Contact(
            children=(Child(text("child"), self.canaries.birth),),
            parent_name=text("parent"),
            phone=self.canaries.phone,
            email=f"{self.canaries.root}@gezin.example",
            address=text("straat 1"),
            call_when=text("when"),
            call_not=text("not"),
        )

    def yes(self, bundle: Bundle) -> ConsentDraft:
        return ConsentDraft(
            Family(Decides.PARENTS_TOGETHER),
            team_id=self.world.teams["social_team"],
            bundle=bundle,
            feedback=True,
            items=(Item(),),
            said_yes=(Person.PARENT,),
            agrees_with_help=True,
            told=True,
        )

    def submit(self, who: str, **parts: Any) -> Receipt:
        draft = replace(CardDraft(new_id()), **parts)
        return cards.submit(self.world.ctx(who), draft)

    def play(self) -> None:
        """Everything; then the machine's own work, so that mails, lists and checkpoints are there too."""
        self.crisis()
        self.quiet_story()
        self.a_no_and_a_withdrawal()
        self.later()
        self.keys()
        self.refused_pages()
        Pages.over(self.world, self.canaries).play()
        self.machine()
        self.ways_back()
        self.submit(
            "jgz_lead", signal=self.signal(), contact=self.contact(), ending=Watch()
        )  # after the last tidying
        self.lost()

    def lost(self) -> None:
        """New credentials that wait, and a link whose mail has not left."""
        self.world.reset("nurse2")
        links.send_reset(self.world.ctx("jgz_admin"), self.world.people["nurse"].user_id, by_mail=True)

    def crisis(self) -> None:
        """Seen, the clock, a yes for everything, calm."""
        first = self.submit(
            "nurse", signal=self.signal(acute=True), contact=self.contact(), talk=self.talk(), ending=Watch()
        )
        code = first.pseudonym or ""
        self.machine()
        self.world.clock.advance(hours=3)
        self.submit("nurse2", pseudonym=code, consent=self.yes(Bundle.EVERYTHING), talk=self.talk())
        view = cases.read(self.world.ctx("nurse"), code)
        assert view.state is CaseState.HELPING
        draft = self.signal(acute=True)
        signals.correct(self.world.ctx("nurse"), code, view.signals[0].id, draft, new_id())
        self.asked(code)
        self.received(view.referrals[0].reference)

    def asked(self, code: str) -> None:
        """The family asks what is kept, and has its own side put on the card."""
        today = local_day(self.world.clock.now())
        wanted = Asked(RequestKind.ACCESS, frozenset({Person.PARENT}), frozenset({Whose.OWN}), today)
        requests.register(self.world.ctx("jgz_officer"), code, wanted, "called_back", new_id())
        ctx = self.world.ctx("nurse")
        statements.record(ctx, code, "parent", self.canaries.text("statement"), new_id())
        reportcontent.content_part(ctx, code, reportcontent.of_card(ctx, code)[0].id, reportcontent.Choices())

    def received(self, reference: str) -> None:
        """The receiving team opens the package and answers the threat."""
        self.world.clock.advance(hours=3)
        until = self.world.clock.now() + timedelta(days=20)
        answer = AnswerDraft(("landlord_delay",), until)
        calm.record(
            self.world.ctx("responder"),
            reference,
            CalmDraft(spoken=True, family="yes", answers={"HOME_EVICTION": answer}),
            new_id(),
        )

    def quiet_story(self) -> None:
        """A teacher, help outside with its letter's data."""
        signal = self.signal(Setting.SCHOOL_PRIMARY)
        receipt = self.submit(
            "teacher", signal=signal, contact=self.contact(), ending=Outside("jeugdfonds_sport_cultuur")
        )
        ctx = self.world.ctx("school_lead")
        conversations.record(ctx, receipt.pseudonym or "", self.talk(), self.contact(), new_id())
        referrals.hand_over(self.world.ctx("teacher"), receipt.reference or "", new_id())

    def a_no_and_a_withdrawal(self) -> None:
        no = self.yes(Bundle.CALL_AND_WHY)
        self.submit(
            "nurse", signal=self.signal(), talk=self.talk(), consent=no, declined=True, ending=Watch()
        )
        page = {"signal": self.signal(), "talk": self.talk(), "contact": self.contact()}
        code = self.submit("nurse2", **page, consent=self.yes(Bundle.CALL_AND_WHY)).pseudonym or ""
        ctx = self.world.ctx("nurse2")
        consents.withdraw(ctx, code, cases.read(ctx, code).consents[0].id, new_id())

    def later(self) -> None:
        """Drafts: kept by hand, and of a page that came after the session had locked."""
        typed = {
            "remark": [self.canaries.text("draft")],
            "phone": [self.canaries.phone],
            "seen": list(self.canaries.codes),
        }
        drafts.keep(self.world.ctx("nurse"), "signaller.notice", typed)
        token = self.world.people["nurse2"].token
        sessions.lock(self.world.ctx("nurse2"))
        kept = sessions.keep_typed(self.world.tools, token, "signaller.notice", typed)
        assert kept is not None

    def keys(self) -> None:
        """A paper that counts, one in the making, and a team whose secret is being turned."""
        paper_of(self.world, "jgz_lead", "jgz_team")
        recovery.make(fresh(self.world, "social_lead"), self.world.teams["social_team"])
        rotation_id = rotating.ask(fresh(self.world, "school_lead"), self.world.teams["school_team"])
        rotating.approve(fresh(self.world, "school_lead2"), rotation_id)
        rotating_start.start(fresh(self.world, "school_lead"), rotation_id)

    def refused_pages(self) -> None:
        """What is refused leaves nothing either: a page with problems, and a stranger who asks."""
        draft = replace(CardDraft(new_id()), signal=self.signal(), contact=replace(self.contact(), email="x"))
        for attempt in (lambda: cards.submit(self.world.ctx("nurse"), draft), self._strange):
            with pytest.raises(SignaalError) as refused:
                attempt()
            assert self.canaries.root not in repr(refused.value).lower()

    def _strange(self) -> None:
        code = cases.page(self.world.ctx("nurse")).lines[0].pseudonym
        cases.read(self.world.ctx("responder2"), code)

    def ways_back(self) -> None:
        """A PIN on a screen that is closed now, and a passkey."""
        lead = self.world.log_in("jgz_lead2")
        ctx = sessions.open(self.world.tools, lead, new_id(), ADDRESS)
        assert ctx is not None
        unlocking.set_pin(ctx, lead, PIN)
        passkeys.add(ctx, "Telefoon", Authenticator().make(passkeys.ask_to_add(ctx)))
        self.world.clock.advance(minutes=16)
        assert unlocking.can_unlock(self.world.tools, lead)

    def machine(self) -> None:
        """Every job once, twenty minutes later: messages leave, and a backup is made."""
        self.world.clock.advance(minutes=20)
        for job in JOBS:
            assert run(self.world.tools, job), job.name
        folder = self.world.tools.instance / "backups"
        backups.backup(operator(self.world.tools), folder, secrets.token_urlsafe(24))
