"""Which lines of the log are a look at a family, and which of those follow from the work.

An access is expected when a relation explains it (design/audit.md). Team membership explains nothing; but who writes on
a card that same day was working on it, and the log says so itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from signaal.audit.events import Event
from signaal.audit.fields import Action, Outcome
from signaal.audit.review import Line

OPENINGS = frozenset({Event.CASE_OPENED.value, Event.PACKAGE_OPENED.value, Event.REFERRAL_OPENED.value})
"""Events that show what is known of one family. Lists show codes only (R5) and are no look."""
EXPORTS = frozenset(
    event.value for event in Event if event.value.rpartition(":")[2] in {"printed", "exported", "downloaded"}
)
"""Events with which something leaves the screen."""
_OWN = {Event.TODAY_LISTED, Event.ACCOUNT_VIEWED, Event.LOG_OWN_VIEWED, Event.DRAFT_OPENED}
"""Pages about oneself."""
READS = frozenset(event.value for event in set(Event) - _OWN if event.action is Action.READ) | EXPORTS
"""What a sample is drawn from: every read and everything that leaves, whoever did it."""
WORK = timedelta(hours=12)
"""Who wrote on the same card within this time before or after was working on it."""
_WRITES = frozenset({Action.CREATE.value, Action.UPDATE.value})


def looks(lines: Iterable[Line]) -> list[Line]:
    """The lines with which a person saw what is known of a family."""
    return [
        line
        for line in lines
        if line.event in OPENINGS and line.user and line.subjects and line.outcome == Outcome.OK.value
    ]


def worked(lines: Sequence[Line]) -> set[int]:
    """Which looks are explained by the log itself: the same person wrote on the same card around that time."""
    written: dict[tuple[str | None, str], list[Line]] = {}
    for line in lines:
        if line.action in _WRITES and line.outcome == Outcome.OK.value:
            for subject in line.subjects:
                written.setdefault((line.user, subject), []).append(line)
    return {
        line.seq
        for line in looks(lines)
        for subject in line.subjects
        if any(abs(other.at - line.at) <= WORK for other in written.get((line.user, subject), ()))
    }


def unexplained(lines: Sequence[Line]) -> list[Line]:
    """Looks that neither a relation nor the work around them explains, in their order."""
    explained = worked(lines)
    return [line for line in looks(lines) if line.explanation is None and line.seq not in explained]
