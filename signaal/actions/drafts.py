"""Finish it later: what somebody typed, sealed to their own key. Nobody else can open it, their lead included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signaal.access.permissions import Permission
from signaal.actions import subjects
from signaal.actions.closed import AT, draft_of
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.views import DraftLine
from signaal.audit.events import Event
from signaal.store import drafts
from signaal.store.reader import Reader
from signaal.terms import Refused, Say
from signaal.vault.drafts import open_draft, seal_draft

__all__ = ["AT", "MOST", "drop", "finished", "keep", "lines", "open", "page"]

MOST = 50
"""Drafts of one person: a list that nobody can read any more is no help."""


@action(Permission.DRAFT_KEEP, Event.DRAFT_KEPT)
def keep(ctx: Ctx, form: str, data: Mapping[str, object], draft_id: str | None = None) -> str:
    """Keep a form's content (plain JSON types), or its newer version; returns the draft's id.

    Raises:
        Refused: more than 50 drafts already.
        NotFound: a `draft_id` that is not mine.
    """
    with ctx.tools.store.reading() as reader:
        known = drafts.find(reader, draft_id, ctx.user_id) if draft_id else None
        count = drafts.count(reader, ctx.user_id)
    if draft_id and known is None:
        raise missing(ctx, Permission.DRAFT_KEEP)
    if known is None and count >= MOST:
        raise Refused({"draft": Say("today.too_many_drafts", {"most": MOST})})
    kept_as = draft_id or ctx.tools.ids()
    named = known.form if known is not None else form
    sealed = seal_draft(ctx.keys.user.holder, kept_as, named, data)
    with ctx.tools.store.unit() as unit:
        drafts.keep(unit, kept_as, ctx.user_id, named, sealed, ctx.now, subjects.of_form(data))
        leave(unit, ctx, Event.DRAFT_KEPT, target=kept_as)
    return kept_as


@action(Permission.DRAFT_READ)
def page(ctx: Ctx) -> tuple[DraftLine, ...]:
    """My drafts, last changed first: which form and when, no content. Logged with the page of today."""
    with ctx.tools.store.reading() as reader:
        return lines(reader, ctx)


def lines(reader: Reader, ctx: Ctx) -> tuple[DraftLine, ...]:
    """The same, for a reader that is open."""
    return tuple(DraftLine(row.id, row.form, row.updated_at) for row in drafts.of_user(reader, ctx.user_id))


@action(Permission.DRAFT_READ, Event.DRAFT_OPENED)
def open(ctx: Ctx, draft_id: str) -> dict[str, Any]:
    """What I typed. It fills a form again and proves nothing.

    Raises:
        NotFound: no draft of mine.
        DoesNotOpen: changed bytes, or sealed for somebody else.
    """
    with ctx.tools.store.reading() as reader:
        row = drafts.find(reader, draft_id, ctx.user_id)
    if row is None:
        raise missing(ctx, Permission.DRAFT_READ)
    data = open_draft(ctx.keys.user, row.id, row.form, row.sealed)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.DRAFT_OPENED, target=row.id)
    return data


@action(Permission.DRAFT_DISCARD, Event.DRAFT_DROPPED)
def finished(ctx: Ctx, form_id: str) -> None:
    """A form of mine did its work: drop what was kept of it when a screen had closed."""
    draft_id = draft_of(ctx.user_id, {"form_id": form_id})
    with ctx.tools.store.reading() as reader:
        known = drafts.find(reader, draft_id, ctx.user_id) if draft_id else None
    if known is not None:
        drop(ctx, known.id)


@action(Permission.DRAFT_DISCARD, Event.DRAFT_DROPPED)
def drop(ctx: Ctx, draft_id: str) -> None:
    """Throw a draft away. Twice is fine: then it is gone already."""
    with ctx.tools.store.unit() as unit:
        if drafts.drop(unit, draft_id, ctx.user_id):
            leave(unit, ctx, Event.DRAFT_DROPPED, target=draft_id)
