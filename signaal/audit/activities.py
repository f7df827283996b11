"""The register of processing as data (activities.toml): every page and every job belongs to one activity.

Source: AVG art. 30 lid 1. The sentences stand in both languages in the file, because the register is read as a whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from signaal.audit.fields import Activity, LegalBasis

FILE = Path(__file__).with_name("activities.toml")
LANGUAGES = ("nl", "en")
SAID = ("purpose", "people", "categories", "recipients", "term")
"""What art. 30 asks of each: why, about whom, which data, who gets it, how long."""


class RegisterError(ValueError):
    """The file cannot be used. `problems` holds one line per mistake, with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Processing:
    """One activity. `said` maps purpose, people, categories, recipients and term to a sentence per language."""

    activity: Activity
    bases: tuple[LegalBasis, ...]
    routes: tuple[str, ...]
    jobs: tuple[str, ...]
    said: Mapping[str, Mapping[str, str]]

    def words(self, what: str, language: str) -> str:
        """One of `SAID` in a language; anything but "en" is Dutch."""
        return self.said[what]["en" if language == "en" else "nl"]


@dataclass(frozen=True)
class Register:
    """All activities in the order of the file, and the paths that process nothing about anybody."""

    activities: tuple[Processing, ...]
    without: tuple[str, ...]

    def of_route(self, rule: str) -> Processing | None:
        """The activity of a page by its address as a rule, such as /kaart/<code>/wissen: the longest path that fits.

        None for a page that processes nothing about anybody. Raises KeyError for a page that is nowhere.
        """
        fits = [(len(_parts(path)), found) for path, found in self._paths() if _fits(path, rule)]
        if not fits:
            raise KeyError(rule)
        return max(fits, key=lambda pair: pair[0])[1]

    def of_job(self, name: str) -> Processing:
        """The activity of a job. Raises KeyError for a job that is nowhere."""
        for found in self.activities:
            if name in found.jobs:
                return found
        raise KeyError(name)

    def _paths(self) -> Iterator[tuple[str, Processing | None]]:
        for found in self.activities:
            for path in found.routes:
                yield path, found
        for path in self.without:
            yield path, None


def load(text: str) -> Register:
    """Parse the register.

    Raises:
        RegisterError: every problem at once: bad TOML, an unknown activity or basis, one that is missing or there
            twice, an empty sentence, a path or job that stands at two of them.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegisterError([f"{FILE.name}: {error}"]) from None
    problems: list[str] = []
    found = [_activity(table, problems) for table in content.get("activity", [])]
    known = [one for one in found if one is not None]
    without = tuple(content.get("without", {}).get("routes", ()))
    codes = [one.activity for one in known]
    problems += [f"{code.value}: no activity describes it" for code in Activity if code not in codes]
    problems += _twice("activity", [code.value for code in codes])
    problems += _twice("path", [path for one in known for path in one.routes] + list(without))
    problems += _twice("job", [job for one in known for job in one.jobs])
    if problems:
        raise RegisterError(problems)
    return Register(tuple(known), without)


@cache
def register() -> Register:
    """The register of this version, read once."""
    return load(FILE.read_text(encoding="utf-8"))


def _activity(table: Mapping[str, Any], problems: list[str]) -> Processing | None:
    code = str(table.get("code", ""))
    activity = next((known for known in Activity if known.value == code), None)
    bases = tuple(basis for basis in LegalBasis if basis.value in table.get("bases", ()))
    if activity is None:
        problems.append(f"{code or 'no code'}: not an activity of the log")
    if len(bases) != len(table.get("bases", ())) or not bases:
        problems.append(f"{code}: bases must be codes of the log's list, one at least")
    said: dict[str, dict[str, str]] = {}
    for what in SAID:
        words = table.get(what)
        said[what] = {lang: str(words.get(lang, "")) if isinstance(words, dict) else "" for lang in LANGUAGES}
        problems += [f"{code}: {what}.{lang} is empty" for lang in LANGUAGES if not said[what][lang].strip()]
    routes, jobs = tuple(table.get("routes", ())), tuple(table.get("jobs", ()))
    problems += [
        f"{code}: a path begins with a slash: {path!r}" for path in routes if not path.startswith("/")
    ]
    return Processing(activity, bases, routes, jobs, said) if activity is not None else None


def _twice(what: str, names: list[str]) -> list[str]:
    return [
        f"{what} {name!r} stands there twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _fits(path: str, rule: str) -> bool:
    """Does this path begin the rule? `*` is any one part. The path "/" is the start page alone."""
    wanted, found = _parts(path), _parts(rule)
    if not wanted:
        return not found
    if len(wanted) > len(found):
        return False
    return all(part in ("*", there) for part, there in zip(wanted, found, strict=False))
