"""A municipality's own figures for clocks: stricter than the norm, never looser (design page deadlines).

The file names only what differs: `[calm_48h] due = 36`, `tonight = "20.00"`, `[calm_48h.steps] inside_team = 16`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from signaal.terms import ClockKind
from signaal.workflows.calendar import minutes_of
from signaal.workflows.clock_rules import Anchor, ClockRules, KindRule, StepRule
from signaal.workflows.problems import ListError

_KEYS = {"due", "tonight", "tonight_at_least_hours", "undo_minutes", "steps"}
_LOOSER = "stricter is allowed, looser is not"


def stricter(rules: ClockRules, text: str, file: str = "clocks.toml") -> ClockRules:
    """The rules with a municipality's own figures.

    Raises:
        ListError: every problem with its place: bad TOML, an unknown kind, setting or step, a looser figure.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListError([f"{file}: {error}"]) from None
    problems: list[str] = []
    kinds = dict(rules.kinds)
    known = {kind.value: kind for kind in ClockKind}
    for name, table in content.items():
        if name not in known or not isinstance(table, dict):
            problems.append(f"{file}: [{name}] is not a kind of clock")
        else:
            kinds[known[name]] = _kind(kinds[known[name]], table, f"{file}: [{name}]", problems)
    if problems:
        raise ListError(problems)
    return replace(rules, kinds=kinds)


def _kind(rule: KindRule, table: Mapping[str, Any], place: str, problems: list[str]) -> KindRule:
    problems += [f"{place}: unknown setting {name!r}" for name in table if name not in _KEYS]
    changes: dict[str, Any] = {}
    if "due" in table:
        if rule.due is None:
            problems.append(f"{place}: the due moment is chosen, `due` has no meaning here")
        elif (n := _least(table["due"], rule.due.n, f"{place} due", problems, least=1)) is not None:
            changes["due"] = replace(rule.due, n=n)
    for name in ("tonight_at_least_hours", "undo_minutes"):
        if name in table:
            n = _least(table[name], getattr(rule, name), f"{place} {name}", problems)
            changes[name] = getattr(rule, name) if n is None else n
    if "tonight" in table:
        changes["tonight_minute"] = _tonight(rule, table["tonight"], f"{place} tonight", problems)
    steps = table.get("steps", {})
    if not isinstance(steps, dict):
        problems.append(f"{place} steps: a number for each step")
        steps = {}
    every = {step.key for step in (*rule.inside, *rule.outside)}
    problems += [f"{place} steps: there is no step {key!r}" for key in steps if key not in every]
    for leg in ("inside", "outside"):
        changes[leg] = tuple(_step(step, steps, place, problems) for step in getattr(rule, leg))
    return replace(rule, **changes)


def _step(step: StepRule, steps: Mapping[str, Any], place: str, problems: list[str]) -> StepRule:
    if step.key not in steps:
        return step
    least = None if step.anchor in (Anchor.DUE, Anchor.HALF_WAY) else 0
    n = _least(steps[step.key], step.span.n, f"{place} steps.{step.key}", problems, least=least)
    return step if n is None else replace(step, span=replace(step.span, n=n))


def _least(found: object, norm: int, place: str, problems: list[str], least: int | None = 0) -> int | None:
    if not isinstance(found, int) or isinstance(found, bool):
        problems.append(f"{place}: must be a whole number")
    elif found > norm or (least is not None and found < least):
        problems.append(
            f"{place}: at most {norm}; {_LOOSER}" if found > norm else f"{place}: at least {least}"
        )
    else:
        return found
    return None


def _tonight(rule: KindRule, found: object, place: str, problems: list[str]) -> int | None:
    norm = rule.tonight_minute
    if norm is None:
        problems.append(f"{place}: has no meaning here")
        return norm
    try:
        minute = minutes_of(str(found))
    except ValueError:
        problems.append(f"{place}: a time of day such as '21.00'")
        return norm
    if minute > norm:
        problems.append(f"{place}: at most {norm // 60}.{norm % 60:02d}; {_LOOSER}")
    return min(minute, norm)
