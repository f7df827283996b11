"""Do what a form asks: once, with every sentence of a refusing rule at its field, and go on to the next page."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect
from werkzeug.wrappers import Response

from signaal.actions.views import Receipt
from signaal.terms import Conflict, Refused
from signaal.web.forms import WritingForm
from signaal.web.speech import t


class Press(WritingForm):
    """A form that is one button."""


def done(
    form: WritingForm, deed: Callable[[str], Receipt], onward: Callable[[Receipt], str]
) -> Response | None:
    """To the next page after the deed, or None when the form must be drawn: not sent yet, or something to tell.

    `deed` gets the form's id. A state that no longer permits it is told above the form: nothing typed is lost.
    """
    if not form.validate_on_submit():
        return None
    try:
        return redirect(onward(deed(form.form_id.data or "")), 303)
    except Refused as no:
        form.take(no)
    except Conflict as no:
        form.form_errors.append(t(no.say))
    return None
