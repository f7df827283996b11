"""A signal: what was seen or told, and about whom.

A signal is never edited; a correction replaces it.
Circumstances serve the help finder and are forgotten (R2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from signaal.terms import Refused, Say, Setting
from signaal.workflows.acute import AcuteAnswer, Switches, answer_problem
from signaal.workflows.calendar import local_day
from signaal.workflows.checklists import Checklist, Item
from signaal.workflows.free_text import REMARK, has_bsn, problem, tidy

MOST_CODES = 60
MOST_CHILDREN = 20


class AboutKind(StrEnum):
    CHILD = "child"
    PARENT = "parent"
    NOBODY_YET = "nobody_yet"


@dataclass(frozen=True)
class About:
    """Who the signal points at; `child` is the index in the case's list of children, from 0."""

    kind: AboutKind = AboutKind.NOBODY_YET
    child: int | None = None


@dataclass(frozen=True)
class SignalDraft:
    """What a form hands over; nothing checked. `not_bsn`: "Dit is geen BSN" was ticked."""

    setting: Setting
    seen: Sequence[str] = ()
    told: Sequence[str] = ()
    about: About = field(default_factory=About)
    remark: str = ""
    seen_on: date | None = None
    acute: Mapping[str, AcuteAnswer] = field(default_factory=dict)
    not_bsn: bool = False


@dataclass(frozen=True)
class Signal:
    """A checked signal, ready to be sealed. `circumstances` must not be stored.

    `seen_on` is set only for what comes from paper or an earlier day. `bsn_overruled`: the remark holds
    digits that look like a BSN and the author said they are not; that is logged.
    """

    setting: Setting
    seen: tuple[str, ...]
    told: tuple[str, ...]
    circumstances: tuple[str, ...]
    about: About
    remark: str
    seen_on: date | None
    acute: Mapping[str, AcuteAnswer]
    checklist_version: int
    bsn_overruled: bool

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.seen, *self.told)


def validate(
    draft: SignalDraft,
    checklist: Checklist,
    now: datetime,
    switches: Switches | None = None,
    *,
    children: int = MOST_CHILDREN,
) -> Signal:
    """The checked signal. `children`: how many children the case lists.

    Raises:
        Refused: one sentence per field: seen, told, about, remark, seen_on, acute.<CODE>.
    """
    problems: dict[str, Say] = {}
    told = tuple(dict.fromkeys(draft.told))
    seen = tuple(code for code in dict.fromkeys(draft.seen) if code not in told)
    items = _items(draft, checklist, problems)
    _check_school(draft.setting, [items[code] for code in seen if code in items], problems)
    kept = [code for code in (*seen, *told) if code in items and items[code].keep]
    if not kept and not problems:
        problems["seen"] = Say("workflows.signal.nothing")
    remark = tidy(draft.remark)
    _set(problems, "remark", problem(remark, REMARK, not_bsn=draft.not_bsn))
    _set(problems, "about", _about_problem(draft.about, children))
    if draft.seen_on is not None and draft.seen_on > local_day(now):
        problems["seen_on"] = Say("workflows.date.future")
    acute = _acute(draft, [items[code] for code in kept], switches or Switches(), now, problems)
    if problems:
        raise Refused(problems)
    return Signal(
        setting=draft.setting,
        seen=tuple(code for code in seen if code in kept),
        told=tuple(code for code in told if code in kept),
        circumstances=tuple(code for code in (*seen, *told) if code not in kept),
        about=draft.about,
        remark=remark,
        seen_on=draft.seen_on,
        acute=acute,
        checklist_version=checklist.version,
        bsn_overruled=draft.not_bsn and has_bsn(remark),
    )


def _items(draft: SignalDraft, checklist: Checklist, problems: dict[str, Say]) -> dict[str, Item]:
    """The entries of every code; what is unknown, a note or the safety link is refused at its own field."""
    items = {}
    for name, codes in (("seen", draft.seen), ("told", draft.told)):
        if len(codes) > MOST_CODES:
            problems[name] = Say("workflows.signal.too_many", {"limit": MOST_CODES})
        for code in codes:
            item = checklist.find(code)
            if item is None:
                problems[name] = Say("workflows.signal.unknown_code")
            elif not item.tickable:
                problems[name] = Say("workflows.signal.not_tickable")
            else:
                items[code] = item
    return items


def _check_school(setting: Setting, seen: Sequence[Item], problems: dict[str, Say]) -> None:
    school = setting in (Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY)
    if school and any(item.told_only_at_school for item in seen):
        problems["seen"] = Say("workflows.signal.told_only")


def _about_problem(about: About, children: int) -> Say | None:
    if about.kind is AboutKind.CHILD:
        known = about.child is not None and 0 <= about.child < children
        return None if known else Say("workflows.signal.which_child")
    return Say("workflows.signal.which_child") if about.child is not None else None


def _acute(
    draft: SignalDraft,
    items: Sequence[Item],
    switches: Switches,
    now: datetime,
    problems: dict[str, Say],
) -> dict[str, AcuteAnswer]:
    answers = {}
    for item in items:
        if not switches.counts(item.acute):
            continue
        answer = draft.acute.get(item.code, AcuteAnswer())
        _set(problems, f"acute.{item.code}", answer_problem(answer, now))
        answers[item.code] = answer
    return answers


def _set(problems: dict[str, Say], name: str, found: Say | None) -> None:
    if found is not None:
        problems[name] = found
