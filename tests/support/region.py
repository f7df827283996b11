"""The world with neighbours: a second JGZ team, a second receiver elsewhere, and families in every relation.

Everything that a family says is a canary: a word that stands nowhere else, so that a test can look for it in
every place where it must not be. `region.cases["own"]` is a case code, `region.references["call"]` a referral
code, `region.clocks["before_yes"]` the id of a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from signaal.actions import cards, cases, consents, directory, drafts, inbox, recovery
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator
from signaal.actions.endings import Ending, FollowUpOn, Outside, Watch
from signaal.actions.views import CaseView, Receipt
from signaal.terms import Bundle, ClockKind, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.signals import SignalDraft
from tests.support.papers import paper_of
from tests.support.world import World

IDENTITY = ("Kwikstaartje", "Zilverreiger", "078-5550177", "IJsvogelkade", "ooievaar@gezin.example")
"""Who a family is: child, parent, phone, address, e-mail. A yes to call shows the team a name and a number."""
OWN_WORDS = ("Goudvinkwens", "Puttertrots", "Heggenmushulp")
"""What the family said in a talk: wish, what goes well, who helps."""
NOTICED = ("Boomvalkzin",)
"""What the professional wrote."""
NOTES = ("Torenvalknotitie",)
"""What the receiving team wrote under its own key."""
CANARIES = (*IDENTITY, *OWN_WORDS, *NOTICED, *NOTES)
TICKED = ("CLOTHES_WORN", "HOME_EVICTION")

NEIGHBOURS = {
    # team: (organisation, shown, function, receives, people as in world.PEOPLE)
    "south_team": (
        "jgz",
        "JGZ-team Zuid",
        "jgz",
        False,
        {"south_lead": ("signaller", True, "jgz_nurse"), "south_nurse": ("signaller", False, "jgz_nurse")},
    ),
    "fund_team": (
        "fund",
        "Leergeld Waterland",
        "leergeld",
        True,
        {
            "fund_lead": ("responder", True, "fund_coordinator"),
            "fund_lead2": ("responder", True, "fund_coordinator"),
        },
    ),
}

CONTACT = Contact(
    children=(Child(IDENTITY[0], date(2020, 5, 4)),),
    parent_name=IDENTITY[1],
    phone=IDENTITY[2],
    address=f"{IDENTITY[3]} 77",
    email=IDENTITY[4],
    call_when="na 16 uur",
)
TALK = Talk(
    partners=("both_parents",),
    wish=OWN_WORDS[0],
    goes_well=OWN_WORDS[1],
    helpers=OWN_WORDS[2],
    told_how="talk",
)
WORN = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark=NOTICED[0])
EVICTION = SignalDraft(
    Setting.JGZ_4_12,
    told=("HOME_EVICTION",),
    acute={"HOME_EVICTION": AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=date(2026, 11, 12))},
    remark=NOTICED[0],
)


@dataclass(repr=False)
class Region:
    """A world and what happens in it, by short names."""

    world: World
    cases: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    signals: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    """Recovery papers of the JGZ team: "draft" is being made by its first lead; another one counts."""
    people: dict[str, str] = field(default_factory=dict)
    """Memberships that wait for a lead, by short name."""

    @classmethod
    def build(cls, world: World) -> Region:
        """Fill a fresh world."""
        region = cls(world)
        region._settle()
        region._live()
        return region

    def copy(self, folder: Path) -> Region:
        """The same region in a database of its own; SQLite only."""
        return replace(self, world=self.world.copy(folder))

    def _settle(self) -> None:
        world, shell = self.world, operator(self.world.tools)
        world.organisations["fund"] = directory.add_organisation(
            shell, "Leergeld Waterland", "fund", "Waterland"
        )
        for name, (home, shown, function, receives, people) in NEIGHBOURS.items():
            world.teams[name] = directory.add_team(
                shell, world.organisations[home], shown, function, receives=receives
            )
            for person, (role, lead, profession) in people.items():
                world.invite(shell, person, home, name, role, lead, profession)
            first, *others = people
            world.activate(first)
            for person in others:
                world.activate(person)
                world.admit(first, person)
        world.invite(shell, "newcomer", "jgz", "jgz_team", "signaller", False, "jgz_nurse")
        world.activate("newcomer")
        self.people["waiting"] = world.people["newcomer"].membership_id
        world.invite(shell, "expected", "jgz", "jgz_team", "signaller", False, "jgz_nurse")
        world._quiet()

    def _live(self) -> None:
        paper_of(self.world, "jgz_lead", "jgz_team")
        self.papers["draft"] = recovery.make(self.world.ctx("jgz_lead"), self.world.teams["jgz_team"])
        self._card("own", "nurse", signal=EVICTION, contact=CONTACT, ending=Watch())
        self._card("team", "nurse2", signal=WORN, contact=CONTACT, talk=TALK, ending=Watch())
        self._card("lead_own", "jgz_lead", signal=WORN, contact=CONTACT, ending=Watch())
        self._card("other_team", "south_nurse", signal=EVICTION, contact=CONTACT, ending=Watch())
        school = replace(WORN, setting=Setting.SCHOOL_PRIMARY)
        self._card("teacher", "teacher", signal=school, contact=CONTACT, talk=TALK, consent=self.yes())
        self._card("teacher2", "teacher2", signal=school, contact=CONTACT, ending=Watch())
        self._card("call", "nurse", signal=EVICTION, contact=CONTACT, talk=TALK, consent=self.yes())
        why, everything = self.yes(Bundle.CALL_AND_WHY), self.yes(Bundle.EVERYTHING)
        self._card("why", "nurse", signal=WORN, contact=CONTACT, talk=TALK, consent=why)
        self._card("everything", "nurse", signal=WORN, contact=CONTACT, talk=TALK, consent=everything)
        self._card("withdrawn", "nurse", signal=WORN, contact=CONTACT, talk=TALK, consent=self.yes())
        consents.withdraw(
            self.world.ctx("nurse"), self.cases["withdrawn"], self.consents["withdrawn"], new_id()
        )
        to_fund = self.yes(team="fund_team")
        self._card("fund", "nurse", signal=WORN, contact=CONTACT, talk=TALK, consent=to_fund)
        self._card("outside", "nurse", signal=WORN, contact=CONTACT, talk=TALK, ending=Outside("kledingbank"))
        later = FollowUpOn(date(2026, 12, 1))
        self._card(
            "declined", "nurse", signal=WORN, contact=CONTACT, talk=TALK, consent=self.yes(),
            declined=True, ending=later,
        )  # fmt: skip

        inbox.accept(self.world.ctx("responder"), self.references["why"], new_id())
        inbox.note(self.world.ctx("responder"), self.references["why"], NOTES[0], new_id())
        for who in ("nurse", "nurse2"):
            typed = {"remark": [NOTICED[0]], "setting": ["jgz_4_12"]}
            self.drafts[who] = drafts.keep(self.world.ctx(who), "signaller.notice", typed)

    def yes(self, bundle: Bundle = Bundle.CALL_ONLY, team: str = "social_team") -> ConsentDraft:
        """A yes of both parents to one team."""
        return ConsentDraft(
            Family(Decides.PARENTS_TOGETHER),
            team_id=self.world.teams[team],
            bundle=bundle,
            feedback=True,
            items=(Item(),),
            said_yes=(Person.PARENT,),
            agrees_with_help=True,
            told=True,
        )

    def _card(
        self,
        name: str,
        who: str,
        *,
        signal: SignalDraft,
        contact: Contact,
        talk: Talk | None = None,
        consent: ConsentDraft | None = None,
        declined: bool = False,
        ending: Ending | None = None,
    ) -> Receipt:
        form_id = self.forms[name] = new_id()
        draft = CardDraft(
            form_id, signal=signal, talk=talk, contact=contact, consent=consent, declined=declined,
            ending=ending,
        )  # fmt: skip
        receipt = cards.submit(self.world.ctx(who), draft)
        assert receipt.pseudonym
        self.cases[name] = receipt.pseudonym
        self._note(name, cases.read(self.world.ctx(who), receipt.pseudonym))
        return receipt

    def _note(self, name: str, view: CaseView) -> None:
        self.signals[name] = view.signals[0].id
        if view.consents:
            self.consents[name] = view.consents[0].id
        if view.referrals:
            self.references[name] = view.referrals[0].reference
        kinds = [clock for clock in view.clocks if clock.kind is ClockKind.CALM_48H] or list(view.clocks)
        self.clocks[name] = kinds[0].id

    def close(self) -> None:
        """Give the database back."""
        self.world.close()


@pytest.fixture(scope="session")
def built_region(tmp_path_factory: pytest.TempPathFactory, built: World) -> Region:
    """The region that every test gets a copy of; nobody writes in this one."""
    return Region.build(built.copy(tmp_path_factory.mktemp("region")))


@pytest.fixture
def region(built_region: Region, tmp_path: Path) -> Iterator[Region]:
    """A region of one's own, on SQLite."""
    own = built_region.copy(tmp_path / "region")
    yield own
    own.close()
