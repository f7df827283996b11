"""Every verb says which permission it needs and which events it leaves; doors call nothing else."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

import signaal.actions
from signaal.actions.context import VERBS, Verb
from signaal.audit.events import Event
from tests.support.repository import CODE, modules, place, tree

ROOMS = {
    found.name: importlib.import_module(f"signaal.actions.{found.name}")
    for found in pkgutil.iter_modules(signaal.actions.__path__)
}
DOORS = ("web", "cli", "scheduler", "demo")
# Leaves a trace by itself whoever it is: a door that refused somebody writes that down.
UNMARKED = {"sessions.refuse"}
# Their ceremonies, pages and desks come later (recovery, step-up, erasing, own catalogue, demo marks).
LATER = {
    "CASE_CHANGED", "CASE_OWNER_CHANGED", "DEMO_SEEDED", "HELP_RECORDED", "NOTES_OPENED",
    "RECEIPT_SHOWN", "REFERRAL_LISTED",
}  # fmt: skip


def called_by_doors() -> Iterator[tuple[str, ModuleType, str]]:
    """(place, module of actions, function) of every call that a door makes into the actions."""
    for path in (path for door in DOORS for path in modules(CODE / door)):
        known = {
            alias.asname or alias.name: ROOMS[alias.name]
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ImportFrom) and node.module == "signaal.actions"
            for alias in node.names
            if alias.name in ROOMS
        }
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in known
            ):
                yield place(path, node), known[node.value.id], node.attr


def name_of(function: object) -> str:
    found = inspect.unwrap(function)  # type: ignore[arg-type]  # whatever the module holds under that name
    return f"{found.__module__.rpartition('.')[2]}.{found.__name__}"


def test_doors_call_only_verbs_that_say_what_they_need() -> None:
    loose = set()
    for where, module, name in called_by_doors():
        found = getattr(module, name)
        if inspect.isfunction(found) and next(iter(inspect.signature(found).parameters), "") == "ctx":
            known = name_of(found)
            if known not in VERBS and known not in UNMARKED:
                loose.add(f"{known} (called in {where})")
    assert not loose, f"mark these with @action(permission, events...), or call a verb: {sorted(loose)}"


def _left_in(text: str) -> set[str]:
    return set(re.findall(r"\bEvent\.([A-Z_]+)\b", text))


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_a_verb_declares_what_it_leaves(verb: Verb) -> None:
    module, name = verb.name.split(".")
    function = inspect.unwrap(getattr(ROOMS[module], name))
    body = inspect.getsource(function).split("\ndef ", 1)[-1]
    silent = _left_in(body) - {event.name for event in verb.events}
    assert not silent, f"add these events to the mark of {verb.name}: {sorted(silent)}"
    if ".unit()" in body or ".write()" in body:
        assert verb.events, f"{verb.name} writes: name its events in the mark"


def test_every_declared_event_is_left_somewhere() -> None:
    left = set()
    for path in modules():
        functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
        left |= {
            name for function in functions for part in function.body for name in _left_in(ast.unparse(part))
        }
        left |= {name for name in _left_in(path.read_text(encoding="utf-8")) if not functions}
    idle = {event.name for verb in VERBS.values() for event in verb.events} - left
    assert not idle, f"leave these events, or take them out of the marks: {sorted(idle)}"


def test_every_event_is_used_or_known_to_come_later() -> None:
    used = {name for path in modules() for name in _left_in(path.read_text(encoding="utf-8"))}
    unknown = {event.name for event in Event} - used - LATER
    assert not unknown, (
        f"leave these events in an action, or take them out of audit/events.py: {sorted(unknown)}"
    )
    assert not used & LATER, f"they are used now: take them out of LATER: {sorted(used & LATER)}"
