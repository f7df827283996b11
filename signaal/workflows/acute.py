"""What is acute: the answers that confirm it, the municipal switches, and what starts the money clock.

Source: design page deadlines, point 3; facts: domain A.3. Safety is another path and never starts it (R6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signaal.terms import Say
from signaal.workflows.calendar import local_day
from signaal.workflows.checklists import Acute, Checklist, Item
from signaal.workflows.threats import Threat, ThreatKind, threat_moment


class Confirmation(StrEnum):
    """What the professional knows about something acute (design page deadlines, point 3)."""

    LETTER_SEEN = "letter_seen"
    SAID_BY_ADULT = "said_by_adult"
    """Said by an adult of the family or a young person of 16 or older."""
    CLEAR_NO = "clear_no"
    """A clear 'nee' to 'Is het geregeld voor vandaag en morgen?'."""
    ARRANGED = "arranged"
    VAGUE = "vague"
    SAID_BY_YOUNGER_CHILD = "said_by_younger_child"


@dataclass(frozen=True)
class AcuteAnswer:
    """The answer for one acute code. `threat_minute`: after midnight in Amsterdam, when the letter says."""

    confirmation: Confirmation | None = None
    letter_date: date | None = None
    threat_on: date | None = None
    threat_minute: int | None = None


@dataclass(frozen=True)
class Switches:
    """What a municipality lets start the clock beside the statute; both on by default."""

    nvvk: bool = True
    voorstel: bool = True

    def counts(self, acute: Acute) -> bool:
        """True when a code of this class can start the money clock here. Safety never does (R6)."""
        if acute in (Acute.NONE, Acute.SAFETY):
            return False
        return {Acute.MUNICIPAL: self.nvvk, Acute.PROPOSED: self.voorstel}.get(acute, True)


@dataclass(frozen=True)
class Findings:
    """What a signal asks for. `clock` starts the 48 hours.

    `talk_today`: the task "vandaag met een ouder praten", no clock.
    """

    clock: tuple[Threat, ...]
    talk_today: tuple[str, ...]


def to_ask(codes: Sequence[str], checklist: Checklist, switches: Switches) -> tuple[Item, ...]:
    """The ticked codes that need an answer about haste, in the order ticked."""
    found = (checklist.find(code) for code in dict.fromkeys(codes))
    return tuple(item for item in found if item is not None and switches.counts(item.acute))


def threats(
    answers: Mapping[str, AcuteAnswer], checklist: Checklist, switches: Switches, now: datetime
) -> Findings:
    """Which answers start the money clock, and which only a talk with a parent today; never safety.

    A `check` code starts it only by a clear 'nee'; an announcement counts, a vague threat does not.
    """
    clock, talk = [], []
    for code, answer in answers.items():
        item = checklist.find(code)
        if item is None or not switches.counts(item.acute):
            continue
        if answer.confirmation is Confirmation.SAID_BY_YOUNGER_CHILD:
            talk.append(code)
        elif _starts(item.acute, answer.confirmation):
            clock.append(Threat(code, item.threat or ThreatKind.NEED, _moment(answer, now)))
    return Findings(tuple(clock), tuple(talk))


def _starts(acute: Acute, confirmation: Confirmation | None) -> bool:
    if confirmation is Confirmation.CLEAR_NO:
        return True
    announced = confirmation in (Confirmation.LETTER_SEEN, Confirmation.SAID_BY_ADULT)
    return announced and acute is not Acute.CHECK


def _moment(answer: AcuteAnswer, now: datetime) -> datetime | None:
    if answer.threat_on is None:
        return None
    return threat_moment(answer.threat_on, answer.threat_minute, now)


def answer_problem(answer: AcuteAnswer, now: datetime) -> Say | None:
    """Why this answer is refused, or None: unanswered, a letter without its date, a date ahead."""
    if answer.confirmation is None:
        return Say("workflows.acute.answer_needed")
    if answer.letter_date is not None and answer.letter_date > local_day(now):
        return Say("workflows.date.future")
    if answer.confirmation is Confirmation.LETTER_SEEN and answer.letter_date is None:
        return Say("workflows.acute.letter_date")
    if answer.threat_minute is not None and not (0 <= answer.threat_minute < 24 * 60 and answer.threat_on):
        return Say("workflows.acute.threat_time")
    return None
