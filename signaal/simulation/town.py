"""The invented municipality to simulate: founded through actions, with cheap passphrases; nobody logs in twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from signaal.actions.context import Ctx
from signaal.demo import words
from signaal.demo.cast import PEOPLE
from signaal.demo.people import People
from signaal.demo.stage import Stage

SIGNALLERS = tuple(part.login for part in PEOPLE if part.role == "signaller")
TAKERS = {
    team: tuple(part.login for part in PEOPLE if part.team == team)
    for team in ("wijkteam", "schuldhulp", "leergeld")
}
COORDINATOR = "gemeente.regie"
LEADS = {part.team: part.login for part in reversed(PEOPLE) if part.team and part.lead}


@dataclass(repr=False)
class Platform(Stage):
    """A stage on which everybody who was there once stays: time does not log them out."""

    known: dict[str, Ctx] = field(default_factory=dict)

    def ctx(self, login: str) -> Ctx:
        """A request of this person, now."""
        if login not in self.known:
            self.known[login] = super().ctx(login)
        return replace(self.known[login], tools=self.tools, now=self.now, request_id=self.ids())

    def found(self, said: words.Words, rng: Random) -> dict[str, str]:
        """Everybody, once; the ids of the teams by their short names."""
        people = People(self, said, rng)
        people.set_up()
        self.known.clear()
        for part in PEOPLE:
            self.ctx(part.login)
        return people.teams
