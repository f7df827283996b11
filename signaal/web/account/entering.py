"""In and out: the login, the logout, hiding the screen, the language."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import sessions
from signaal.terms import Refused, Say
from signaal.web import cookies
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import LanguageForm, LoginForm
from signaal.web.guard import needs, safe_next
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.visit import ctx, visit


@blueprint.route("/inloggen", methods=["GET", "POST"])
@needs(Permission.LOGIN, keeps=True)
def login() -> Response:
    """Login name, passphrase and code on one page; says why an earlier session closed."""
    wanted = safe_next(request.args.get("next"))
    if visit().ctx is not None and request.method == "GET":
        return redirect(wanted or url_for(".today"))
    form = LoginForm(data={"next": wanted or ""})
    if form.validate_on_submit():
        try:
            found = _site().gate.log_in(
                form.login.data or "",
                form.passphrase.data or "",
                form.code.data or "",
                visit().address,
                visit().request_id,
            )
        except Refused as no:
            form.take(no)
        else:
            answer = redirect(url_for("public.arrived", next=safe_next(form.next.data) or found.home))
            cookies.give_session(answer, found.token)
            return answer
    return render("account/login.html", form=form, closed=_why_closed())


@blueprint.post("/uitloggen")
@needs(Permission.SESSION_END)
def logout() -> Response:
    """End this session and let the browser forget it."""
    sessions.log_out(ctx())
    answer = redirect(url_for(".login"))
    cookies.forget_session(answer)
    return answer


@blueprint.post("/verberg")
@needs(Permission.SESSION_END)
def hide() -> Response:
    """Lock at once and show a calendar: the secret is gone, what was typed before is kept by its own page."""
    sessions.lock(ctx())
    return redirect(url_for("public.calendar"))


@blueprint.post("/taal")
@needs(Permission.ACCOUNT_WRITE)
def language() -> Response:
    """Choose the language of the screens, and go back to the day."""
    form = LanguageForm()
    if form.validate_on_submit():
        sessions.speak(ctx(), form.language.data)
    return redirect(url_for(".today"))


def _why_closed() -> Say | None:
    token = cookies.session_token()
    return _site().gate.why_closed(token) if token is not None and visit().ctx is None else None


def _site() -> Site:
    site: Site = current_app.extensions["signaal"]
    return site
