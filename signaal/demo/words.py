"""The names and sentences of invented people, from words.toml: data that people typed, in the language they typed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True)
class Words:
    """Lists to draw from, and the families that are told by hand."""

    surnames: tuple[str, ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    streets: tuple[str, ...]
    languages: tuple[str, ...]
    call_when: tuple[str, ...]
    call_not: tuple[str, ...]
    remarks: tuple[str, ...]
    wishes: tuple[str, ...]
    goes_well: tuple[str, ...]
    helpers: tuple[str, ...]
    notes: tuple[str, ...]
    renewals: tuple[str, ...]
    mistakes: tuple[str, ...]
    moved: tuple[str, ...]
    family: Mapping[str, Mapping[str, Any]]


def load() -> Words:
    """The words as they are shipped."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    families = content.pop("family")
    return Words(family=families, **{name: tuple(words) for name, words in content.items()})
