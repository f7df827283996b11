"""Passkeys: coming in with one, adding one, taking one away. The only pages that need a script (static/passkey.js)."""

from __future__ import annotations

from flask import current_app, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import confirming, passkeys
from signaal.actions.challenges import LONGEST_ANSWER, Answer
from signaal.terms import Refused
from signaal.web import cookies
from signaal.web.account.blueprint import blueprint
from signaal.web.account.entering import login_page
from signaal.web.account.forms import ButtonForm, LoginForm
from signaal.web.fields import Hidden, Line
from signaal.web.forms import BaseForm
from signaal.web.guard import needs, safe_next
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.visit import ctx, visit


class AnswerForm(BaseForm):
    """What the script fills in. The names are such that they are never shown, kept or logged."""

    passkey = Hidden(max=LONGEST_ANSWER)
    passkey_proof = Hidden(max=LONGEST_ANSWER)
    passkey_secret = Hidden(max=200)
    next = Hidden(max=300)

    def answer(self) -> Answer:
        return Answer(self.passkey.data or "", self.passkey_secret.data or "", self.passkey_proof.data or "")


class AddForm(AnswerForm):
    name = Line("entering.passkey.add_name", max=passkeys.NAME)


@blueprint.post("/inloggen/passkey/vraag")
@needs(Permission.LOGIN)
def ask_to_enter() -> Response:
    """One question for this browser's authenticator, as JSON."""
    return jsonify(_site().gate.ask_passkey(cookies.start_token()))


@blueprint.post("/inloggen/passkey")
@needs(Permission.LOGIN, keeps=True)
def enter() -> Response:
    """The answer: in, or the page of the login with one sentence."""
    form, fresh = AnswerForm(), LoginForm(formdata=None)
    wanted = safe_next(form.next.data)
    fresh.next.data = wanted or ""
    if form.validate_on_submit():
        here, before = visit(), cookies.session_token()
        try:
            found = _site().gate.enter_with_passkey(
                cookies.start_token(), form.answer(), here.address, here.request_id, before
            )
        except Refused as no:
            form.take(no)
        else:
            answer = redirect(url_for("public.arrived", next=wanted or found.home))
            cookies.give_session(answer, found.token)
            return answer
    fresh.form_errors.extend(form.form_errors)
    return login_page(fresh)


@blueprint.post("/toegang/passkey/vraag")
@needs(Permission.ACCOUNT_WRITE)
def ask_to_add() -> Response:
    """One question for making a passkey, as JSON."""
    return jsonify(passkeys.ask_to_add(ctx()))


@blueprint.route("/toegang/passkey", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_WRITE, keeps=True)
def add_passkey() -> Response:
    """A name, and what the device made."""
    if request.method == "GET":
        confirming.first(ctx())
    form = AddForm()
    if form.does(lambda: passkeys.add(ctx(), form.name.data or "", form.answer())):
        return redirect(url_for(".access"))
    for hidden in (form.passkey, form.passkey_proof, form.passkey_secret):
        hidden.data = ""
    return render("account/add_passkey.html", form=form)


@blueprint.route("/toegang/passkey/<passkey_id>/weg", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_WRITE, keeps=True)
def drop_passkey(passkey_id: str) -> Response:
    """After one look at what that means."""
    name = passkeys.find(ctx(), passkey_id)
    if request.method == "GET":
        confirming.first(ctx())
    form = ButtonForm()
    if form.validate_on_submit():
        passkeys.drop(ctx(), passkey_id)
        return redirect(url_for(".access"))
    return render("account/drop_passkey.html", form=form, name=name, address=request.path)


def _site() -> Site:
    site: Site = current_app.extensions["signaal"]
    return site
