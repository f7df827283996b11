"""What is said of the norm of one household: whether it is the newest, unknown, or another one in a shelter."""

from __future__ import annotations

from signaal.referrals.conditions import Condition
from signaal.referrals.halfyears import Norms
from signaal.referrals.norms import Threshold, UnknownNorm, threshold
from signaal.referrals.questions import Question
from signaal.terms import Say


def norm_of(question: Question, norms: Norms) -> Threshold | UnknownNorm | None:
    """The norm with which is computed, or why there is none. None when no household was named. Raises Refused."""
    if question.household is None or question.on is None:
        return None
    return threshold(norms, question.household, question.on)


def notes_of(question: Question, norms: Norms) -> tuple[Say, ...]:
    """What the reader must know of that norm. Raises Refused."""
    found = norm_of(question, norms)
    if found is None:
        return ()
    said = found.said if isinstance(found, UnknownNorm) else found.notes
    shelter = (Say("catalogue.note_shelter"),) if question.knows(Condition.SHELTER) else ()
    return (*said, *shelter)
