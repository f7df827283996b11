"""The fewest questions that would decide what fits: one question a subject, and of amounts the middle one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaal.referrals.criteria import Criterion
from signaal.referrals.suggestions import Suggestion
from signaal.terms import Say


@dataclass(frozen=True)
class Asked:
    """One question: its name for an answer, the sentence, and the provisions that wait for it."""

    ask: str
    say: Say
    about: tuple[str, ...]
    decides: tuple[str, ...]


def fewest(found: Sequence[Suggestion]) -> tuple[Asked, ...]:
    """First what decides the most by itself, then what the most provisions wait for.

    Of several percentages of the same income only the middle one is asked, of those that decide something by
    themselves when there are any: a yes holds for every higher limit, a no for every lower one.
    """
    asked: dict[str, Criterion] = {}
    about: dict[str, list[str]] = {}
    decides: dict[str, list[str]] = {}
    alone = [s.questions[0].ask for s in found if len(s.questions) == 1]
    middle = _middle(alone) or _middle([c.ask for s in found for c in s.questions])
    for suggestion in found:
        for criterion in suggestion.questions:
            name = middle if _percentage(criterion.ask) is not None else criterion.ask
            if name == criterion.ask:
                asked.setdefault(name, criterion)
            about.setdefault(name, []).append(suggestion.provision.id)
            if len(suggestion.questions) == 1:
                decides.setdefault(name, []).append(suggestion.provision.id)
    questions = [
        Asked(name, criterion.say, tuple(about[name]), tuple(decides.get(name, ())))
        for name, criterion in asked.items()
    ]
    return tuple(sorted(questions, key=lambda q: (-len(q.decides), -len(q.about))))


def _middle(asks: Sequence[str]) -> str:
    known = sorted({pct for ask in asks if (pct := _percentage(ask)) is not None})
    return f"income:{known[len(known) // 2]}" if known else ""


def _percentage(ask: str) -> int | None:
    kind, _, value = ask.partition(":")
    return int(value) if kind == "income" and value.isdecimal() else None
