"""Reads lists/signals.toml: every problem at once, with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from signaal.terms import Setting, SourceOf
from signaal.workflows.checklists import Acute, Checklist, Domain, Item
from signaal.workflows.problems import ListError, closed
from signaal.workflows.threats import ThreatKind

_CODE = re.compile(r"^[A-Z][A-Z0-9_]{2,39}$")
_FIELDS = {
    "code", "nl", "en", "domain", "bands", "settings", "acute", "threat", "src", "source_of", "keep", "since",
}  # fmt: skip
_PARENT = "ouder"
_BANDS = {
    "zwanger": (Setting.JGZ_PREGNANCY,),
    "0-4": (Setting.JGZ_0_4,),
    "4-12": (Setting.JGZ_4_12, Setting.SCHOOL_PRIMARY),
    "12-18": (Setting.JGZ_12_18, Setting.SCHOOL_SECONDARY),
    _PARENT: tuple(setting for setting in Setting if setting is not Setting.HOME_VISIT),
}
_PLACES = {
    "jgz": tuple(setting for setting in Setting if setting.value.startswith("jgz")),
    "school": (Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY),
    "club": (Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY),
    "huis": (Setting.HOME_VISIT,),
}
"""The file's words for places. A club is no setting here; what is noticed there is found under a school's."""


def load_checklist(text: str, file: str = "signals.toml") -> Checklist:
    """Parse the list. Raises ListError with every problem: bad TOML, unknown words, a code used twice, an
    empty language, a source that is not named, a code that may start a clock without a kind of threat.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListError([f"{file}: {error}"]) from None
    problems: list[str] = []
    version = content.get("version")
    if not isinstance(version, int):
        problems.append(f"{file}: version must be a whole number")
        version = 0
    sources = _sources(content.get("sources", {}), file, problems)
    items: dict[str, Item] = {}
    for number, entry in enumerate(content.get("signal", []), 1):
        place = f"{file}: signal {number} ({entry.get('code', 'no code')})"
        item = _item(entry, place, version, problems)
        if item.code in items:
            problems.append(f"{place}: this code is used twice")
        problems += [f"{place}: source {name!r} is not named" for name in item.sources if name not in sources]
        items[item.code] = item
    if not items:
        problems.append(f"{file}: no [[signal]] at all")
    if problems:
        raise ListError(problems)
    return Checklist(version, items, sources)


def _sources(found: Any, file: str, problems: list[str]) -> dict[str, tuple[str, str]]:
    named = {}
    for name, source in found.items() if isinstance(found, dict) else ():
        if isinstance(source, dict) and source.get("name") and str(source.get("url", "")).startswith("http"):
            named[name] = (str(source["name"]), str(source["url"]))
        else:
            problems.append(f"{file}: source {name} needs a name and a url")
    return named


def _item(entry: Mapping[str, Any], place: str, version: int, problems: list[str]) -> Item:
    problems += [f"{place}: unknown setting {name!r}" for name in entry if name not in _FIELDS]
    code = str(entry.get("code", ""))
    if not _CODE.match(code):
        problems.append(f"{place}: code must be capitals, digits and underscores")
    for language in ("nl", "en"):
        if not str(entry.get(language, "")).strip():
            problems.append(f"{place}: {language} is empty")
    since = entry.get("since")
    if not isinstance(since, int) or not 0 < since <= version:
        problems.append(f"{place}: since must be a version up to {version}")
    bands = _words(entry.get("bands"), _BANDS, f"{place}: bands", problems)
    acute = closed(Acute, entry.get("acute", ""), f"{place}: acute", problems) or Acute.NONE
    return Item(
        code=code,
        nl=str(entry.get("nl", "")),
        en=str(entry.get("en", "")),
        domain=closed(Domain, entry.get("domain"), f"{place}: domain", problems) or Domain.NOTE,
        settings=_settings(bands, _words(entry.get("settings"), _PLACES, f"{place}: settings", problems)),
        acute=acute,
        source_of=closed(SourceOf, entry.get("source_of"), f"{place}: source_of", problems) or SourceOf.TOLD,
        keep=bool(entry.get("keep", True)),
        about_parent=_PARENT in bands,
        threat=_threat(entry.get("threat"), acute, place, problems),
        sources=tuple(str(name) for name in entry.get("src", [])),
        since=since if isinstance(since, int) else 0,
    )


def _words(found: Any, known: Mapping[str, Any], place: str, problems: list[str]) -> tuple[str, ...]:
    words = [str(word) for word in found] if isinstance(found, list) else []
    if not words:
        problems.append(f"{place} is empty")
    problems += [f"{place}: {word!r} is not one of {', '.join(known)}" for word in words if word not in known]
    return tuple(word for word in words if word in known)


def _settings(bands: Sequence[str], places: Sequence[str]) -> frozenset[Setting]:
    """Where an entry is offered: its places, narrowed to its ages; a home visit sees every age."""
    by_age = {setting for band in bands for setting in _BANDS[band]} | {Setting.HOME_VISIT}
    if "zwanger" in bands:
        by_age |= set(_PLACES["school"])
    return frozenset(by_age & {setting for place in places for setting in _PLACES[place]})


def _threat(found: Any, acute: Acute, place: str, problems: list[str]) -> ThreatKind | None:
    if acute in (Acute.NONE, Acute.SAFETY):
        if found is not None:
            problems.append(f"{place}: threat has no meaning without a clock")
        return None
    return closed(ThreatKind, found, f"{place}: threat", problems)
