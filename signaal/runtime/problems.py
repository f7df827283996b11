"""What keeps an instance from starting."""

from __future__ import annotations


class StartError(Exception):
    """Everything that keeps an instance from starting, one line each: with its place, never with a value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
