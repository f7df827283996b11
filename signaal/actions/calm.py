""" "Er is rust": what was done about each threat, until when it holds, and the family's own answer.

A "nee" of the family keeps the clock running and is written down with the same care (design/deadlines.md, point 10).
The other verbs of the 48 hours stand with their noun and are reached from here: calls, endings, mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from signaal.access.permissions import Permission
from signaal.actions import clockwork, followups, sides, threats
from signaal.actions.calmcalls import acknowledged_by_phone, attempt, joint_call
from signaal.actions.calmends import DeclineDraft, decline, hand_over, not_reached
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.mistakes import mistake, review_mistake, reviewable, undo
from signaal.actions.packagework import Packagework
from signaal.actions.restarting import restart_linked
from signaal.actions.threats import CalmPage, asked
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, Refused, Say
from signaal.workflows import deadlines, endings, measures
from signaal.workflows.endings import Calm, FamilyAnswer, ThreatAnswer
from signaal.workflows.measures import Measure, Plan
from signaal.workflows.threats import Threat

__all__ = [
    "AnswerDraft", "CalmDraft", "CalmPage", "DeclineDraft", "acknowledged_by_phone", "asked", "attempt", "decline",
    "hand_over", "joint_call", "mistake", "not_reached", "record", "restart_linked", "review_mistake", "reviewable",
    "undo",
]  # fmt: skip


@dataclass(frozen=True)
class AnswerDraft:
    """What was done about one threat: codes of measures, and until when it holds (UTC)."""

    measures: tuple[str, ...] = ()
    holds_until: datetime | None = None


@dataclass(frozen=True)
class CalmDraft:
    """What somebody says when there is calm, nothing checked.

    `answers` by threat code. `kinds`: with *alleen bellen* the receiver was not told what it is about, and names the
    kinds of threat; then `answers` is by kind. `family`: yes, no or "" (not asked).
    """

    spoken: bool
    family: str
    answers: Mapping[str, AnswerDraft] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    plan: Plan = field(default_factory=Plan)
    """What else was done, and what is still to do: by whom and when."""


@action(
    Permission.CALM_RECORD, Event.CALM_RECORDED, Event.CLOCK_ENDED, Event.REFERRAL_ACCEPTED,
    Event.CLOCK_ACKNOWLEDGED, Event.FOLLOWUP_SET,
)  # fmt: skip
def record(ctx: Ctx, code: str, draft: CalmDraft, form_id: str, clock_id: str | None = None) -> Receipt:
    """The running 48 hours of a card or a received package, answered; the statutory clock is met with it.

    Raises:
        Refused: fields spoken, family, kinds, answers.<CODE>, also, done_by, todo, who, on.
        Conflict: no clock runs, or the other side holds it. NotFound.
    """
    work = sides.by_code(ctx, code, Permission.CALM_RECORD, form_id, "calm")
    rows = sides.calm_clocks(work, clock_id)
    known = threats.of_clocks(work, rows) or threats.named(draft.kinds)
    said = _said(draft)
    measures.check(draft.plan, ctx.tools.lists.of("handover_functions").codes(), ctx.now)
    calm = said.family is not FamilyAnswer.NO
    if calm:
        _check(rows, known, said, ctx.now)
    elif not said.spoken_with_family:
        raise Refused({"spoken": Say("clocks.calm_48h.end.speak_first")})
    work.seal("calm", _payload(draft, said, known, rows))
    work.changes.append(lambda unit, case: _answer(unit, work, case, [row.id for row in rows], calm=calm))
    work.leave(Event.CALM_RECORDED, parts=(Part.CALM,), reason="family_yes" if calm else "family_no")
    if not calm:
        work.following.append(Say("clocks.calm_48h.end.family_says_no"))
    if draft.plan.on is not None:
        _todo(work, draft.plan.on)
    work.result["clock"] = rows[0].id
    return work.write()


def _todo(work: Casework, on: date) -> None:
    """What is still to do stays on somebody's list: on a card as a day to look again; a receiver has its package."""
    work.following.append(Say("calm.todo_follows", {"day": on}))
    if isinstance(work, Packagework):
        return

    def follow(unit: Unit, case: CaseRow) -> None:
        followups.start(unit, work, case, on)

    work.changes.append(follow)
    work.leave(Event.FOLLOWUP_SET, parts=(Part.CLOCK,))


def _check(rows: Sequence[DeadlineRow], known: Sequence[Threat], said: Calm, now: datetime) -> None:
    problems: dict[str, Say] = {} if known else {"kinds": Say("calm.name_threat")}
    for row in rows:
        try:
            endings.calm(clockwork.clock_of(row), known, said, now)
        except Refused as refusal:
            problems.update(refusal.problems)
    if problems:
        raise Refused(problems)


def _answer(unit: Unit, work: Casework, case: CaseRow, clock_ids: Sequence[str], *, calm: bool) -> None:
    ctx = work.ctx
    for clock_id in clock_ids:
        row = sides.held(unit, work, case, clock_id)
        if not calm:
            continue
        ended = clockwork.put(row, deadlines.finish(clockwork.clock_of(row), ctx.now, "calm"))
        work.leave(Event.CLOCK_ENDED, parts=(Part.CLOCK,), target=row.id, reason=ended.state)
        work.following.append(deadlines.sentence(clockwork.clock_of(ended), ctx.now))
        sides.tell_other(unit, work, case, row, Message.CLOCK_ENDED)
    for row in stored.running(unit, case.id, ClockKind.WGS_3_WORKING_DAYS.value):
        ended = clockwork.put(row, deadlines.finish(clockwork.clock_of(row), ctx.now, "spoken"))
        work.leave(Event.CLOCK_ENDED, parts=(Part.CLOCK,), target=row.id, reason=ended.state)


def _said(draft: CalmDraft) -> Calm:
    """The draft in the words of the rules. Raises Refused for a measure or an answer that is not on the list."""
    problems: dict[str, Say] = {}
    answers: dict[str, tuple[ThreatAnswer, ...]] = {}
    for code, given in draft.answers.items():
        if set(given.measures) <= {measure.value for measure in Measure}:
            answers[code] = tuple(ThreatAnswer(Measure(m), given.holds_until) for m in given.measures)
        else:
            problems[f"answers.{code}"] = Say("workflows.choice.unknown")
    if draft.family not in ("", *(answer.value for answer in FamilyAnswer)):
        problems["family"] = Say("workflows.choice.unknown")
    if problems:
        raise Refused(problems)
    return Calm(draft.spoken, answers, FamilyAnswer(draft.family) if draft.family else None)


def _payload(
    draft: CalmDraft, said: Calm, known: Sequence[Threat], rows: Sequence[DeadlineRow]
) -> dict[str, object]:
    """What is sealed: codes, moments and the family's answer. No text."""
    codes = {threat.code for threat in known}
    return {
        "v": 1,
        "spoken": said.spoken_with_family,
        "family": said.family.value if said.family else None,
        "kinds": list(draft.kinds),
        "also": list(draft.plan.also),
        "done_by": draft.plan.done_by,
        "todo": list(draft.plan.todo),
        "who": draft.plan.who,
        "on": draft.plan.on.isoformat() if draft.plan.on else None,
        "clocks": [row.id for row in rows],
        "answers": {
            code: [
                {"measure": a.measure.value, "until": a.holds_until.isoformat() if a.holds_until else None}
                for a in given
            ]
            for code, given in said.answers.items()
            if code in codes
        },
    }
