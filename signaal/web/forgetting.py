"""What is asked to find help and never kept, not even in what somebody finishes later (R2, R7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

_V = TypeVar("_V")
_ASKED = re.compile(r"ask\.|(?:household|conditions|circumstances)$")


def without_asked(typed: Mapping[str, _V]) -> dict[str, _V]:
    """A form as it was posted, without what serves the search for help only."""
    return {name: value for name, value in typed.items() if not _ASKED.match(name)}
