"""How I come in: codes for a lost phone, another passphrase, another authenticator, and what somebody asked for me."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import confirming, passphrases, resets
from signaal.web.account.activating import square
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import AuthenticatorForm, ButtonForm, ChangeForm, DeedForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/inloggegevens")
@needs(Permission.ACCOUNT_READ)
def ways() -> Response:
    """What I have, and what I can renew."""
    return render("account/ways.html", ways=passphrases.ways(ctx()), button=ButtonForm(formdata=None))


@blueprint.route("/inloggegevens/herstelcodes", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_WRITE, keeps=True)
def renew_codes() -> Response:
    """Ten new codes, shown this once, after one look at what that means."""
    confirming.first(ctx())
    form = DeedForm()
    if form.validate_on_submit():
        return render("account/codes_shown.html", recovery=passphrases.renew_codes(ctx()))
    return render("account/renew_codes.html", form=form, ways=passphrases.ways(ctx()))


@blueprint.route("/inloggegevens/wachtzin", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_WRITE, keeps=True)
def change_passphrase() -> Response:
    """Another passphrase; every other session ends."""
    confirming.first(ctx())
    form = ChangeForm()
    if form.does(lambda: passphrases.change(ctx(), form.old.data or "", form.new.data or "")):
        return redirect(url_for(".ways"), 303)
    form.suggestion.data = form.suggestion.data or passphrases.proposal()
    return render("account/change_passphrase.html", form=form)


@blueprint.route("/inloggegevens/authenticator", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_WRITE, keeps=True)
def change_authenticator() -> Response:
    """Another phone; the old authenticator stops and every other session ends."""
    confirming.first(ctx())
    form = AuthenticatorForm()
    shown = passphrases.new_authenticator(ctx(), form.setup.data if request.method == "POST" else None)
    if form.does(
        lambda: passphrases.change_authenticator(ctx(), form.code.data or "", form.setup.data or "")
    ):
        return redirect(url_for(".ways"), 303)
    form.setup.data = shown.setup
    return render("account/change_authenticator.html", form=form, shown=shown, qr=square(shown.totp_uri))


@blueprint.post("/inloggegevens/weg")
@needs(Permission.ACCOUNT_WRITE)
def cancel_reset() -> Response:
    """It was not me, or I remembered: throw away what waits."""
    resets.cancel(ctx())
    return redirect(url_for(".ways"), 303)
