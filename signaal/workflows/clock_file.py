"""Reads lists/clocks.toml: every problem at once, and the check that nobody made a term looser."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from signaal.terms import ClockKind
from signaal.workflows.calendar import minutes_of
from signaal.workflows.clock_rules import Anchor, ClockRules, KindRule, Span, StepRule, Target, Unit
from signaal.workflows.problems import ListError, closed

_NORM = {
    ClockKind.CALM_48H: Span(48, Unit.HOURS),
    ClockKind.WGS_3_WORKING_DAYS: Span(3, Unit.WORKING_DAYS),
    ClockKind.REFERRAL_RESPONSE: Span(5, Unit.WORKING_DAYS),
    ClockKind.INFORM_FAMILY: Span(28, Unit.DAYS),
    ClockKind.FAMILY_REQUEST: Span(1, Unit.MONTHS),
    ClockKind.INCIDENT_72H: Span(72, Unit.HOURS),
    ClockKind.REVIEW_DUE: Span(5, Unit.WORKING_DAYS),
}
"""The longest a term may be. Shorter is a municipality's choice; longer is refused."""
_CHOSEN = {ClockKind.FOLLOW_UP, ClockKind.EXPIRY, ClockKind.AGE_TURNS}
_TONIGHT = 21 * 60


def load_clock_rules(text: str, file: str = "clocks.toml") -> ClockRules:
    """Parse clocks.toml.

    Raises:
        ListError: every problem with its place: bad TOML, a missing or unknown kind, an unknown word, a term
            looser than the norm.
    """
    problems: list[str] = []
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListError([f"{file}: {error}"]) from None
    version = content.pop("version", None)
    if not isinstance(version, int):
        problems.append(f"{file}: version must be a whole number")
    kinds = {}
    for kind in ClockKind:
        table = content.pop(kind.value, None)
        if isinstance(table, dict):
            kinds[kind] = _kind(kind, table, f"{file}: [{kind}]", problems)
        else:
            problems.append(f"{file}: [{kind}] is missing")
    problems += [f"{file}: [{name}] is not a kind of clock" for name in content]
    if problems:
        raise ListError(problems)
    return ClockRules(int(version or 0), kinds)


_KEYS = {
    "due", "inside", "outside", "at_due", "returned", "keeps_steps_after_due", "tonight",
    "tonight_at_least_hours", "undo_minutes",
}  # fmt: skip


def _kind(kind: ClockKind, table: Mapping[str, Any], place: str, problems: list[str]) -> KindRule:
    problems += [f"{place}: unknown setting {name!r}" for name in table if name not in _KEYS]
    due = _span(table["due"], f"{place} due", problems) if "due" in table else None
    _check_norm(kind, due, place, problems)
    legs = {
        leg: tuple(_step(s, f"{place} {leg} {n}", problems) for n, s in enumerate(table.get(leg, []), 1))
        for leg in ("inside", "outside")
    }
    alone = {
        name: _step(table[name], f"{place} {name}", problems) if name in table else None
        for name in ("at_due", "returned")
    }
    return KindRule(
        kind=kind,
        due=due,
        inside=legs["inside"],
        outside=legs["outside"],
        at_due=alone["at_due"],
        returned=alone["returned"],
        keeps_steps_after_due=bool(table.get("keeps_steps_after_due", True)),
        tonight_minute=_tonight(kind, table.get("tonight"), place, problems),
        tonight_at_least_hours=int(table.get("tonight_at_least_hours", 0)),
        undo_minutes=int(table.get("undo_minutes", 0)),
    )


def _check_norm(kind: ClockKind, due: Span | None, place: str, problems: list[str]) -> None:
    if kind in _CHOSEN:
        if due is not None:
            problems.append(f"{place}: the due moment is chosen, `due` has no meaning here")
        return
    norm = _NORM[kind]
    if due is None or due.unit is not norm.unit or not 0 < due.n <= norm.n:
        problems.append(f"{place} due: at most {norm.n} {norm.unit}; stricter is allowed, looser is not")


def _tonight(kind: ClockKind, text: object, place: str, problems: list[str]) -> int | None:
    if kind is not ClockKind.CALM_48H:
        return None
    try:
        minute = minutes_of(str(text))
    except ValueError:
        problems.append(f"{place} tonight: a time of day such as '21.00'")
        return None
    if minute > _TONIGHT:
        problems.append(f"{place} tonight: at most 21.00; stricter is allowed, looser is not")
    return minute


def _span(found: object, place: str, problems: list[str]) -> Span:
    table = found if isinstance(found, dict) else {}
    n = table.get("n")
    if not isinstance(n, int):
        problems.append(f"{place}: n must be a whole number")
        n = 0
    return Span(n, closed(Unit, table.get("unit"), f"{place}: unit", problems) or Unit.HOURS)


def _step(found: object, place: str, problems: list[str]) -> StepRule:
    table = found if isinstance(found, dict) else {}
    unknown = set(table) - {"key", "to", "n", "unit", "from", "until"}
    problems += [f"{place}: unknown setting {name!r}" for name in sorted(unknown)]
    if not table.get("key"):
        problems.append(f"{place}: key is missing")
    until = table.get("until")
    if until not in (None, "acknowledged"):
        problems.append(f"{place}: until can only be 'acknowledged'")
    return StepRule(
        key=str(table.get("key", "")),
        to=closed(Target, table.get("to"), f"{place}: to", problems) or Target.HOLDER,
        span=_span(table, place, problems),
        anchor=closed(Anchor, table.get("from", "start"), f"{place}: from", problems) or Anchor.START,
        until_acknowledged=until == "acknowledged",
    )
