"""How a page ends: every signal ends in something that somebody follows (R12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from signaal.actions import followups, helplist, holding, referrals
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx
from signaal.actions.incomes import Answers
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import CaseState, Refused, Say
from signaal.workflows import cases, retention
from signaal.workflows.calendar import local_day
from signaal.workflows.cases import CaseEvent, Next, NextKind


@dataclass(frozen=True)
class Outside:
    """Help outside signaal: a provision, and the day to ask whether it arrived (None: from its lead time).

    `answers`: what the family answered; that about the income is kept sealed with the help (R7).
    """

    provision_id: str
    follow_up: date | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Watch:
    """ "Ik let nog even op": six weeks."""


BY_MISTAKE = "recorded_by_mistake"
"""The reason of the closed list with a term of its own."""


@dataclass(frozen=True)
class TalkOn:
    """A talk, on this day."""

    on: date | None


@dataclass(frozen=True)
class FollowUpOn:
    """Look again on this day."""

    on: date | None


@dataclass(frozen=True)
class Close:
    """Done, for a reason of the closed list."""

    reason: str


Ending = Outside | Watch | TalkOn | FollowUpOn | Close


def kind_of(ending: Ending | None) -> tuple[NextKind, date | None]:
    """The ending as the rules name it."""
    match ending:
        case TalkOn(on):
            return NextKind.TALK, on
        case FollowUpOn(on):
            return NextKind.FOLLOW_UP, on
        case Close():
            return NextKind.CLOSE, None
        case Outside() | None:
            return NextKind.HELP, None
        case Watch():
            return NextKind.WATCH, None


def checked(ctx: Ctx, ending: Ending | None, *, followed: bool) -> Ending | None:
    """The ending, checked. `followed`: a yes to a team, or a clock that starts now, is an end by itself (R12).

    Raises:
        Refused: fields next, on, reason, provision.
    """
    if ending is None:
        if followed:
            return None
        raise Refused({"next": Say("workflows.case.choose_next")})
    if isinstance(ending, Outside):
        if helplist.offered(ctx, ending.provision_id) is None:
            raise Refused({"provision": Say("workflows.choice.unknown")})
        return ending
    kind, on = kind_of(ending)
    reason = ending.reason if isinstance(ending, Close) else ""
    cases.check_next(Next(kind, on, reason), ctx.now, ctx.tools.lists.of("close_reasons").codes())
    return ending


def apply(work: Casework, ending: Ending | None, *, threats_running: bool) -> None:
    """Do what was chosen, as part of the same piece of work."""
    match ending:
        case Outside(provision_id, follow_up, answers):
            work.result["reference"] = referrals.prepare_outside(work, provision_id, follow_up, answers)
        case Watch():
            if not threats_running:  # the 48 hours are what is watched
                _watch(work)
        case TalkOn(on) | FollowUpOn(on):
            _come_back(work, on, talk=isinstance(ending, TalkOn))
        case Close(reason):
            if threats_running:
                raise Refused({"next": Say("signal.not_closed_while_clock_runs")})
            close(work, reason)
        case None:
            return


def close(work: Casework, reason: str) -> None:
    """Close the card with a reason; what still ran on it must have ended."""

    def shut(unit: Unit, case: CaseRow) -> None:
        case.state = cases.after(CaseState(case.state), CaseEvent.CLOSED).value
        case.close_reason = reason
        if reason == BY_MISTAKE:
            terms = holding.terms_of(unit, work.ctx, work.team)
            case.expires_at = retention.after_mistake(case.expires_at, work.ctx.now, terms)
        followups.end_quiet_clocks(unit, work, case)

    work.changes.append(shut)
    work.following.append(Say("workflows.next.close"))
    work.leave(Event.CASE_CLOSED, parts=(Part.CASE,), reason=reason)
    work.count("closed", reason)


def _watch(work: Casework) -> None:
    ctx = work.ctx
    with ctx.tools.store.reading() as reader:
        terms = holding.terms_of(reader, ctx, work.team)
    followed = cases.check_next(Next(NextKind.WATCH), ctx.now, (), terms)
    until = followed.until

    def begin(unit: Unit, case: CaseRow) -> None:
        if until is not None:
            case.expires_at = retention.longer(case.created_at, case.expires_at, until, terms)
            followups.start(unit, work, case, local_day(until))

    work.changes.append(begin)
    work.following += cases.happens_next(followed)
    work.leave(Event.CASE_WATCHED, parts=(Part.CLOCK,))


def _come_back(work: Casework, on: date | None, *, talk: bool) -> None:
    kind = NextKind.TALK if talk else NextKind.FOLLOW_UP
    day = followups.chosen_day(work, on)

    def begin(unit: Unit, case: CaseRow) -> None:
        followups.start(unit, work, case, day)

    work.changes.append(begin)
    work.following += cases.happens_next(cases.Followed(kind, day, "", None))
    work.leave(Event.FOLLOWUP_SET, parts=(Part.CLOCK,))
