"""Everything the rules read from data, loaded together: one call for runtime.py, one list of problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from signaal.workflows.checklist_file import load_checklist
from signaal.workflows.checklists import Checklist
from signaal.workflows.clock_file import load_clock_rules
from signaal.workflows.clock_rules import ClockRules
from signaal.workflows.lists import Lists, load_lists
from signaal.workflows.problems import ListError
from signaal.workflows.schooldays import Holidays, load_school_holidays

Part = TypeVar("Part")


@dataclass(frozen=True)
class Rulebook:
    """The checklist, the closed lists, what each kind of clock means, and when schools are closed."""

    checklist: Checklist
    lists: Lists
    clocks: ClockRules
    schools: Holidays


def load_rulebook(files: Mapping[str, str]) -> Rulebook:
    """Parse all files of workflows/lists; `files` maps the file name without .toml to its text.

    Raises:
        ListError: every problem of every file, each with its place.
    """
    problems: list[str] = []
    checklist = _part(lambda: load_checklist(files.get("signals", "")), problems)
    clocks = _part(lambda: load_clock_rules(files.get("clocks", "")), problems)
    lists = _part(lambda: load_lists(files), problems)
    schools = _part(lambda: load_school_holidays(files.get("school_holidays", "")), problems)
    if checklist is None or clocks is None or lists is None or schools is None:
        raise ListError(problems)
    return Rulebook(checklist, lists, clocks, schools)


def _part(load: Callable[[], Part], problems: list[str]) -> Part | None:
    try:
        return load()
    except ListError as error:
        problems += error.problems
        return None
