"""A screen that locked by itself: opening it with the PIN, choosing one, keeping it open longer."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import Field
from wtforms.validators import StopValidation

from signaal.access.permissions import Permission
from signaal.actions import confirming, passkeys, unlocking
from signaal.terms import Refused
from signaal.web import cookies
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ButtonForm
from signaal.web.fields import Hidden, Secret
from signaal.web.forms import BaseForm
from signaal.web.guard import needs, safe_next
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.speech import t
from signaal.web.visit import ctx, visit


class UnlockForm(BaseForm):
    pin = Secret("entering.unlock.pin", hint="entering.unlock.pin_hint")
    next = Hidden(max=300)


class PinForm(BaseForm):
    """Twice, because nobody sees what was typed."""

    pin = Secret("entering.pin.pin", hint="entering.pin.pin_hint")
    again = Secret("entering.pin.again")

    def validate_again(self, field: Field) -> None:
        if field.data != self.pin.data:
            raise StopValidation(t("entering.pin.not_same"))


class ConfirmForm(BaseForm):
    code = Secret("entering.confirm.code", hint="entering.confirm.code_hint")
    next = Hidden(max=300)


@blueprint.route("/ontgrendelen", methods=["GET", "POST"])
@needs(Permission.LOGIN, keeps=True)
def unlock() -> Response:
    """Six digits instead of a login, where this browser's session still allows it. Names nobody."""
    wanted = safe_next(request.args.get("next"))
    token = cookies.session_token()
    if visit().ctx is not None and request.method == "GET":
        return redirect(wanted or url_for(".today"))
    form = UnlockForm(data={"next": wanted or ""})
    if form.validate_on_submit() and token is not None:
        try:
            found = _site().gate.unlock(token, form.pin.data or "", visit().address, visit().request_id)
        except Refused as no:
            form.take(no)
        else:
            answer = redirect(url_for("public.arrived", next=safe_next(form.next.data) or found.home))
            cookies.give_session(answer, found.token)
            return answer
    if not visit().csrf_failed and (token is None or not _site().gate.can_unlock(token)):
        return redirect(url_for(".login", next=safe_next(form.next.data), anders="1"))
    otherwise = url_for(".login", next=safe_next(form.next.data), anders="1")
    return render("account/unlock.html", form=form, otherwise=otherwise)


@blueprint.get("/toegang")
@needs(Permission.ACCOUNT_READ)
def access() -> Response:
    """How I get in, and how I come back after a break."""
    has_pin, until = unlocking.until(ctx())
    return render(
        "account/access.html",
        has_pin=has_pin,
        until=until,
        keys=passkeys.page(ctx()),
        button=ButtonForm(formdata=None),
    )


@blueprint.route("/toegang/pin", methods=["GET", "POST"])
@needs(Permission.SESSION_UNLOCK, keeps=True)
def pin() -> Response:
    """Choose a PIN for this device, soon after the second factor."""
    if request.method == "GET":
        confirming.first(ctx())
    form = PinForm()
    if form.does(lambda: unlocking.set_pin(ctx(), cookies.session_token() or "", form.pin.data or "")):
        return redirect(url_for(".access"))
    return render("account/pin.html", form=form, until=unlocking.until(ctx())[1])


@blueprint.post("/toegang/pin/weg")
@needs(Permission.SESSION_UNLOCK)
def drop_pin() -> Response:
    """From now on only a full login opens this screen again."""
    unlocking.drop_pin(ctx())
    return redirect(url_for(".access"))


@blueprint.route("/bevestig", methods=["GET", "POST"])
@needs(Permission.STEP_UP, keeps=True)
def confirm() -> Response:
    """The second factor again, then back to what needed it."""
    form = ConfirmForm(data={"next": safe_next(request.args.get("next")) or ""})
    if form.does(lambda: confirming.confirm(ctx(), form.code.data or "")):
        return redirect(safe_next(form.next.data) or url_for(".today"))
    return render("account/confirm.html", form=form)


@blueprint.get("/langer")
@needs(Permission.TODAY_READ)
def longer() -> Response:
    """I am still here: coming by is enough. Opens beside the page where somebody types."""
    return render("account/longer.html")


def _site() -> Site:
    site: Site = current_app.extensions["signaal"]
    return site
