"""The privacy officer's morning: searching the own organisation's log, its state, its last checkpoint; and the own log.

A supervisor reads the same. Searching is an event itself, with what was searched for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import checkpoints, clock_back, epochs, verify
from signaal.actions.confirming import must_be_fresh
from signaal.actions.context import Ctx, action, taken
from signaal.actions.heartbeats import beat
from signaal.actions.trail import leave
from signaal.actions.views import Integrity, LogLine, LogPage
from signaal.actions.watched import home
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.audit.findings import Finding
from signaal.audit.tree import Tree
from signaal.store import audit, heartbeats, people
from signaal.store.reader import Reader
from signaal.terms import NotFound, Refused, Say, is_pseudonym, is_reference, tidy_code
from signaal.workflows.reviews import Known

BEAT = "verify"


@action(Permission.LOG_SEARCH, Event.LOG_SEARCHED)
def search(
    ctx: Ctx,
    subject: str | None = None,
    user: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    event: str | None = None,
    after: int | None = None,
) -> LogPage:
    """Events of the own organisation, newest first, that fit all that is named.

    `subject` is a case or referral code, `user` a login name, `since` is included and `until` not, `after` is the
    `following` of the page before.

    Raises:
        Refused: `subject` is no code, `user` is nobody, `event` is unknown, or the period ends before it begins.
    """
    organisation = home(ctx, Permission.LOG_SEARCH)
    problems: dict[str, Say] = {}
    code = _code(subject, problems)
    kind = _kind(event, problems)
    if since is not None and until is not None and until <= since:
        problems["until"] = Say("people.log.until_before_since")
    with ctx.tools.store.reading() as reader:
        user_id = _user(reader, user, problems)
        if problems:
            raise Refused(problems)
        found = review.search(
            reader, organisation,
            subject=code, user=user_id, event=kind, since=since, until=until, before=after,
        )  # fmt: skip
        shown = lines(reader, found.lines)
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.LOG_SEARCHED, organisation=organisation, subjects=(code,) if code else (),
            target=user_id, since=since, until=until, number=len(shown), explanation=Explanation.REVIEW,
        )  # fmt: skip
    return LogPage(shown, found.before)


def _code(subject: str | None, problems: dict[str, Say]) -> str | None:
    code = tidy_code(subject or "")
    if code and not (is_pseudonym(code) or is_reference(code)):
        problems["subject"] = Say("people.log.no_code")
    return code or None


def _kind(event: str | None, problems: dict[str, Say]) -> Event | None:
    if not event:
        return None
    found = next((known for known in Event if known.value == event), None)
    if found is None:
        problems["event"] = Say("errors.not_in_list")
    return found


def _user(reader: Reader, login: str | None, problems: dict[str, Say]) -> str | None:
    if not login or not login.strip():
        return None
    user = people.find_by_login(reader, login.strip().lower())
    if user is None:
        problems["user"] = Say("people.log.nobody")
        return None
    return user.id


@action(Permission.OWN_LOG_READ, Event.LOG_OWN_VIEWED)
def own(ctx: Ctx, after: int | None = None) -> LogPage:
    """What I did myself, newest first."""
    with ctx.tools.store.reading() as reader:
        found = review.own_log(reader, ctx.user_id, before=after)
        shown = lines(reader, found.lines)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.LOG_OWN_VIEWED, target=ctx.user_id, number=len(shown))
    return LogPage(shown, found.before)


@action(Permission.LOG_VERIFY)
def integrity(ctx: Ctx) -> Integrity:
    """What is known of the log now: where it is, what was signed, and what the last whole check found. Red, too, while
    nobody of the organisation accepted a restore; not any more for a clock that went back once its officer said why.
    """
    organisation = home(ctx, Permission.LOG_VERIFY)
    with ctx.tools.store.reading() as reader:
        return standing(reader, organisation)


def standing(reader: Reader, organisation: str) -> Integrity:
    """The same, for a reader that is open."""
    known, epoch = (
        clock_back.acknowledged(reader, organisation, state(reader)),
        epochs.found(reader, organisation),
    )
    if epoch is None or epoch.accepted_at is not None:
        return known
    return replace(known, ok=False, problems=(*known.problems, Finding.RESTORE_WAITING.value))


def state(reader: Reader) -> Integrity:
    """What is known without any organisation's own word."""
    top = audit.head(reader)
    last = audit.last_checkpoint(reader)
    checked, signed = heartbeats.find(reader, BEAT), heartbeats.find(reader, checkpoints.BEAT)
    problems = (checked.detail or "").split() if checked is not None and not checked.ok else []
    first_bad = int(problems.pop()) if problems and problems[-1].isdigit() else None
    problems, back = clock_back.read(problems)
    if signed is not None and not signed.ok:
        problems.append("checkpoint_differs")
    return Integrity(
        ok=not problems and (checked is None or checked.ok),
        size=top.size,
        root=Tree.load(top.size, top.peaks).root().hex(),
        checkpoint_at=last.created_at if last is not None else None,
        checkpoint_size=last.size if last is not None else 0,
        problems=tuple(dict.fromkeys(problems)),
        verified_at=checked.at if checked is not None else None,
        first_bad=first_bad,
        clock_back=back,
    )


@action(Permission.LOG_VERIFY, Event.LOG_VERIFIED)
def check(ctx: Ctx) -> Integrity:
    """Check the whole log now, and remember what came of it. Takes a second for some ten thousand events.

    Raises:
        Conflict: the log has no name yet.
        Unavailable: the database cannot be read.
    """
    home(ctx, Permission.LOG_VERIFY)
    report = verify.verify(ctx)
    codes = list(
        dict.fromkeys(clock_back.marked(problem) for problem in clock_back.last_of_all(report.problems))
    )[:4]
    where = [str(report.first_bad_seq)] if report.first_bad_seq is not None else []
    beat(ctx, BEAT, report.ok, " ".join([*codes, *where]) or None)
    return integrity(ctx)


@action(Permission.FINDING_ACCEPT, Event.FINDING_ACCEPTED)
def acknowledge(ctx: Ctx, seq: int, why: str) -> None:
    """Say why the clock went back, up to and including line `seq`.

    Raises:
        ConfirmFirst: the second factor is needed again.
        Refused: field why: not on the list.
        Conflict: nothing of the kind waits any more.
    """
    organisation = home(ctx, Permission.FINDING_ACCEPT)
    must_be_fresh(ctx)
    if why not in set(Known):
        raise Refused({"why": Say("errors.not_in_list")})
    with ctx.tools.store.unit() as unit:
        known = standing(unit, organisation)
        if Finding.TIME_BACK.value not in known.problems or known.clock_back != seq:
            raise taken("people.log.nothing_to_accept")
        leave(
            unit, ctx, Event.FINDING_ACCEPTED, organisation=organisation, number=seq, reason=why,
            size=audit.head(unit).size,
        )  # fmt: skip


@action(Permission.CHECKPOINT_READ, Event.CHECKPOINT_DOWNLOADED)
def checkpoint(ctx: Ctx) -> str:
    """The last signed checkpoint as text (C2SP signed note), to keep elsewhere. NotFound before the first."""
    home(ctx, Permission.CHECKPOINT_READ)
    with ctx.tools.store.reading() as reader:
        last = audit.last_checkpoint(reader)
    if last is None:
        raise NotFound()
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.CHECKPOINT_DOWNLOADED, size=last.size, root=last.root.hex())
    return last.note


def lines(reader: Reader, found: Iterable[review.Line]) -> tuple[LogLine, ...]:
    """As a page shows them, with the names of colleagues."""
    all_of_them = tuple(found)
    users = people.by_ids(reader, {line.user for line in all_of_them if line.user})
    return tuple(
        LogLine(
            seq=line.seq,
            at=line.at,
            event=line.event,
            outcome=line.outcome,
            user=users[line.user].name if line.user in users else "",
            role=line.role,
            subjects=line.subjects,
            part=line.parts[0] if line.parts else None,
            purpose=line.purpose,
            explanation=line.explanation,
            what=Say(line.text),
            login=users[line.user].login if line.user in users else "",
            reason=line.reason,
            basis=line.basis,
            number=line.number,
        )
        for line in all_of_them
    )
