"""The inbox: running clocks on top, then 25 packages a page; codes and times, names only when asked for (R5)."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import inbox
from signaal.web.deeds import Press
from signaal.web.fields import Hidden
from signaal.web.forms import AskingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.visit import ctx, visit
from signaal.web.words import word


class PageForm(AskingForm):
    """From where on."""

    na = Hidden(max=120)


@blueprint.get("/inbox")
@needs(Permission.INBOX_LIST)
def inbox_page() -> Response:
    """What came in, newest first."""
    form = PageForm()
    after = (form.na.data or None) if form.validate() else None
    return render(
        "responder/inbox.html",
        page=inbox.page(ctx(), after),
        first=after is None,
        press=Press(formdata=None),
        now=visit().began,
        word=word,
    )


@blueprint.post("/inbox/namen")
@needs(Permission.INBOX_LIST)
def names() -> Response:
    """Names in this list for 15 minutes; logged."""
    inbox.show_names(ctx())
    return redirect(url_for(".inbox_page"), 303)
