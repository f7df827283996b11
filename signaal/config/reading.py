"""From a file to settings: unknown keys, wrong kinds and bad values are collected, never guessed."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

from signaal.config.demands import production, together
from signaal.config.settings import Settings

WORDS = {
    str: "a text between quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date, as 2026-11-22",
}


class ConfigError(Exception):
    """Everything that is wrong with a configuration, one English sentence each, without values."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(path: Path) -> Settings:
    """Read and check a configuration. ConfigError carries every problem at once."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError([f"{path.name} cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path.name} is not UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at (line \d+, column \d+|end of document)", str(error))
        raise ConfigError([f"{path.name} is not valid TOML{f', {place[0]}' if place else ''}"]) from None
    problems: list[str] = []
    settings = Settings(folder=path.resolve().parent, **_table(Settings, content, "", problems))
    problems += together(settings)
    if settings.production:
        problems += production(settings)
    if problems:
        raise ConfigError(problems)
    return settings


def _table(kind: type, content: Mapping[str, Any], place: str, problems: list[str]) -> dict[str, Any]:
    """The fields of one table that are right; what is wrong goes into `problems` and keeps its default."""
    hints = get_type_hints(kind)
    known = {spec.name: spec for spec in fields(kind) if spec.name != "folder"}
    values: dict[str, Any] = {}
    for key, value in content.items():
        name = f"{place}{key}"
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            problems.append(f"{name} is not a setting{f'; did you mean {place}{near[0]}?' if near else ''}")
        elif hasattr(hints[key], "__dataclass_fields__"):
            if isinstance(value, dict):
                values[key] = hints[key](**_table(hints[key], value, f"{name}.", problems))
            else:
                problems.append(f"{name} has to be a table: [{name}]")
        elif problem := _wrong(value, hints[key], known[key].metadata):
            problems.append(f"{name} has to be {problem}")
        else:
            values[key] = value
    return values


def _wrong(value: Any, hint: Any, rules: Mapping[str, Any]) -> str | None:
    """What the value should have been, in words; None when it is right."""
    wanted = date if hint == date | None else hint
    if type(value) is not wanted:
        return WORDS[wanted]
    if "choices" in rules and value not in rules["choices"]:
        return "one of: " + ", ".join(f'"{choice}"' for choice in rules["choices"])
    if "low" in rules and not rules["low"] <= value <= rules["high"]:
        return f"from {rules['low']} to {rules['high']}"
    if "pattern" in rules and value and not re.fullmatch(rules["pattern"], str(value)):
        return str(rules["words"])
    return None
