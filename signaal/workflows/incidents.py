"""Something went wrong with data: what is registered, and what may be decided about it.

Sources: AVG art. 33 (the authority within 72 hours, unless a risk is unlikely; every breach is documented, lid 5) and
art. 34 (those concerned, when the risk is high, with the three exceptions of lid 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from signaal.terms import Refused, Say, aware
from signaal.workflows import free_text

LONGEST = free_text.WISH
OLDEST = timedelta(days=366 * 5)
"""As long as the log is kept at least."""


class ReportGround(StrEnum):
    """Why the authority is told, or not."""

    RISK = "risk"
    NO_RISK = "no_risk"
    NOT_PERSONAL = "not_personal"

    @property
    def reports(self) -> bool:
        return self is ReportGround.RISK


class InformGround(StrEnum):
    """Why families are told, or not."""

    HIGH_RISK = "high_risk"
    CARE = "care"
    NO_HIGH_RISK = "no_high_risk"
    UNREADABLE = "unreadable"
    TAKEN_AWAY = "taken_away"
    PUBLIC_NOTICE = "public_notice"

    @property
    def informs(self) -> bool:
        return self in (InformGround.HIGH_RISK, InformGround.CARE)


@dataclass(frozen=True)
class IncidentDraft:
    """What an officer writes down. Moments aware; `kind` and `people` codes of closed lists; `what` without names."""

    kind: str
    happened_from: datetime
    known_at: datetime
    what: str
    people: str
    happened_until: datetime | None = None
    not_bsn: bool = False


@dataclass(frozen=True)
class DecisionDraft:
    """What is decided: `report` and `inform` are codes of the two lists of grounds, `measures` what was done."""

    report: str
    inform: str
    measures: str
    not_bsn: bool = False


def check(draft: IncidentDraft, now: datetime) -> IncidentDraft:
    """The draft with a tidied text.

    Raises:
        Refused: one sentence per field: a moment that lies ahead or before the other, no text, a text that is too
            long or may hold a BSN.
    """
    problems = dict(_moments(draft, aware(now)))
    what = _text("what", draft.what, draft.not_bsn, problems)
    if problems:
        raise Refused(problems)
    return IncidentDraft(
        draft.kind,
        draft.happened_from,
        draft.known_at,
        what,
        draft.people,
        draft.happened_until,
        draft.not_bsn,
    )


def decide(draft: DecisionDraft) -> tuple[ReportGround, InformGround, str]:
    """What was decided, as members of the lists, with the tidied text.

    Who tells families tells the authority too: a high risk is a risk (AVG art. 34 lid 1).

    Raises:
        Refused: one sentence per field.
    """
    problems: dict[str, Say] = {}
    report = next((ground for ground in ReportGround if ground == draft.report), None)
    inform = next((ground for ground in InformGround if ground == draft.inform), None)
    if report is None:
        problems["report"] = Say("incidents.no_report")
    if inform is None:
        problems["inform"] = Say("incidents.no_inform")
    if inform is InformGround.HIGH_RISK and report is not None and not report.reports:
        problems["report"] = Say("incidents.high_risk_is_risk")
    measures = _text("measures", draft.measures, draft.not_bsn, problems)
    if problems or report is None or inform is None:
        raise Refused(problems)
    return report, inform, measures


def _moments(draft: IncidentDraft, now: datetime) -> Iterator[tuple[str, Say]]:
    if draft.known_at > now:
        yield "known_at", Say("incidents.ahead")
    if draft.happened_from > draft.known_at:
        yield "happened_from", Say("incidents.before_known")
    elif draft.happened_from < now - OLDEST:
        yield "happened_from", Say("incidents.too_old")
    until = draft.happened_until
    if until is not None and until < draft.happened_from:
        yield "happened_until", Say("incidents.until_before_from")
    elif until is not None and until > now:
        yield "happened_until", Say("incidents.ahead")


def _text(name: str, typed: str, not_bsn: bool, problems: dict[str, Say]) -> str:
    text = free_text.tidy(typed)
    wrong = free_text.problem(text, LONGEST, not_bsn=not_bsn)
    if not text:
        problems[name] = Say("incidents.say_what")
    elif wrong is not None:
        problems[name] = wrong
    return text
