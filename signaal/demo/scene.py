"""One family's story on the stage: what the people around it do, through the same actions as the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from signaal.actions import cards, cases, conversations, followups
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import Ctx
from signaal.actions.endings import Ending
from signaal.actions.views import CaseView, ClockView, Receipt
from signaal.demo import moments
from signaal.demo.families import Household
from signaal.demo.results import Played
from signaal.demo.stage import Stage
from signaal.demo.words import Words
from signaal.terms import Bundle, ClockKind
from signaal.workflows.acute import AcuteAnswer
from signaal.workflows.calendar import add_working_days, local_day
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.conversations import Talk
from signaal.workflows.signals import About, AboutKind, SignalDraft

Story = Iterator[datetime]
"""A story yields the moments at which it goes on; what lies after the end of the play never happens."""
Teller = Callable[["Scene"], Story]


@dataclass(repr=False)
class Scene:
    """`who` keeps the card. `code` and `reference` are set by what happens."""

    name: str
    stage: Stage
    rng: Random
    words: Words
    teams: dict[str, str]
    house: Household
    who: str
    code: str = ""
    reference: str = ""
    references: list[str] = field(default_factory=list)

    # Time

    @property
    def now(self) -> datetime:
        return self.stage.now

    @property
    def today(self) -> date:
        return local_day(self.now)

    def workday(self, days: int, minute: int | None = None) -> datetime:
        """The n-th working day from now, at a minute after midnight or at some hour of the day."""
        return moments.workday(self.now, days, minute or self.rng.randint(8 * 60 + 40, 16 * 60 + 30))

    def hours(self, hours: float) -> datetime:
        """So many hours from now, whatever the hour."""
        return self.now + timedelta(hours=hours)

    def day(self, working_days: int) -> date:
        """The n-th working day from today, as a date to agree on."""
        return add_working_days(self.today, working_days)

    # People

    def by(self, who: str = "") -> Ctx:
        """A request of this person, or of who keeps the card."""
        return self.stage.ctx(who or self.who)

    def form(self) -> str:
        return self.stage.ids()

    # The page, in parts

    def signal(self, acute: dict[str, AcuteAnswer] | None = None, *, plain: bool = True) -> SignalDraft:
        """What is noticed: the usual of this family when `plain`, and what is acute."""
        setting, codes = self.house.setting, tuple(acute or ())
        school = setting.value.startswith("school")
        children = len(self.house.contact.children)
        return SignalDraft(
            setting,
            seen=(*(self.house.seen if plain else ()), *(() if school else codes)),
            told=(*(self.house.told if plain else ()), *(codes if school else ())),
            about=About(AboutKind.CHILD, self.rng.randrange(children))
            if children
            else About(AboutKind.PARENT),
            remark=self.house.remark,
            acute=acute or {},
        )

    def talk(self, told: str = "talk") -> Talk:
        """A talk with the family; `told` empty: it was not told that something is written down."""
        house = self.house
        return Talk(
            house.partners, None, house.wish, house.goes_well, house.helpers, house.decides, told,
            house.contact.interpreter, house.contact.language,
        )  # fmt: skip

    def consent(
        self, team: str, bundle: Bundle = Bundle.CALL_AND_WHY, *, feedback: bool = True
    ) -> ConsentDraft:
        """The yes to a team, by everybody who decides."""
        return ConsentDraft(
            self.house.family(), self.teams[team], None, bundle, feedback, self.house.items(self.today),
            self.house.say_yes(self.today), agrees_with_help=True, told=True,
        )  # fmt: skip

    def write(
        self,
        *,
        signal: SignalDraft | None = None,
        talk: Talk | None = None,
        contact: bool = False,
        consent: ConsentDraft | None = None,
        declined: bool = False,
        ending: Ending | None = None,
    ) -> Receipt:
        """Post the page: a new card the first time, the same card after that."""
        made = cards.submit(
            self.by(),
            CardDraft(
                self.form(), signal, talk, self.house.contact if contact else None, consent, declined, ending,
                self.code or None,
            ),
        )  # fmt: skip
        self.code = made.pseudonym or self.code
        return self.keep(made)

    def keep(self, made: Receipt) -> Receipt:
        """Remember the referral of a receipt."""
        if made.reference and made.reference not in self.references:
            self.reference = made.reference
            self.references.append(made.reference)
        return made

    def notice(self, ending: Ending) -> None:
        """The simplest page: something was noticed, and somebody comes back to it."""
        self.write(signal=self.signal(), contact=True, ending=ending)

    def spoken(self, told: str = "talk") -> None:
        """A talk on a card that is there already."""
        self.look()
        conversations.record(self.by(), self.code, self.talk(told), None, self.form())

    def came_back(self, outcome: str = "picked_up") -> None:
        """What somebody would come back to was done: its clocks end."""
        for found in self.look().clocks:
            if found.kind is ClockKind.FOLLOW_UP and found.ended_at is None:
                followups.settle(self.by(), self.code, found.id, outcome, None, "", self.form())

    def aftercare(self, days: int) -> Story:
        """Somebody asks on that day whether it goes well: later again, or the card is closed."""
        self.came_back()
        followups.plan(self.by(), self.code, self.day(days), self.form())
        yield self.workday(days)
        while self.rng.random() < 0.4:
            clock, reason = self.clock(ClockKind.FOLLOW_UP), self.rng.choice(self.words.moved)
            followups.settle(self.by(), self.code, clock.id, "new_day", self.day(12), reason, self.form())
            yield self.workday(12)
        self.came_back("arranged")
        cases.close(self.by(), self.code, "help_arrived", self.form())

    # Looking

    def look(self, who: str = "") -> CaseView:
        """Open the card, as people do before they act."""
        return cases.read(self.by(who), self.code)

    def clock(self, kind: ClockKind, who: str = "") -> ClockView:
        """The running clock of this kind on the card. LookupError when there is none."""
        for found in self.look(who).clocks:
            if found.kind is kind and found.ended_at is None:
                return found
        raise LookupError(f"{self.name}: no {kind} runs")

    def played(self) -> Played:
        """What this story left."""
        return Played(self.name, self.code, self.who, tuple(self.references))
