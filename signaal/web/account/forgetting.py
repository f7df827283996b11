"""Lost passphrase, phone or device: a link or a recovery code, then new credentials that wait for a lead."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.terms import NotFound, Refused
from signaal.web.account.activating import set_up, square
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ActivationForm, ForgottenForm, WaitingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.visit import visit


@blueprint.route("/kwijt", methods=["GET", "POST"])
@needs(Permission.RESET_ASK, keeps=True)
def forgotten() -> Response:
    """What to do, and the way with a recovery code."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            token = _site().gate.ask_reset(
                form.login.data or "", form.code.data or "", visit().address, visit().request_id
            )
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".reset", token=token), 303)
    return render("account/forgotten.html", form=form)


@blueprint.route("/herstel/<token>", methods=["GET", "POST"])
@needs(Permission.RESET_ASK, keeps=True)
def reset(token: str) -> Response:
    """New passphrase and authenticator; afterwards the code that a lead has to type."""
    form = ActivationForm()
    try:
        shown = _site().gate.reset_page(token, form.setup.data if request.method == "POST" else None)
        done = set_up(form, token, _site().gate.reset)
    except NotFound:
        return render("account/link_gone.html", status=404)
    if done is not None:
        return render("account/reset_done.html", done=done)
    form.setup.data = shown.setup
    form.suggestion.data = form.suggestion.data or shown.suggestion
    return render("account/reset.html", form=form, shown=shown, qr=square(shown.totp_uri))


@blueprint.route("/herstel/code", methods=["GET", "POST"])
@needs(Permission.RESET_ASK, keeps=True)
def waiting_codes() -> Response:
    """The code to read out once more, for who closed the page; opens nothing else."""
    form = WaitingForm()
    codes = None
    if form.validate_on_submit():
        try:
            codes = _site().gate.waiting_codes(
                form.login.data or "",
                form.passphrase.data or "",
                form.code.data or "",
                visit().address,
                visit().request_id,
            )
        except Refused as no:
            form.take(no)
    return render("account/waiting_codes.html", form=form, codes=codes)


def _site() -> Site:
    site: Site = current_app.extensions["signaal"]
    return site
