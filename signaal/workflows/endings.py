"""How the 48 hours may end: only `met` and `met_late` count as calm; all are counted, none can be hidden.

Source: design page deadlines, points 9 to 11. Each function returns the ended clock or refuses, by field.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from signaal.terms import ClockState, Conflict, Refused, Say, aware
from signaal.workflows import deadlines
from signaal.workflows.calendar import add_working_days, closing_time, local_day, local_minute
from signaal.workflows.deadlines import Clock
from signaal.workflows.measures import Measure, fits, holds
from signaal.workflows.threats import Threat

ATTEMPTS_NEEDED = 3
PARTS_NEEDED = 2
REVIEW_WORKING_DAYS = 2


class FamilyAnswer(StrEnum):
    """The family's own answer to "Is er nu rust?"."""

    YES = "yes"
    NO = "no"


class PartOfDay(StrEnum):
    """The part of the day of an attempt."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True)
class ThreatAnswer:
    """What was done about one threat, and until when it holds (UTC)."""

    measure: Measure
    holds_until: datetime | None


@dataclass(frozen=True)
class Calm:
    """What the responder says when there is calm. `answers`: for each threat's code one or more measures."""

    spoken_with_family: bool
    answers: Mapping[str, Sequence[ThreatAnswer]]
    family: FamilyAnswer | None


@dataclass(frozen=True)
class Attempt:
    """One attempt to reach the family. `closed_letter_or_visit`: in a neutral envelope, or a visit."""

    at: datetime
    reached: bool = False
    closed_letter_or_visit: bool = False


@dataclass(frozen=True)
class Declined:
    """The family does not want this now. `new_date` only when the family chose one."""

    offer_made: bool
    numbers_given: bool
    safety_considered: bool
    new_date: date | None = None


@dataclass(frozen=True)
class Handover:
    """A named function outside signaal took it over by voice, at this moment (UTC)."""

    function: str
    at: datetime | None
    by_voice: bool = True


def part_of_day(at: datetime) -> PartOfDay:
    """Morning until 12.00, afternoon until 18.00, then evening, in Amsterdam."""
    minute = local_minute(at)
    if minute < 12 * 60:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if minute < 18 * 60 else PartOfDay.EVENING


def calm(clock: Clock, threats: Sequence[Threat], said: Calm, now: datetime) -> Clock:
    """The clock met, or met_late after due.

    Raises:
        Refused: not spoken with the family; a threat without a fitting answer that still holds; the family
            did not answer, or said no. Fields: spoken, answers.<CODE>, family.
        Conflict: it ended before.
    """
    problems: dict[str, Say] = {}
    if not said.spoken_with_family:
        problems["spoken"] = Say("clocks.calm_48h.end.speak_first")
    for threat in threats:
        if found := _answer_problem(threat, said.answers.get(threat.code, ()), now):
            problems[f"answers.{threat.code}"] = found
    if said.family is None:
        problems["family"] = Say("clocks.calm_48h.end.ask_family")
    elif said.family is FamilyAnswer.NO:
        problems["family"] = Say("clocks.calm_48h.end.family_says_no")
    if problems:
        raise Refused(problems)
    return deadlines.finish(clock, now)


def not_reached(
    clock: Clock, attempts: Sequence[Attempt], now: datetime, *, asked_not_to_write_or_visit: bool = False
) -> Clock:
    """Ended after three attempts in two parts of the day, one by closed letter or visit unless asked not to.

    Raises:
        Refused: field `attempts`, with what is missing.
        Conflict: it ended before.
    """
    tried = [a for a in attempts if not a.reached and clock.started_at <= aware(a.at) <= aware(now)]
    missing = ATTEMPTS_NEEDED - len(tried)
    if any(attempt.reached for attempt in attempts):
        raise Refused({"attempts": Say("clocks.calm_48h.end.was_reached")})
    if missing > 0:
        raise Refused({"attempts": Say("clocks.calm_48h.end.attempts_missing", {"n": missing})})
    if len({(part_of_day(attempt.at)) for attempt in tried}) < PARTS_NEEDED:
        raise Refused({"attempts": Say("clocks.calm_48h.end.other_part_of_day")})
    if not asked_not_to_write_or_visit and not any(a.closed_letter_or_visit for a in tried):
        raise Refused({"attempts": Say("clocks.calm_48h.end.letter_or_visit")})
    return deadlines.end(clock, ClockState.NOT_REACHED, now)


def declined(clock: Clock, said: Declined, now: datetime) -> Clock:
    """The family's no, with equal dignity. A later yes is a new clock linked to this one.

    Raises:
        Refused: fields offer_made, numbers_given, safety_considered, new_date.
        Conflict: it ended before.
    """
    problems = {
        name: Say(f"clocks.calm_48h.end.{name}")
        for name in ("offer_made", "numbers_given", "safety_considered")
        if not getattr(said, name)
    }
    if said.new_date is not None and said.new_date < local_day(now):
        problems["new_date"] = Say("workflows.date.past")
    if problems:
        raise Refused(problems)
    return deadlines.end(clock, ClockState.DECLINED, now)


def handed_over(clock: Clock, to: Handover, functions: Collection[str], now: datetime) -> Clock:
    """A function outside signaal took it over by voice. `functions`: codes of lists/handover_functions.toml.

    Raises:
        Refused: fields function, at, by_voice.
        Conflict: it ended before.
    """
    problems: dict[str, Say] = {}
    if to.function not in functions:
        problems["function"] = Say("workflows.choice.unknown")
    if not to.by_voice:
        problems["by_voice"] = Say("clocks.calm_48h.end.by_voice")
    if to.at is None:
        problems["at"] = Say("clocks.calm_48h.end.handover_time")
    elif not clock.started_at <= aware(to.at) <= aware(now):
        problems["at"] = Say("clocks.calm_48h.end.handover_between")
    if problems:
        raise Refused(problems)
    ended = deadlines.end(clock, ClockState.HANDED_OVER, now, to.function)
    return replace(ended, ended_at=aware(to.at) if to.at else ended.ended_at)


def mistake(clock: Clock, reason: str, now: datetime, *, by_lead: bool) -> Clock:
    """Started by mistake: only a lead may say so, with a reason; a second person looks afterwards.

    Raises:
        Refused: fields lead, reason.
        Conflict: it ended before.
    """
    if not by_lead:
        raise Refused({"lead": Say("clocks.calm_48h.end.only_lead")})
    if not reason.strip():
        raise Refused({"reason": Say("workflows.reason.needed")})
    return deadlines.end(clock, ClockState.MISTAKE, now)


def review_due(ended_at: datetime) -> datetime:
    """Until when a second person must look at a mistake: 2 working days later, 17.00 in Amsterdam, in UTC."""
    return closing_time(add_working_days(local_day(ended_at), REVIEW_WORKING_DAYS))


def review(lead_id: str, reviewer_id: str) -> None:
    """The second person must be somebody else. Raises Conflict when it is the same one."""
    if lead_id == reviewer_id:
        raise Conflict(Say("clocks.calm_48h.end.second_person"))


def _answer_problem(threat: Threat, answers: Sequence[ThreatAnswer], now: datetime) -> Say | None:
    fitting = [answer for answer in answers if fits(answer.measure, threat.kind)]
    if not fitting:
        return Say(f"clocks.calm_48h.end.answer_needed.{threat.kind}")
    if all(answer.holds_until is None for answer in fitting):
        return Say("clocks.calm_48h.end.holds_until")
    if not any(answer.holds_until is not None and holds(answer.holds_until, now) for answer in fitting):
        return Say("clocks.calm_48h.end.holds_until_past")
    return None
