"""What waits for somebody today, the log, and who waits to be admitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from signaal.terms import Say


@dataclass(frozen=True)
class Task:
    """Something that waits for me, with where to do it and by when."""

    what: Say
    code: str | None
    link: str
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True)
class MessageView:
    id: str
    what: Say
    code: str | None
    link: str
    at: datetime


@dataclass(frozen=True)
class DraftLine:
    id: str
    form: str
    updated_at: datetime


@dataclass(frozen=True)
class Today:
    tasks: tuple[Task, ...]
    messages: tuple[MessageView, ...]
    drafts: tuple[DraftLine, ...]
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class LogLine:
    """One event: `user` is a name (empty: a job, the shell, nobody), `what` its sentence, the rest are codes."""

    seq: int
    at: datetime
    event: str
    outcome: str
    user: str
    role: str | None
    subjects: tuple[str, ...]
    part: str | None
    purpose: str | None
    explanation: str | None
    what: Say
    login: str = ""
    reason: str | None = None
    basis: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class LogPage:
    lines: tuple[LogLine, ...]
    following: int | None


@dataclass(frozen=True)
class Acknowledged:
    """Who said so, when, and why (a code); it holds for every step back up to line `seq`."""

    seq: int
    at: datetime
    who: str
    why: str


@dataclass(frozen=True)
class Integrity:
    """Whether the log can be believed. `problems` are codes of `log.problem`; `first_bad` is the first event that
    does not fit; `verified_at` is the last whole check, None when there never was one.
    """

    ok: bool
    size: int
    root: str
    checkpoint_at: datetime | None
    checkpoint_size: int
    problems: tuple[str, ...] = field(default=())
    verified_at: datetime | None = None
    first_bad: int | None = None
    clock_back: int | None = None
    """The last line at which the machine's clock had gone back."""
    acknowledged: Acknowledged | None = None
    """The officer's word that it is known why."""


@dataclass(frozen=True)
class WaitingMember:
    """Who waits for a lead's typed code: `again` after a reset, `lead` for who is to lead the team."""

    membership_id: str
    name: str
    login: str
    role: str
    profession: str | None
    since: datetime
    again: bool = False
    lead: bool = False
