"""On what ground an organisation does its part, as dated data (lists/legal_bases.toml).

School and JGZ pass on with the family's yes, which lifts their secrecy; inside JGZ it is the law and the treatment
relation. A municipality names a law article and never consent for its own task. What is not law is not in the list.
Source: security baseline, "Who may"; facts in domain.md, section B.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from signaal.terms import OrganisationKind
from signaal.workflows.problems import ListError, closed

FILE = "legal_bases"
NOT_LAW = ("wams", "36799", "36 799", "aanpak meervoudige problematiek")
"""Bills (Wams, 36 799): refused in this list until they are in force."""
_FIELDS = frozenset({"basis", "organisation", "purpose", "since", "until", "checked", "source", "nl", "en"})


class Purpose(StrEnum):
    """Its own task, or passing on what it knows to somebody else."""

    OWN_TASK = "own_task"
    PASSING_ON = "passing_on"


@dataclass(frozen=True)
class Ground:
    """One ground. `basis`: as the log names it (`audit.fields.LegalBasis`); in force from `since` until before `until`;
    `checked`: when the line was last compared with our facts.
    """

    basis: str
    organisation: OrganisationKind
    purpose: Purpose
    since: date
    until: date | None
    checked: date
    source: str
    nl: str
    en: str

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.nl

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class LegalBases:
    """All grounds, in the order of the file."""

    grounds: tuple[Ground, ...] = ()

    def of(self, organisation: OrganisationKind, purpose: Purpose, day: date) -> tuple[Ground, ...]:
        """What this kind of organisation stands on for this purpose, on this day."""
        return tuple(
            ground for ground in self.grounds
            if ground.organisation is organisation and ground.purpose is purpose and ground.holds(day)
        )  # fmt: skip


def load_legal_bases(text: str) -> LegalBases:
    """Parse legal_bases.toml.

    Raises:
        ListError: every problem: bad TOML, an unknown word, a missing field, a bill that is not law, or consent as a
            municipality's ground for its own task.
    """
    problems: list[str] = []
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListError([f"{FILE}.toml: {error}"]) from None
    rows = content.get("ground", [])
    found = [_ground(row, f"{FILE}.toml: ground {n}", problems) for n, row in enumerate(rows, 1)]
    if not found and not problems:
        problems.append(f"{FILE}.toml: no [[ground]] at all")
    if problems:
        raise ListError(problems)
    return LegalBases(tuple(ground for ground in found if ground is not None))


def _ground(row: Mapping[str, Any], place: str, problems: list[str]) -> Ground | None:
    before = len(problems)
    problems += [f"{place}: unknown setting {name!r}" for name in sorted(set(row) - _FIELDS)]
    problems += [f"{place}: {name} is missing" for name in sorted(_FIELDS - {"until"}) if not row.get(name)]
    organisation = closed(OrganisationKind, row.get("organisation"), f"{place}: organisation", problems)
    purpose = closed(Purpose, row.get("purpose"), f"{place}: purpose", problems)
    for name in ("since", "until", "checked"):
        if row.get(name) is not None and not isinstance(row[name], date):
            problems.append(f"{place}: {name} must be a day")
    said = " ".join(str(row.get(name, "")) for name in ("basis", "nl", "en", "source")).casefold()
    problems += [f"{place}: {bill!r} is not law" for bill in NOT_LAW if bill in said]
    if organisation is OrganisationKind.MUNICIPALITY and (
        row.get("basis") == "lifted_secrecy" or "toestemming" in said or "consent" in said
    ):
        problems.append(f"{place}: a municipality names a law article, never consent, for its own task")
    if len(problems) > before or organisation is None or purpose is None:
        return None
    given = {name: row[name] for name in ("basis", "since", "checked", "source", "nl", "en")}
    return Ground(organisation=organisation, purpose=purpose, until=row.get("until"), **given)
