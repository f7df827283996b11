"""The one error of every loader: all problems at once, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)


class ListError(ValueError):
    """A list that cannot be used. `problems` holds one line per mistake: file, place, what is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def closed(words: type[Word], found: object, place: str, problems: list[str]) -> Word | None:
    """The member of a closed list that `found` names; else None, with a problem that names the choices."""
    try:
        return words(str(found))
    except ValueError:
        choices = ", ".join(word.value for word in words)
        problems.append(f"{place}: {found!r} is not one of {choices}")
        return None
