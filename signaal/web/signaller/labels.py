"""Words for codes: closed lists and the list of what may be noticed, in the language of the visit."""

from __future__ import annotations

from signaal.web.choices import Choices
from signaal.web.speech import lang
from signaal.web.visit import ctx
from signaal.workflows.checklists import Item


def choices(name: str) -> Choices:
    """(code, words) of a closed list, for a form."""
    return ctx().tools.lists.of(name).choices(lang())


def label(name: str, code: str | None) -> str:
    """What a code of a closed list is called; empty without a code, the code itself when nobody knows it."""
    if not code:
        return ""
    entries = ctx().tools.lists.of(name).entries
    return entries[code].words(lang()) if code in entries else code


def noticed(code: str) -> str:
    """What was noticed, in words."""
    item = ctx().tools.checklist.find(code)
    return item.words(lang()) if item is not None else code


def all_items() -> tuple[Item, ...]:
    """Every entry of the list, in its order."""
    return tuple(ctx().tools.checklist.items.values())


def label_of(code: str, name: str) -> str:
    """The same as a filter over codes: `codes | map("label_of", "talk_partners")`."""
    return label(name, code)
