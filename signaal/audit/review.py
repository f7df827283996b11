"""Reading the log for pages: frozen lines decoded from the stored bytes, never from the derived columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signaal.audit.events import Event
from signaal.store import audit
from signaal.store.reader import Reader

PAGE = 25


@dataclass(frozen=True)
class Line:
    """One event as a page shows it. Codes as in `fields`; ids as stored; `at` aware, UTC.

    `said` holds every field of the event by its name, for whoever needs more than the line.
    """

    seq: int
    at: datetime
    event: str
    action: str
    outcome: str
    purpose: str
    user: str | None
    role: str | None
    lead: bool
    team: str | None
    organisation: str | None
    subjects: tuple[str, ...]
    parts: tuple[str, ...]
    reason: str | None
    basis: str | None
    explanation: str | None
    consent: str | None
    target: str | None
    number: int | None
    said: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The key of the event's sentence."""
        return "log.event." + self.event.replace(":", ".")


@dataclass(frozen=True)
class Page:
    """Lines, newest first. `before` is where the next page begins; None on the last."""

    lines: tuple[Line, ...]
    before: int | None


def search(
    reader: Reader,
    organisation: str,
    *,
    subject: str | None = None,
    user: str | None = None,
    event: Event | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> Page:
    """Events of one organisation that fit all that is named; `since` is included, `until` is not.

    The organisation is not optional: an officer sees the log of the own organisation and no other.
    """
    return _page(
        *audit.page(
            reader,
            organisation_id=organisation,
            subject=subject,
            user_id=user,
            event=None if event is None else event.value,
            since=since,
            until=until,
            before=before,
            size=size,
        )
    )


def own_log(reader: Reader, user: str, *, before: int | None = None, size: int = PAGE) -> Page:
    """What somebody did, in every organisation: for nobody but that person."""
    return _page(*audit.page(reader, user_id=user, before=before, size=size))


def read(seq: int, stored: bytes) -> Line:
    """A line out of an event's bytes. ValueError when they are not an event."""
    said = json.loads(stored)
    if not isinstance(said, dict) or "event" not in said or "at" not in said:
        raise ValueError("not an event")
    return Line(
        seq=seq,
        at=datetime.fromisoformat(said["at"]),
        event=said["event"],
        action=said.get("action", ""),
        outcome=said.get("outcome", ""),
        purpose=said.get("purpose", ""),
        user=said.get("user"),
        role=said.get("role"),
        lead=bool(said.get("lead")),
        team=said.get("team"),
        organisation=said.get("organisation"),
        subjects=tuple(said.get("subjects", ())),
        parts=tuple(said.get("parts", ())),
        reason=said.get("reason"),
        basis=said.get("basis"),
        explanation=said.get("explanation"),
        consent=said.get("consent"),
        target=said.get("target"),
        number=said.get("number"),
        said=said,
    )


def _page(found: list[tuple[int, bytes]], before: int | None) -> Page:
    return Page(tuple(read(seq, stored) for seq, stored in found), before)
