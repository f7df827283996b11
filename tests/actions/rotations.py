"""Turning a team's secret in tests, and the question that is asked at every moment: does everybody open everything?"""

from __future__ import annotations

from dataclasses import dataclass, field

from signaal.actions import cases, inbox, rotating, rotating_start, rotating_work
from signaal.actions.rotating_work import Progress
from signaal.store import memberships
from signaal.store.tables_people import MembershipRow
from signaal.terms import Bundle
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import Sent, refer
from tests.support.papers import fresh
from tests.support.world import World

JGZ = ("jgz_lead", "jgz_lead2", "nurse", "nurse2")
SOCIAL = ("social_lead", "social_lead2", "responder", "responder2")
SCHOOL = ("school_lead", "school_lead2")


@dataclass
class Household:
    """Cards of three teams, and packages between them."""

    jgz: list[Sent] = field(default_factory=list)
    school: list[Sent] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, number: int = 2) -> Household:
        made = cls()
        for _ in range(number):
            made.jgz.append(refer(world, Bundle.EVERYTHING))
            made.school.append(refer(world, Bundle.CALL_AND_WHY, who="teacher"))
        for sent in (*made.jgz, *made.school):
            inbox.accept(world.ctx("responder"), sent.reference, new_id())
            inbox.note(world.ctx("responder2"), sent.reference, "Bellen na zes uur", new_id())
        return made

    def opens(self, world: World) -> None:
        """Every member of every team opens everything that is theirs, with its packages and notes."""
        for name in JGZ:
            for sent in self.jgz:
                view = cases.read(world.ctx(name), sent.case)
                assert view.contact is not None, name
                assert view.contact.parent_name == "Noor 't Hart", name
                assert view.consents
        for name in ("teacher", *SCHOOL):
            for sent in self.school:
                view = cases.read(world.ctx(name), sent.case)
                assert view.contact is not None, name
        for name in SOCIAL:
            for sent in (*self.jgz, *self.school):
                package = inbox.read(world.ctx(name), sent.reference)
                assert [note.text for note in package.notes] == ["Bellen na zes uur"], name


def asked(world: World, team: str, lead: str, second: str) -> str:
    """A rotation that two leads agree on; its id."""
    rotation_id = rotating.ask(fresh(world, lead), world.teams[team])
    rotating.approve(fresh(world, second), rotation_id)
    return rotation_id


def started(world: World, team: str, lead: str, second: str) -> str:
    rotation_id = asked(world, team, lead, second)
    rotating_start.start(fresh(world, lead), rotation_id)
    return rotation_id


def turned(world: World, team: str, lead: str, second: str) -> Progress:
    """From the question to the end."""
    started(world, team, lead, second)
    return rotating_work.go_on(world.ctx(lead), world.teams[team])


def seat(world: World, name: str) -> MembershipRow:
    """Somebody's place in the team, as its row is now."""
    with world.tools.store.reading() as reader:
        return memberships.get(reader, world.people[name].membership_id)
