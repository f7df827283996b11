"""What was taken away stays away, whatever a row says: who left a team, whose account is closed.

Two memories, and either is enough: the revocation journal, which lies outside the database, and the log. Asked before a
team's next secret is sealed to somebody: an old copy of a row, written back, has everything right but its age.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from signaal.actions.context import Ctx
from signaal.actions.replay_order import last_words
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.review import Line
from signaal.store import audit_search
from signaal.store.journal import Entry
from signaal.store.reader import Reader
from signaal.store.revoking import Revoked

_PAGE = 500


@dataclass(frozen=True)
class Revocations:
    """Ids of memberships that ended, and of accounts that are closed."""

    places: frozenset[str]
    accounts: frozenset[str]


def of_organisation(reader: Reader, ctx: Ctx, organisation_id: str) -> Revocations:
    """What the journal knows of everybody, and the log of this organisation.

    Raises:
        BadJournal: the journal was changed; nobody is given a secret then.
    """
    entries = _journal(ctx)
    ended = {entry.target for entry in entries if entry.kind == Revoked.MEMBER_REMOVED}
    said = _events(reader, Event.MEMBER_ENDED, organisation_id)
    return Revocations(
        frozenset(ended | {line.target for line in said if line.target}),
        _closed(entries) | _closed_in_log(reader, organisation_id),
    )


def paper_is_over(reader: Reader, ctx: Ctx, paper_id: str, organisation_id: str) -> bool:
    """Was this recovery paper used or replaced? It works once, also when its old row was written back.

    Raises:
        BadJournal: the journal was changed; nobody comes in then.
    """
    if any(entry.target == paper_id for entry in _journal(ctx) if entry.kind == Revoked.PAPER_ENDED):
        return True
    return any(line.target == paper_id for line in _events(reader, Event.PAPER_USED, organisation_id))


def _journal(ctx: Ctx) -> tuple[Entry, ...]:
    journal = ctx.tools.store.journal
    return journal.read().entries if journal is not None and journal.path.exists() else ()


def _closed(entries: Iterable[Entry]) -> frozenset[str]:
    last = last_words(entries)
    return frozenset(user for user, kind in last.items() if kind == Revoked.ACCOUNT_DISABLED)


def _closed_in_log(reader: Reader, organisation_id: str) -> frozenset[str]:
    opened: dict[str, int] = {}
    for line in _events(reader, Event.PERSON_CHANGED, organisation_id):
        if line.reason == "opened" and line.target:
            opened.setdefault(line.target, line.seq)
    closed = _events(reader, Event.PERSON_DISABLED, organisation_id)
    return frozenset(one.target for one in closed if one.target and one.seq > opened.get(one.target, -1))


def _events(reader: Reader, event: Event, organisation_id: str) -> Iterator[Line]:
    """Newest first."""
    before: int | None = None
    while True:
        found, before = audit_search.page(
            reader, organisation_id=organisation_id, event=event.value, before=before, size=_PAGE
        )
        yield from (review.read(*one) for one in found)
        if before is None:
            return
