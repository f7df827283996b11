"""Which records did this account, or this session, open between two moments? Answered from the log alone.

For an incident: whom a family can be told about, and which families. Codes, moments and numbers; no content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions.confirming import must_be_fresh
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.actions.watched import Watched, home
from signaal.audit import review
from signaal.audit.entries import MOST_SUBJECTS
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, Outcome
from signaal.audit.review import Line
from signaal.store import people
from signaal.store.reader import Reader
from signaal.terms import Refused, Say

MOST = 20_000
"""Events that one answer reads; more than that: say so, and let the period be made shorter."""
PAGE = 500
FORMS = frozenset({"csv", "json"})
_IN_A_LIST = (":listed", ":searched", ":traced")
"""How the codes of those events end in which a code stood in a list: its card was not opened."""


@dataclass(frozen=True)
class Record:
    """One card or package: its code, whether it was opened (or only stood in a list), when first and last, how often,
    and the events, each once, in the order of their first moment.
    """

    code: str
    opened: bool
    first_at: datetime
    last_at: datetime
    times: int
    events: tuple[str, ...]


@dataclass(frozen=True)
class Session:
    """One session of the account in the period: the mark that the log keeps of it, and its cut-off address."""

    mark: str
    first_at: datetime
    last_at: datetime
    times: int
    address: str | None


@dataclass(frozen=True)
class Trace:
    """The answer. `complete` is False when there were more events than one answer reads; `login` whose they are."""

    login: str
    name: str
    since: datetime
    until: datetime
    records: tuple[Record, ...]
    sessions: tuple[Session, ...]
    complete: bool


@action(Permission.TRACE_READ)
def accounts(ctx: Ctx) -> tuple[Watched, ...]:
    """Every account that is or was of the organisation, by name, to choose from."""
    organisation = home(ctx, Permission.TRACE_READ)
    with ctx.tools.store.reading() as reader:
        found = people.ever_of_organisation(reader, organisation)
    return tuple(Watched(row.id, row.login, row.name) for row in found)


@action(Permission.TRACE_READ, Event.LOG_TRACED)
def trace(
    ctx: Ctx,
    user_id: str,
    since: datetime,
    until: datetime,
    session: str | None = None,
    form: str | None = None,
) -> Trace:
    """What one account of the own organisation opened from `since` until `until` (not included), opened ones first.

    `session`: the mark of one session, to look at that alone. `form`: it goes out as a file, csv or json.

    Raises:
        Refused: nobody of this organisation, or the period ends before it begins.
        ConfirmFirst: as a file, the second factor is needed again.
    """
    organisation = home(ctx, Permission.TRACE_READ)
    if form is not None:
        must_be_fresh(ctx)
    with ctx.tools.store.reading() as reader:
        who = next(
            (row for row in people.ever_of_organisation(reader, organisation) if row.id == user_id), None
        )
        problems: dict[str, Say] = {}
        if who is None:
            problems["user"] = Say("people.log.nobody")
        if until <= since:
            problems["until"] = Say("people.log.until_before_since")
        if who is None or problems:
            raise Refused(problems)
        lines = list(_lines(reader, organisation, user_id, since, until))
    kept = lines[:MOST]
    chosen = [line for line in kept if session is None or line.said.get("session") == session]
    found = Trace(
        who.login, who.name, since, until, _records(chosen), _sessions(kept), complete=len(lines) <= MOST
    )
    with ctx.tools.store.unit() as unit:
        codes = tuple(record.code for record in found.records[:MOST_SUBJECTS])
        leave(
            unit, ctx, Event.LOG_TRACED, organisation=organisation, target=user_id, since=since, until=until,
            subjects=codes, number=len(found.records), explanation=Explanation.REVIEW,
            reason=form if form in FORMS else None,
        )  # fmt: skip
    return found


def _lines(
    reader: Reader, organisation: str, user_id: str, since: datetime, until: datetime
) -> Iterator[Line]:
    """Newest first; one more than is read, so that it can be said that there is more."""
    before, count = None, 0
    while True:
        page = review.search(
            reader, organisation, user=user_id, since=since, until=until, before=before, size=PAGE
        )
        yield from page.lines
        count += len(page.lines)
        if page.before is None or count > MOST:
            return
        before = page.before


@dataclass
class _Gathered:
    opened: bool = False
    moments: list[datetime] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def _records(lines: Iterable[Line]) -> tuple[Record, ...]:
    gathered: dict[str, _Gathered] = {}
    for line in sorted(lines, key=lambda line: line.seq):
        if line.outcome != Outcome.OK.value:
            continue
        for code in line.subjects:
            one = gathered.setdefault(code, _Gathered())
            one.opened |= not line.event.endswith(_IN_A_LIST)
            one.moments.append(line.at)
            if line.event not in one.events:
                one.events.append(line.event)
    found = [
        Record(code, one.opened, min(one.moments), max(one.moments), len(one.moments), tuple(one.events))
        for code, one in gathered.items()
    ]
    return tuple(sorted(found, key=lambda record: (not record.opened, record.first_at, record.code)))


def _sessions(lines: Iterable[Line]) -> tuple[Session, ...]:
    gathered: dict[str, list[Line]] = {}
    for line in lines:
        mark = line.said.get("session")
        if mark:
            gathered.setdefault(str(mark), []).append(line)
    found = []
    for mark, mine in gathered.items():
        moments = [line.at for line in mine]
        address = next((line.said["address"] for line in mine if line.said.get("address")), None)
        found.append(Session(mark, min(moments), max(moments), len(mine), address))
    return tuple(sorted(found, key=lambda session: session.first_at))
