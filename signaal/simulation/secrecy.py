"""Nothing outside before a yes: who may hear of a card, told anew from memberships, yeses and packages (R8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from signaal.simulation.figures import Figures
from signaal.simulation.history import History, Note
from signaal.simulation.machine import Machine

_WITH_CODE = ("/kaart/", "/verwijzing/", "/nakijken/")
_OF_AN_END = frozenset({"consent_withdrawn"})
"""What a receiver hears after the yes was taken back: that it was."""


@dataclass
class Homes:
    """Where somebody works."""

    organisations: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)


@dataclass
class Secrecy:
    """`town` is read once: nobody joins or leaves while the simulation runs."""

    machine: Machine
    figures: Figures
    history: History
    people: dict[str, Homes] = field(default_factory=dict)
    team_home: dict[str, str] = field(default_factory=dict)

    def learn(self, teams: list[tuple[Any, ...]], memberships: list[tuple[Any, ...]]) -> None:
        """Team and organisation; user, organisation, team, role and lead."""
        self.team_home.update(dict(teams))
        for user_id, organisation, team, role, lead in memberships:
            homes = self.people.setdefault(user_id, Homes())
            homes.organisations.add(organisation)
            homes.roles.add(role)
            if team:
                homes.teams.add(team)
            if team and lead:
                homes.leads.add(team)

    def note(self, note: Note) -> None:
        """A message was committed: may this person know what it names?"""
        homes = self.people.get(note.user_id)
        if homes is None:
            return
        if note.code is None:
            if note.link.startswith(_WITH_CODE):
                self._found(note, "a link that names a card, without its code")
        elif note.code in self.history.by_code:
            self._card(note, homes)
        elif note.code in self.history.by_reference:
            self._package(note, homes)

    def outside(self, code: str) -> bool:
        """Is there a yes of this card that stands?"""
        return bool(self.history.given(code))

    def _card(self, note: Note, homes: Homes) -> None:
        card = self.history.cases[self.history.by_code[note.code or ""]]
        if self.team_home.get(card.team_id) not in homes.organisations:
            if "coordinator" not in homes.roles or not self.outside(card.code):
                self._found(note, "the code of a card, outside its organisation")
            return
        strange = note.user_id != card.owner_id and card.team_id not in homes.leads
        if card.personal and card.team_id in homes.teams and strange:
            self._found(note, "a personal card, told to a colleague")

    def _package(self, note: Note, homes: Homes) -> None:
        sent = self.history.sent[self.history.by_reference[note.code or ""]]
        if self.team_home.get(self.history.cases[sent.case_id].team_id) in homes.organisations:
            return
        stands = self.history.consents.get(sent.consent_id or "") == "given"
        theirs = self.team_home.get(sent.team_id or "") in homes.organisations
        if not theirs or not (stands or note.message in _OF_AN_END):
            self._found(note, "a package, told to somebody it was not sent to")

    def _found(self, note: Note, words: str) -> None:
        self.figures.found("shown_before_yes", f"{note.message} {note.code}: {words}", self.machine.true)
