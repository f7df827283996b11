"""Vandaag, the messages on it, and what was typed too late."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, redirect, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import accounts, drafts
from signaal.actions import today as days
from signaal.actions.views import DraftLine, Task
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ButtonForm
from signaal.web.guard import AGAIN, needs, safe_next
from signaal.web.render import render
from signaal.web.visit import ctx

ONE_PAGE = "/signaal/nieuw"
_OF_THE_PAGE = {ONE_PAGE, "/signaal/hulp"}
"""Where its form is posted to: a draft of either goes on there."""
_LISTS = "/concepten"
WEEK = timedelta(days=7)


@blueprint.get("/vandaag")
@needs(Permission.TODAY_READ)
def today() -> Response:
    """What waits for me and by when; for who was not admitted yet, the code to read out."""
    found = days.today(ctx())
    codes = accounts.my_codes(ctx())
    return render(
        "account/today.html",
        today=found,
        soon=[task for task in found.tasks if _is_soon(task)],
        later=[task for task in found.tasks if not _is_soon(task)],
        codes=codes,
        drafts=[(line, _name(line), _link(line)) for line in found.drafts[:5]],
        all_drafts=_LISTS if len(found.drafts) > 5 and _exists(_LISTS) else None,
        new_signal=ONE_PAGE if ctx().holds(Permission.SIGNAL_SUBMIT) and _exists(ONE_PAGE) else None,
        button=ButtonForm(formdata=None),
    )


@blueprint.post("/vandaag/gezien/<message_id>")
@needs(Permission.NOTICE_SEEN)
def seen(message_id: str) -> Response:
    """I read this message."""
    days.seen(ctx(), message_id)
    return redirect(url_for(".today"))


@blueprint.get("/getypt/<draft_id>")
@needs(Permission.DRAFT_READ)
def typed(draft_id: str) -> Response:
    """What was posted to a closed session and belongs to no form that can go on by itself: to copy."""
    kept = drafts.open(ctx(), draft_id)
    fields = {
        name: [str(value) for value in values] for name, values in kept.items() if isinstance(values, list)
    }
    return render(
        "account/typed.html",
        draft_id=draft_id,
        texts=[(name, "\n".join(values)) for name, values in fields.items() if name not in _OF_THE_FORM],
        along=[(name, value) for name, values in fields.items() for value in values],
        again=_again(kept.get(drafts.AT)),
        button=ButtonForm(formdata=None),
    )


_OF_THE_FORM = frozenset({"form_id", "press"})


def _again(address: object) -> str | None:
    """Where the form is drawn again with what was typed: only a page of ours that does nothing before it looks."""
    wanted = safe_next(address if isinstance(address, str) else None)
    if wanted is None:
        return None
    path, _, query = wanted.partition("?")
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(path, method="POST")
    except HTTPException:
        return None
    if not getattr(current_app.view_functions[endpoint], "keeps", False):
        return None
    return f"{path}?{query}&{AGAIN}=1" if query else f"{path}?{AGAIN}=1"


@blueprint.post("/getypt/<draft_id>/weg")
@needs(Permission.DRAFT_DISCARD)
def drop_typed(draft_id: str) -> Response:
    """Throw it away."""
    drafts.drop(ctx(), draft_id)
    return redirect(url_for(".today"))


def _is_soon(task: Task) -> bool:
    """What must be seen today: late, without a date, or due within a week. The rest is folded away."""
    return task.due_at is None or task.overdue or task.due_at - ctx().now <= WEEK


def _link(line: DraftLine) -> str:
    """Where somebody goes on: the one page opens its own drafts, all else is shown to copy."""
    if _goes_on(line):
        return f"{ONE_PAGE}?concept={line.id}"
    return url_for(".typed", draft_id=line.id)


def _name(line: DraftLine) -> str:
    return "today.form.signal" if _goes_on(line) else "today.form.typed"


def _goes_on(line: DraftLine) -> bool:
    """A draft is named after the view that its form was for."""
    rules = [rule.rule for rule in current_app.url_map.iter_rules() if rule.endpoint == line.form]
    return any(rule in _OF_THE_PAGE for rule in rules)


def _exists(path: str) -> bool:
    return any(rule.rule == path for rule in current_app.url_map.iter_rules())
