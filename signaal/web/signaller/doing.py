"""Do what a form asks: once, with every sentence of a refusing rule at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import sessions
from signaal.actions.views import Receipt
from signaal.terms import Conflict, NotFound, Refused
from signaal.web.forms import WritingForm
from signaal.web.speech import t
from signaal.web.visit import ctx


class Press(WritingForm):
    """A form that is one button."""


def done(receipt: Receipt) -> Response:
    """On to the receipt."""
    return redirect(url_for("signaller.receipt", form_id=receipt.form_id), 303)


def strange(permission: Permission) -> NoReturn:
    """A part that is not on this card: looks like nothing at all, and is written down."""
    sessions.refuse(ctx(), permission)
    raise NotFound()


def stored(form: WritingForm, deed: Callable[[str], Receipt]) -> Response | None:
    """The receipt of the deed, or None when the form must be drawn: not sent yet, or something to tell.

    `deed` gets the form's id. A state that no longer permits it is told above the form, so that nothing typed is lost.
    """
    if not form.validate_on_submit():
        return None
    try:
        return done(deed(form.form_id.data or ""))
    except Refused as no:
        form.take(no)
    except Conflict as no:
        form.form_errors.append(t(no.say))
    return None
