"""Later afmaken: what somebody typed and did not finish, sealed to themselves."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import drafts
from signaal.terms import NotFound
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.card_page import FORM
from signaal.web.signaller.doing import strange
from signaal.web.visit import ctx

_PAGE = frozenset({FORM, "signaller.ideas"})
"""What can go on as the one page; of another form the text can be read and copied."""
_HIDDEN = frozenset({"form_id", "press", "card", "team", "draft", "csrf_token"})


@blueprint.get("/concepten")
@needs(Permission.DRAFT_READ)
def drafts_page() -> Response:
    """What waits to be finished, without its content."""
    lines = [(line, line.form in _PAGE) for line in drafts.page(ctx())]
    return render("signaller/drafts.html", lines=lines)


@blueprint.get("/concepten/<draft_id>")
@needs(Permission.DRAFT_READ)
def draft(draft_id: str) -> Response:
    """What was typed in a form that cannot be filled in again, to copy."""
    try:
        data = drafts.open(ctx(), draft_id)
    except NotFound:
        strange(Permission.DRAFT_READ)
    words = [
        str(value)
        for name, values in data.items()
        if name not in _HIDDEN and isinstance(values, list)
        for value in values
        if str(value).strip()
    ]
    return render("signaller/draft.html", words="\n".join(words), draft_id=draft_id)


@blueprint.post("/concepten/<draft_id>/weg")
@needs(Permission.DRAFT_DISCARD)
def drop_draft(draft_id: str) -> Response:
    """Throw it away."""
    drafts.drop(ctx(), draft_id)
    return redirect(url_for(".drafts_page"), 303)
