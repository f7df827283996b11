"""Words for codes, for every room: closed lists and what may be noticed, in the language of the visit."""

from __future__ import annotations

from signaal.web.choices import Choices
from signaal.web.speech import lang
from signaal.web.visit import ctx


def choices(name: str) -> Choices:
    """(code, words) of a closed list, for a form."""
    return ctx().tools.lists.of(name).choices(lang())


def word(name: str, code: str | None) -> str:
    """What a code of a closed list is called; empty without a code, the code itself when nobody knows it."""
    if not code:
        return ""
    entries = ctx().tools.lists.of(name).entries
    return entries[code].words(lang()) if code in entries else code


def noticed(code: str) -> str:
    """What was noticed, in words; a kind of threat when that is what the code is."""
    item = ctx().tools.checklist.find(code)
    return item.words(lang()) if item is not None else word("threat_kinds", code)
