"""A case ("kaart"): its states, and the rule that every signal ends in something somebody follows (R12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signaal.terms import CaseState, Conflict, Refused, Say
from signaal.workflows.calendar import local_day
from signaal.workflows.free_text import LINE, problem, tidy
from signaal.workflows.retention import STANDARD, Terms, watch_until


class CaseEvent(StrEnum):
    """What happens to a case."""

    TALKED = "talked"
    HELP_STARTED = "help_started"
    HELP_ENDED = "help_ended"
    CLOSED = "closed"
    REOPENED = "reopened"


_AFTER: Mapping[CaseEvent, Mapping[CaseState, CaseState]] = {
    CaseEvent.TALKED: {
        CaseState.OPEN: CaseState.TALKING,
        CaseState.TALKING: CaseState.TALKING,
        CaseState.HELPING: CaseState.HELPING,
        CaseState.AFTERCARE: CaseState.AFTERCARE,
    },
    CaseEvent.HELP_STARTED: dict.fromkeys(
        (CaseState.OPEN, CaseState.TALKING, CaseState.HELPING, CaseState.AFTERCARE), CaseState.HELPING
    ),
    CaseEvent.HELP_ENDED: {
        CaseState.HELPING: CaseState.AFTERCARE,
        CaseState.AFTERCARE: CaseState.AFTERCARE,
    },
    CaseEvent.CLOSED: {state: CaseState.CLOSED for state in CaseState if state is not CaseState.CLOSED},
    CaseEvent.REOPENED: {CaseState.CLOSED: CaseState.TALKING},
}


def after(state: CaseState, event: CaseEvent) -> CaseState:
    """The state after this event. A talk never takes help back; a yes after a no reopens the same case.

    Raises:
        Conflict: this cannot happen to a case in this state.
    """
    following = _AFTER[event].get(state)
    if following is None:
        raise Conflict(Say("workflows.case.cannot_move"))
    return following


def must_be_open(state: CaseState) -> None:
    """Nothing begins on a closed card: nobody would see it (R12). Raises Conflict."""
    if state is CaseState.CLOSED:
        raise Conflict(Say("workflows.case.cannot_move"))


class NextKind(StrEnum):
    """How a signal goes on (R12)."""

    TALK = "talk"
    HELP = "help"
    FOLLOW_UP = "follow_up"
    WATCH = "watch"
    """Ik let nog even op: 6 weeks."""
    CLOSE = "close"


@dataclass(frozen=True)
class Next:
    """What somebody follows. `on`: the day of a talk or follow-up. `reason`: a code for a
    close, free text for a renewal.

    `renewals`: 0 for the first "ik let nog even op", 1 and 2 for its renewals.
    """

    kind: NextKind | None
    on: date | None = None
    reason: str = ""
    renewals: int = 0


@dataclass(frozen=True)
class Followed:
    """The checked next thing; `until` is the moment (UTC) at which watching ends, else None."""

    kind: NextKind
    on: date | None
    reason: str
    until: datetime | None


def check_next(
    chosen: Next, now: datetime, close_reasons: Collection[str], terms: Terms = STANDARD
) -> Followed:
    """What happens next, checked. `close_reasons`: codes of lists/close_reasons.toml; `terms` of the organisation.

    Raises:
        Refused: fields next, on, reason.
    """
    if chosen.kind is None:
        raise Refused({"next": Say("workflows.case.choose_next")})
    if chosen.kind in (NextKind.TALK, NextKind.FOLLOW_UP):
        if chosen.on is None:
            raise Refused({"on": Say("workflows.case.choose_day")})
        if chosen.on < local_day(now):
            raise Refused({"on": Say("workflows.date.past")})
    if chosen.kind is NextKind.CLOSE:
        check_close(chosen.reason, close_reasons)
    reason = tidy(chosen.reason)
    until = None
    if chosen.kind is NextKind.WATCH:
        until = watch_until(now, chosen.renewals, reason, terms)
        if found := problem(reason, LINE, lines=False):
            raise Refused({"reason": found})
    return Followed(chosen.kind, chosen.on, reason, until)


def check_close(reason: str, close_reasons: Collection[str]) -> None:
    """A close has a reason of the closed list. Raises Refused (field reason)."""
    if not reason:
        raise Refused({"reason": Say("workflows.reason.needed")})
    if reason not in close_reasons:
        raise Refused({"reason": Say("workflows.choice.unknown")})


def neutral_line(followed: Followed, *, talked: bool) -> Say:
    """The line to copy into DD-JGZ or ParnasSys: no code, no signal, nothing about money.

    Parameter: day, for a talk or follow-up.
    """
    params = {} if followed.on is None else {"day": followed.on}
    return Say(f"workflows.line.{'talked' if talked else 'noticed'}.{followed.kind}", params)


def happens_next(followed: Followed, clock_due: datetime | None = None) -> tuple[Say, ...]:
    """What the receipt says happens next: the clock with its exact end first, then what was agreed.

    Parameters: due (UTC) for a clock, day for a talk or follow-up, until (UTC) for watching.
    """
    lines = [] if clock_due is None else [Say("workflows.next.clock", {"due": clock_due})]
    params: dict[str, object] = {}
    if followed.on is not None:
        params["day"] = followed.on
    if followed.until is not None:
        params["until"] = followed.until
    return (*lines, Say(f"workflows.next.{followed.kind}", params))
