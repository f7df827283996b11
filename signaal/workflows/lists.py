"""The closed lists: code, Dutch, English, and since which version. A code is never reused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from signaal.terms import Bundle, CaseState, ClockState, ReferralState
from signaal.workflows.acute import Confirmation
from signaal.workflows.cases import NextKind
from signaal.workflows.consents import ConsentState
from signaal.workflows.deciders import Decides, Person
from signaal.workflows.endings import PartOfDay
from signaal.workflows.incidents import InformGround, ReportGround
from signaal.workflows.legal_bases import LegalBases, load_legal_bases
from signaal.workflows.measures import Measure
from signaal.workflows.problems import ListError
from signaal.workflows.requests import Outcome, RequestKind, Whose
from signaal.workflows.threats import ThreatKind


@dataclass(frozen=True)
class Entry:
    """One choice. `until`: the last version that offered it; it is still shown where it was chosen."""

    code: str
    nl: str
    en: str
    since: int
    until: int | None = None

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class ClosedList:
    """One list, in the order in which it is offered."""

    name: str
    version: int
    entries: Mapping[str, Entry]

    def codes(self) -> tuple[str, ...]:
        """What can be chosen now."""
        return tuple(code for code, entry in self.entries.items() if entry.until is None)

    def words(self, code: str, language: str) -> str:
        """What a code is called. Raises KeyError for a code that never existed."""
        return self.entries[code].words(language)

    def code_of(self, typed: str) -> str | None:
        """The code that somebody wrote out: itself or its words in either language; None for words of their own.

        Capitals and the number of spaces do not count.
        """
        said = _plain(typed)
        for code, entry in self.entries.items():
            if said in (code, _plain(entry.nl), _plain(entry.en)):
                return code
        return None

    def choices(self, language: str) -> tuple[tuple[str, str], ...]:
        """(code, words) of what can be chosen now, for a form."""
        return tuple((code, self.entries[code].words(language)) for code in self.codes())


@dataclass(frozen=True)
class Lists:
    """All closed lists by file name without .toml, and the legal bases."""

    by_name: Mapping[str, ClosedList]
    bases: LegalBases = field(default_factory=LegalBases)

    def of(self, name: str) -> ClosedList:
        """Raises KeyError for a list that does not exist; a missing file is refused at start-up."""
        return self.by_name[name]

    def __iter__(self) -> Iterator[ClosedList]:
        return iter(self.by_name.values())


ENUMS: Mapping[str, Collection[StrEnum]] = {
    "bundles": tuple(Bundle),
    "calm_measures": tuple(Measure),
    "case_states": tuple(CaseState),
    "clock_end_states": tuple(state for state in ClockState if state is not ClockState.RUNNING),
    "confirmations": tuple(Confirmation),
    "consent_states": tuple(ConsentState),
    "inform_grounds": tuple(InformGround),
    "next_steps": tuple(NextKind),
    "parts_of_day": tuple(PartOfDay),
    "persons": tuple(Person),
    "referral_states": tuple(ReferralState),
    "request_kinds": tuple(RequestKind),
    "request_outcomes": tuple(Outcome),
    "request_subjects": tuple(Whose),
    "report_grounds": tuple(ReportGround),
    "threat_kinds": tuple(ThreatKind),
    "who_decides": tuple(Decides),
}
"""Lists whose codes the rules know by name: file and code must hold the same."""
FREE = (
    "attempt_channels", "close_reasons", "contact_wishes", "erasure_reasons", "extension_reasons",
    "feedback", "handover_functions", "hold_reasons", "identity_checks", "incident_kinds",
    "incident_people", "interpreters", "naming_reasons", "not_delivered_reasons", "postponement_grounds",
    "recipient_functions", "request_grounds", "return_reasons", "talk_partners", "told_ways",
)  # fmt: skip
"""Lists that a later version may extend without a change of rules."""
NAMES = tuple(sorted((*ENUMS, *FREE)))

_CODE = re.compile(r"^[a-z][a-z0-9_]{1,39}$")


def load_lists(files: Mapping[str, str]) -> Lists:
    """Parse the closed lists; `files` maps the file name without .toml to its text.

    Raises:
        ListError: every problem of every list: a missing file, bad TOML, a code used twice or badly written,
            an empty language, a version that does not fit, a list that does not hold what the rules know.
    """
    problems: list[str] = []
    found = {}
    for name in NAMES:
        if name in files:
            found[name] = _list(name, files[name], problems)
        else:
            problems.append(f"{name}.toml is missing")
    for name, members in ENUMS.items():
        if name in found:
            problems += _differences(found[name], {member.value for member in members})
    bases = LegalBases()
    try:
        bases = load_legal_bases(files.get("legal_bases", ""))
    except ListError as error:
        problems += error.problems
    if problems:
        raise ListError(problems)
    return Lists(found, bases)


def _list(name: str, text: str, problems: list[str]) -> ClosedList:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}.toml: {error}")
        return ClosedList(name, 0, {})
    version = content.get("version")
    if not isinstance(version, int):
        problems.append(f"{name}.toml: version must be a whole number")
        version = 0
    entries: dict[str, Entry] = {}
    for number, row in enumerate(content.get("entry", []), 1):
        place = f"{name}.toml: entry {number} ({row.get('code', 'no code')})"
        entry = _entry(row, place, version, problems)
        if entry.code in entries:
            problems.append(f"{place}: this code is used twice")
        entries[entry.code] = entry
    if not entries:
        problems.append(f"{name}.toml: no [[entry]] at all")
    return ClosedList(name, version, entries)


def _entry(row: Mapping[str, Any], place: str, version: int, problems: list[str]) -> Entry:
    problems += [f"{place}: unknown setting {name!r}" for name in sorted(set(row) - _FIELDS)]
    code = str(row.get("code", ""))
    if not _CODE.match(code):
        problems.append(f"{place}: code must be small letters, digits and underscores")
    for language in ("nl", "en"):
        if not str(row.get(language, "")).strip():
            problems.append(f"{place}: {language} is empty")
    since, until = row.get("since"), row.get("until")
    if not isinstance(since, int) or not 0 < since <= version:
        problems.append(f"{place}: since must be a version up to {version}")
        since = 0
    if until is not None and (not isinstance(until, int) or not since <= until < version):
        problems.append(f"{place}: until must be a version from {since} to before {version}")
        until = None
    return Entry(code, str(row.get("nl", "")), str(row.get("en", "")), since, until)


_FIELDS = {"code", "nl", "en", "since", "until"}


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _differences(found: ClosedList, known: set[str]) -> list[str]:
    missing = sorted(known - set(found.entries))
    extra = sorted(set(found.codes()) - known)
    return [f"{found.name}.toml: {code} is missing" for code in missing] + [
        f"{found.name}.toml: {code} is unknown to the rules" for code in extra
    ]
