"""Taking an account into use. The link is the only thing that knows whose account it is."""

from __future__ import annotations

import io
from collections.abc import Callable

import segno
from flask import current_app, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions.accounts import Activated
from signaal.actions.enrolment import NewLogin
from signaal.terms import NotFound, Refused
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ActivationForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.visit import visit


@blueprint.route("/activeren/<token>", methods=["GET", "POST"])
@needs(Permission.ACTIVATE, keeps=True)
def activate(token: str) -> Response:
    """Passphrase and authenticator; afterwards the code that a lead has to type."""
    site: Site = current_app.extensions["signaal"]
    form = ActivationForm()
    try:
        shown = site.gate.invitation(token, form.setup.data if request.method == "POST" else None)
        done = set_up(form, token, site.gate.activate)
    except NotFound:
        return render("account/link_gone.html", status=404)
    if done is not None:
        return render("account/activated.html", done=done)
    form.setup.data = shown.setup
    form.suggestion.data = form.suggestion.data or shown.suggestion
    return render("account/activate.html", form=form, shown=shown, qr=square(shown.totp_uri))


def set_up(form: ActivationForm, token: str, deed: Callable[[NewLogin, str], Activated]) -> Activated | None:
    """What came of the form of a link; None while there is nothing to do yet, or something to mend.

    Raises:
        NotFound: no such link, used, or older than 24 hours.
    """
    if not form.validate_on_submit():
        return None
    typed = NewLogin(token, form.passphrase.data or "", form.code.data or "", form.setup.data or "")
    try:
        return deed(typed, visit().address)
    except Refused as no:
        form.take(no)
        return None


def square(totp_uri: str) -> Markup:
    """The QR code as SVG with attributes only: the browser's policy allows no styles."""
    out = io.BytesIO()
    square = segno.make(totp_uri, error="m", micro=False)
    square.save(
        out, kind="svg", scale=5, border=4, light="#fff", dark="#000", xmldecl=False, svgns=True, nl=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made here, out of numbers
