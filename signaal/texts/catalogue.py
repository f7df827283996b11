"""Loads the sentences once and speaks them. A missing key is an error, never a blank on a screen."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

LANGUAGES = ("nl", "en")
_HERE = Path(__file__).parent


class MissingText(KeyError):
    """No sentence for this key in this language: add it to both nl/ and en/."""


def say(language: str, key: str, **params: object) -> str:
    """The sentence for `key` in `language` ("nl" or "en"; anything else speaks Dutch).

    Raises:
        MissingText: the key does not exist, or a parameter of the sentence was not given.
    """
    table = _table(language if language in LANGUAGES else "nl")
    found = table.get(key)
    if found is None:
        found = _plural(table, language, key, params)
    try:
        return found.format_map(params) if "{" in found else found
    except KeyError as gap:
        raise MissingText(f"{key} needs the parameter {gap}") from None


def keys(language: str) -> Mapping[str, str]:
    """All keys of a language with their raw sentences: for the tests that hold nl and en equal."""
    return dict(_table(language))


def _plural(table: Mapping[str, str], language: str, key: str, params: Mapping[str, object]) -> str:
    count = params.get("n")
    if isinstance(count, int):
        form = Locale.parse(language).plural_form(count)
        found = table.get(f"{key}.{form}", table.get(f"{key}.other"))
        if found is not None:
            return found
    raise MissingText(f"no text for {key!r} in {language!r}: add it to texts/nl and texts/en")


@cache
def _table(language: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for path in sorted((_HERE / language).glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, text in _flat(content, path.stem):
            table[name] = text
    return table


def _flat(content: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            yield from _flat(value, key)
        else:
            yield key, str(value)
