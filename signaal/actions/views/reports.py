"""An overview for a family in plain words: what stands on a page, on paper and in a file is the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ReportPart:
    """One part: sentences, then names with values, then a table. `key` is stable, for who reads the file."""

    key: str
    heading: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole. `kind`: "log" (the officer's part) or "content" (the part of the team that holds the key)."""

    kind: str
    pseudonym: str
    language: str
    title: str
    made_on: date
    sender: str
    intro: tuple[str, ...]
    parts: tuple[ReportPart, ...]
