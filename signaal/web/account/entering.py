"""In and out: the login, the logout, hiding the screen, the language."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import sessions
from signaal.terms import Refused, Say
from signaal.web import cookies, csrf
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import ButtonForm, LanguageForm, LoginForm
from signaal.web.guard import needs, safe_next
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.visit import ctx, visit

OTHERWISE = "anders"
"""In the address of the login: with the passphrase or a passkey, also where a PIN would do."""


@blueprint.route("/inloggen", methods=["GET", "POST"])
@needs(Permission.LOGIN, keeps=True)
def login() -> Response:
    """Login name, passphrase and code on one page, or a passkey; says why an earlier session closed."""
    wanted = safe_next(request.args.get("next"))
    if request.method == "GET":
        if visit().ctx is not None:
            return redirect(wanted or url_for(".today"))
        if OTHERWISE not in request.args and _can_unlock():
            return redirect(url_for(".unlock", next=wanted))
    form = LoginForm(data={"next": wanted or ""})
    if form.validate_on_submit():
        try:
            found = _site().gate.log_in(
                form.login.data or "",
                form.passphrase.data or "",
                form.code.data or "",
                visit().address,
                visit().request_id,
                cookies.session_token(),
            )
        except Refused as no:
            form.take(no)
        else:
            answer = redirect(url_for("public.arrived", next=safe_next(form.next.data) or found.home))
            cookies.give_session(answer, found.token)
            return answer
    return login_page(form)


def login_page(form: LoginForm) -> Response:
    """The page of the login, also after a passkey that was refused."""
    closed = _why_closed()
    return render(
        "account/login.html",
        form=form,
        button=ButtonForm(formdata=None),
        closed=closed,
        tip=closed is not None and closed.key == "account.closed.idle" and not _can_unlock(),
    )


@blueprint.post("/uitloggen")
@needs(Permission.SESSION_END)
def logout() -> Response:
    """End this session and let the browser forget it."""
    sessions.log_out(ctx())
    answer = redirect(url_for(".login"))
    cookies.forget_session(answer)
    return answer


@blueprint.post("/verberg")
@needs(Permission.SESSION_END, late=True)
def hide() -> Response:
    """Lock at once and show a calendar: the secret is gone, what was typed before is kept by its own page.

    Who had been away too long sees the calendar too: a login page would say what the screen was about.
    """
    if visit().ctx is not None:
        sessions.lock(ctx())
    elif (token := cookies.session_token()) is not None and not csrf.comes_from_elsewhere():
        given = request.form.get(csrf.FIELD)
        _site().gate.hide_closed(token, lambda key: csrf.is_good(given, key))
    return redirect(url_for("public.calendar"))


@blueprint.post("/taal")
@needs(Permission.ACCOUNT_WRITE)
def language() -> Response:
    """Choose the language of the screens, and go back to the day."""
    form = LanguageForm()
    if form.validate_on_submit():
        sessions.speak(ctx(), form.language.data)
    return redirect(url_for(".today"))


def _can_unlock() -> bool:
    token = cookies.session_token()
    return token is not None and visit().ctx is None and _site().gate.can_unlock(token)


def _why_closed() -> Say | None:
    token = cookies.session_token()
    return _site().gate.why_closed(token) if token is not None and visit().ctx is None else None


def _site() -> Site:
    site: Site = current_app.extensions["signaal"]
    return site
