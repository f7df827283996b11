"""Asking why: the officer asks the person who looked, or a lead of the team; the answer is one of a closed list.

The message says nothing of what or whom; the page shows the own lines of the log and the card's code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import log, receipts, telling
from signaal.actions.context import Ctx, action, taken
from signaal.actions.reviews import mine
from signaal.actions.trail import leave
from signaal.actions.views import LogLine, Receipt
from signaal.actions.watched import home
from signaal.audit import review
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, people, reviews
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_reviews import ReviewItemRow
from signaal.terms import NotFound, Refused, Say
from signaal.workflows.reviews import Answer

PERSON, LEAD = "person", "lead"


@dataclass(frozen=True)
class Question:
    """What somebody is asked to explain: `mine` when it is about an own access, else about `who`, of the own team."""

    id: str
    asked_at: datetime
    mine: bool
    who: str
    lines: tuple[LogLine, ...]


@action(Permission.REVIEW_WORK, Event.REVIEW_ASKED)
def ask(ctx: Ctx, item_id: str, whom: str, form_id: str) -> Receipt:
    """Ask the person who looked (`person`), or a lead of the team (`lead`), why.

    Raises:
        NotFound: of another organisation.
        Refused: field whom: nobody to ask.
        Conflict: decided before, or asked before.
    """
    house = home(ctx, Permission.REVIEW_WORK)
    with ctx.tools.store.unit() as unit:
        mine(unit, item_id, house)
        if not receipts.claim(unit, ctx, form_id, "review_ask"):
            return Receipt(form_id, "review_ask")
        row = unit.locked(ReviewItemRow, item_id)
        if row.finding is not None or row.asked_id is not None:
            raise taken("review.asked_before")
        asked = _person(unit, ctx, row) if whom == PERSON else _lead(unit, ctx, row)
        if asked is None:
            raise Refused({"whom": Say("review.nobody_to_ask")})
        row.asked_id, row.asked_by, row.asked_at = asked.id, ctx.user_id, ctx.now
        telling.tell(unit, ctx, [asked], Message.EXPLANATION_ASKED, code=None, link=f"/uitleg/{row.id}")
        leave(unit, ctx, Event.REVIEW_ASKED, organisation=house, target=row.id, reason=whom)
    return Receipt(form_id, "review_ask")


def _person(reader: Reader, ctx: Ctx, row: ReviewItemRow) -> UserRow | None:
    here = people.find(reader, row.user_id) if row.user_id else None
    return here if here is not None and memberships.of_user(reader, here.id, ctx.now) else None


def _lead(reader: Reader, ctx: Ctx, row: ReviewItemRow) -> UserRow | None:
    """A lead of a team of this organisation in which that person works, and who is somebody else."""
    for place in memberships.of_user(reader, row.user_id, ctx.now) if row.user_id else ():
        if place.team_id is None or place.organisation_id != row.organisation_id:
            continue
        for lead in memberships.leads(reader, place.team_id, ctx.now):
            if lead.user.id != row.user_id:
                return lead.user
    return None


@action(Permission.REVIEW_ANSWER, Event.LOG_OWN_VIEWED)
def question(ctx: Ctx, item_id: str) -> Question:
    """What I am asked. NotFound: not asked of me, or answered already."""
    with ctx.tools.store.reading() as reader:
        row = _asked_of_me(reader, ctx, item_id)
        name = people.names(reader, {row.user_id or ""}).get(row.user_id or "", "")
        found = (review.read(*kept) for kept in reviews.stored(reader, row.seqs))
        lines = log.lines(reader, (line for line in found if line.user == row.user_id))
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.LOG_OWN_VIEWED, organisation=row.organisation_id, target=row.user_id, number=len(lines),
            reason="asked",
        )  # fmt: skip
    return Question(row.id, row.asked_at or ctx.now, row.user_id == ctx.user_id, name, lines)


def _asked_of_me(reader: Reader, ctx: Ctx, item_id: str) -> ReviewItemRow:
    found = next((row for row in reviews.asked_of(reader, ctx.user_id) if row.id == item_id), None)
    if found is None:
        raise NotFound()
    return found


@action(Permission.REVIEW_ANSWER, Event.REVIEW_ANSWERED)
def answer(ctx: Ctx, item_id: str, said: str, form_id: str) -> Receipt:
    """Say why. The officers of the organisation are told that there is an answer.

    Raises:
        NotFound: not asked of me, or answered already.
        Refused: `answer` is not on the list.
    """
    if said not in set(Answer):
        raise Refused({"answer": Say("errors.not_in_list")})
    with ctx.tools.store.unit() as unit:
        if not receipts.claim(unit, ctx, form_id, "review_answer"):
            return Receipt(form_id, "review_answer")
        row = unit.locked(ReviewItemRow, _asked_of_me(unit, ctx, item_id).id)
        row.answer, row.answered_at = said, ctx.now
        asker = people.find(unit, row.asked_by or "")
        told = [asker] if asker is not None else []
        telling.tell(unit, ctx, told, Message.EXPLANATION_GIVEN, code=None, link=f"/nazien/{row.id}")
        leave(unit, ctx, Event.REVIEW_ANSWERED, organisation=row.organisation_id, target=row.id, reason=said)
    return Receipt(form_id, "review_answer")
