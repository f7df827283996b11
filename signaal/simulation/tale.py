"""One family's story: as in the demo, but whoever acts may die in the middle, and come back or not."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.actions import cards
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Ending
from signaal.actions.views import Receipt
from signaal.demo.scene import Scene
from signaal.simulation.deaths import Deaths, Killed
from signaal.simulation.figures import Figures
from signaal.simulation.history import History
from signaal.simulation.ledger import Ledger
from signaal.simulation.machine import Machine
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused, Unavailable
from signaal.workflows.acute import AcuteAnswer

Story = Iterator[datetime]
Deed = Generator[datetime, None, Receipt | None]
"""What somebody does: yields while the database is not there, returns the receipt; None: it was no longer possible."""
NEVER_BACK = 0.1


class GaveUp(Exception):
    """Somebody lost what was typed, and never came back."""


@dataclass(frozen=True, repr=False)
class Place:
    """Where all stories happen."""

    machine: Machine
    figures: Figures
    deaths: Deaths
    history: History
    ledger: Ledger


@dataclass(repr=False, kw_only=True)
class Tale(Scene):
    """A scene whose deeds survive, or not. `taker` works where the package goes."""

    place: Place
    taker: str = ""
    bundle: Bundle = Bundle.CALL_AND_WHY

    # Time, of the wall and not of the machine

    def after(self, least: float, most: float) -> datetime:
        """Between so many hours from now, short waits more often than long ones."""
        return self.place.machine.true + timedelta(hours=least + (most - least) * self.rng.random() ** 2)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # Deeds

    def deed(self, name: str, do: Callable[[str], Receipt]) -> Deed:
        """Do it once; killed in the middle, the same form is posted again. Raises GaveUp."""
        form, place = self.form(), self.place
        while True:
            place.deaths.begin(name)
            try:
                return self.keep(do(form))
            except Killed:
                if self.chance(NEVER_BACK):
                    raise GaveUp from None
            except Unavailable:
                place.figures.count("deeds put off")
                yield self.after(0.1, 1.5)
            except (Conflict, Refused, NotFound, NotAllowed) as why:
                place.figures.count(f"refused {name} {type(why).__name__}")
                return None
            except (
                KeyError,
                ValueError,
                TypeError,
            ):  # a row of this card is damaged: nobody can work on it now
                if not place.ledger.spoiled:
                    raise
                return None

    def page(
        self,
        *,
        acute: dict[str, AcuteAnswer] | None = None,
        notice: bool = False,
        told: str | None = None,
        team: str = "",
        ending: Ending | None = None,
    ) -> Deed:
        """The one page: what was noticed, a talk (`told` how, empty: not told), a yes to a team, how it ends."""
        new = not self.code

        def submit(form: str) -> Receipt:
            made = cards.submit(
                self.by(),
                CardDraft(
                    form,
                    self.signal(acute, plain=notice) if notice or acute else None,
                    self.talk(told) if told is not None else None,
                    self.house.contact if new else None,
                    self.consent(team, self.bundle) if team else None,
                    False,
                    ending,
                    self.code or None,
                ),
                shown=False,
            )  # fmt: skip
            self.code = made.pseudonym or self.code
            return made

        return self.deed("cards.submit", submit)

    # What is known without opening anything

    def clock_id(self, kind: str) -> str:
        """The running clock of this kind on the card; empty when there is none."""
        return next((clock.id for clock in self.place.history.running(self.code, kind)), "")
