"""A machine whose clock went back: a finding that stays for ever, and the privacy officer's word that it is known why.

As with a restore, each officer says it for the own organisation. The finding stays listed, with who said so and when; a
clock that goes back once more is red again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from signaal.actions.views import Acknowledged, Integrity
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.findings import Finding, Problem
from signaal.store import audit, people
from signaal.store.reader import Reader

_MARK = f"{Finding.TIME_BACK.value}@"


def last_of_all(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, of steps back of the clock the last one only."""
    found = list(problems)
    back = [one for one in found if one.code is Finding.TIME_BACK]
    return [one for one in found if one.code is not Finding.TIME_BACK] + back[-1:]


def marked(problem: Problem) -> str:
    """As the sign of life of a check keeps it: the code, of a step back with its line."""
    return f"{_MARK}{problem.seq}" if problem.code is Finding.TIME_BACK else problem.code.value


def read(words: Sequence[str]) -> tuple[list[str], int | None]:
    """What `marked` wrote: the codes, and the line of the last step back."""
    back = next((word.removeprefix(_MARK) for word in words if word.startswith(_MARK)), "")
    codes = [Finding.TIME_BACK.value if word.startswith(_MARK) else word for word in words]
    return codes, int(back) if back.isdecimal() else None


def acknowledged(reader: Reader, organisation: str, known: Integrity) -> Integrity:
    """The state of the log for an organisation whose officer may have said why a clock went back."""
    said = latest(reader, organisation)
    if known.clock_back is None or said is None or said.seq < known.clock_back:
        return known
    problems = tuple(code for code in known.problems if code != Finding.TIME_BACK.value)
    return replace(known, problems=problems, ok=known.ok or not problems, acknowledged=said)


def latest(reader: Reader, organisation: str) -> Acknowledged | None:
    """What an officer of this organisation said last, or None."""
    row = audit.last_of(reader, organisation, Event.FINDING_ACCEPTED.value)
    stored = audit.find_event(reader, row.seq) if row is not None else None
    if row is None or stored is None:
        return None
    line = review.read(row.seq, stored)
    names = people.names(reader, {line.user} if line.user else ())
    return Acknowledged(line.number or 0, line.at, names.get(line.user or "", ""), line.reason or "")
