"""Vandaag: what waits for me and by when, what was told me, what I did not finish. Calm: no counts to beat.

Everybody sees the work of the own roles: clocks that my teams hold, colleagues who wait for a lead, approvals that
wait for the privacy officer, messages that did not leave for the admin, clocks past their end for the coordinator.
"""

from __future__ import annotations

from collections.abc import Iterator

from signaal.access.permissions import Permission
from signaal.actions import (
    approving,
    clockviews,
    drafts,
    erasures,
    handoverlists,
    keyholding,
    log,
    member_reviews,
    mistakes,
    myclocks,
    naming,
    officeclocks,
    reviewviews,
    rosters,
    schools,
    terms_ahead,
)
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.views import MessageView, Task, Today
from signaal.audit.events import Event
from signaal.store import deadlines, memberships, outbox, people, teams
from signaal.store.reader import Reader
from signaal.terms import Role, Say

_MOST = 50


@action(Permission.TODAY_READ, Event.TODAY_LISTED)
def today(ctx: Ctx) -> Today:
    """Everything that waits for me: overdue and soon due first, then what has no date."""
    reviews = (*_reviews(ctx), *_erasures(ctx), *_names(ctx)) if ctx.holds(Permission.MISTAKE_REVIEW) else ()
    with ctx.tools.store.reading() as reader:
        tasks = sorted(
            (*_tasks(reader, ctx), *reviews), key=lambda task: (task.due_at is None, task.due_at or ctx.now)
        )
        messages = _messages(reader, ctx)
        mine = {m.team_id for m in ctx.actor.memberships if m.team_id}
        found = Today(
            tasks=tuple(tasks[:_MOST]),
            messages=messages,
            drafts=drafts.lines(reader, ctx),
            teams=tuple(team.name for team in teams.by_ids(reader, mine).values()) if mine else (),
        )
    with ctx.tools.store.unit() as unit:
        shown = [task.code for task in found.tasks] + [message.code for message in messages]
        codes = dict.fromkeys(code for code in shown if code)
        leave(unit, ctx, Event.TODAY_LISTED, subjects=tuple(codes), number=len(found.tasks))
    return found


@action(Permission.NOTICE_SEEN, Event.MESSAGE_SEEN)
def seen(ctx: Ctx, message_id: str) -> None:
    """I read this message. NotFound when it is not mine."""
    with ctx.tools.store.unit() as unit:
        mine = outbox.seen(unit, message_id, ctx.user_id, ctx.now)
        if mine:
            leave(unit, ctx, Event.MESSAGE_SEEN, target=message_id)
    if not mine:
        raise missing(ctx, Permission.NOTICE_SEEN)


def _tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    yield from _clocks(reader, ctx)
    yield from _admissions(reader, ctx)
    yield from keyholding.tasks(reader, ctx)
    yield from rosters.tasks(reader, ctx)
    yield from handoverlists.tasks(reader, ctx)
    yield from schools.tasks(reader, ctx)
    roles = {m.role for m in ctx.actor.memberships}
    if Role.COORDINATOR in roles:
        yield from _overdue(reader, ctx)
    if Role.PRIVACY_OFFICER in roles:
        yield from _approvals(reader, ctx)
        officer = {m.organisation_id for m in ctx.actor.memberships if m.role is Role.PRIVACY_OFFICER}
        yield from officeclocks.tasks(reader, ctx, officer)
    yield from _log_and_reviews(reader, ctx)
    yield from member_reviews.tasks(reader, ctx)
    yield from terms_ahead.tasks(reader, ctx)
    if Role.ADMIN in roles:
        yield from _dead_letters(reader, ctx)


def _log_and_reviews(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """For who watches the log of an organisation: whether it can be believed, and what waits to be reviewed."""
    for member in ctx.actor.memberships:
        if member.role in {Role.PRIVACY_OFFICER, Role.SUPERVISOR}:
            if not log.standing(reader, member.organisation_id).ok:
                yield Task(Say("today.log_broken"), None, "/logboek", None, overdue=True)
            yield from reviewviews.tasks(reader, ctx, member.organisation_id)


def _clocks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """Running clocks of my own work, and the urgent ones of my whole team."""
    for view in myclocks.views(reader, ctx):
        yield Task(view.what, view.code, view.link, view.due_at, view.overdue)


def _overdue(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """Clocks past their end with teams of my organisation; after a yes only (R8)."""
    homes = {m.organisation_id for m in ctx.actor.memberships if m.role is Role.COORDINATOR}
    mine = [team.id for home in homes for team in teams.of_organisation(reader, home)]
    rows = [row for row in deadlines.visible_outside(reader, mine) if row.due_at < ctx.now]
    for view in clockviews.many(reader, ctx, rows).values():
        yield Task(view.what, view.code, "/regie", view.due_at, view.overdue)


def _admissions(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    for member in ctx.actor.memberships:
        if not member.lead or member.team_id is None:
            continue
        waiting = [m for m in memberships.waiting(reader, member.team_id) if m.user.state == "active"]
        waiting += memberships.returning(reader, member.team_id, ctx.now)
        waiting = [m for m in waiting if m.user.id != ctx.user_id]
        if waiting:
            yield Task(Say("today.colleague_waits", {"n": len(waiting)}), None, "/team", None, overdue=False)


def _approvals(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    waiting = approving.waiting(reader, ctx)
    if waiting:
        yield Task(Say("today.approval_waits", {"n": len(waiting)}), None, "/goedkeuren", None, overdue=False)


def _reviews(ctx: Ctx) -> tuple[Task, ...]:
    """Clocks that ended as a mistake and wait for a second person (four eyes, within 2 working days)."""
    return tuple(
        Task(
            Say("today.review_waits"), found.code, f"/nakijken/{found.clock.id}", found.due_at, found.overdue
        )
        for found in mistakes.waiting(ctx)
    )


def _erasures(ctx: Ctx) -> tuple[Task, ...]:
    """Cards that somebody asked to erase, and that wait for a second person."""
    return tuple(
        Task(Say("today.erasure_waits"), found.pseudonym, f"/wissen/{found.pseudonym}", None, overdue=False)
        for found in erasures.waiting(ctx)
    )


def _names(ctx: Ctx) -> tuple[Task, ...]:
    """Answers to families that would name employees, and that wait for a second person."""
    return tuple(
        Task(Say("today.names_wait"), found.pseudonym, f"/namen/{found.id}", None, overdue=False)
        for found in naming.waiting(ctx)
    )


def _dead_letters(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    homes = {m.organisation_id for m in ctx.actor.memberships if m.role is Role.ADMIN}
    reached = {user.id for home in homes for user in people.of_organisation(reader, home)}
    dead = [row for row in outbox.dead(reader) if row.user_id in reached]
    if dead:
        yield Task(
            Say("today.dead_letters", {"n": len(dead)}), None, "/beheer/berichten", None, overdue=False
        )


def _messages(reader: Reader, ctx: Ctx) -> tuple[MessageView, ...]:
    rows = outbox.unseen(reader, ctx.user_id, ctx.now)
    return tuple(
        MessageView(row.id, Say(f"mail.what.{row.message}"), row.subject_code, row.link, row.created_at)
        for row in rows
    )
