"""Which card or referral a form is about, from what was typed and where it was sent: erasing has to find its draft."""

from __future__ import annotations

import re
from collections.abc import Mapping

from signaal.terms import is_pseudonym, is_reference

_IN_ADDRESS = re.compile(r"/((?:V-)?[0-9A-Z]{4}-[0-9A-Z]{4})(?=[/?]|$)")
_FIELDS = ("card", "/")
"""The hidden field with a card's code; the address of a form that was posted too late."""


def of_form(data: Mapping[str, object]) -> str | None:
    """The code, or None for a form about nobody yet."""
    for name in _FIELDS:
        given = data.get(name)
        text = str(given[0] if isinstance(given, list) and given else given or "")
        code = found.group(1) if (found := _IN_ADDRESS.search(text)) else text
        if is_pseudonym(code) or is_reference(code):
            return code
    return None
