"""The recovery paper: making it, printing it twice, typing it back, trying it; and coming back with it."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import keyholding, recovery, recovery_paper, recovery_use
from signaal.terms import Conflict, Refused
from signaal.web import cookies
from signaal.web.account.blueprint import blueprint
from signaal.web.fields import Line, Secret
from signaal.web.forms import BaseForm
from signaal.web.guard import needs
from signaal.web.papers import as_pdf
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.speech import t
from signaal.web.visit import ctx, visit


class CodeForm(BaseForm):
    """The code of a paper. What was typed comes back after a mistake: it is forty characters long."""

    code = Line("keys.form.code", max=80, hint="keys.form.code_hint")


class BackForm(CodeForm):
    """Everything at once: the own login with its second factor, and the paper."""

    login = Line("account.login.login", max=40)
    passphrase = Secret("keys.form.passphrase", hint="keys.form.passphrase_hint")
    factor = Secret("account.login.code", max=20, hint="account.login.code_hint")


@blueprint.post("/sleutels/<team_id>/papier")
@needs(Permission.PAPER_WRITE)
def make_paper(team_id: str) -> Response:
    """Begin a new paper. The one that counts stays until the new one was typed back."""
    return redirect(url_for(".paper", paper_id=recovery.make(ctx(), team_id)), 303)


@blueprint.get("/sleutels/papier/<paper_id>")
@needs(Permission.PAPER_WRITE)
def paper(paper_id: str) -> Response:
    """The paper, to print."""
    shown = recovery.show(ctx(), paper_id)
    return render("account/paper.html", paper=shown, lines=recovery_paper.lines(shown))


@blueprint.get("/sleutels/papier/<paper_id>/pdf")
@needs(Permission.PAPER_WRITE)
def paper_pdf(paper_id: str) -> Response:
    """Two copies as a file."""
    return as_pdf(recovery_paper.pdf(ctx(), paper_id), "blad")


@blueprint.route("/sleutels/papier/<paper_id>/overtypen", methods=["GET", "POST"])
@needs(Permission.PAPER_WRITE, keeps=True, forgets=True)
def confirm_paper(paper_id: str) -> Response:
    """Type it back from the print: only then does it count. The code does not stand on this page."""
    form = CodeForm()
    if form.does(lambda: recovery.confirm(ctx(), paper_id, form.code.data or "")):
        return redirect(url_for(".rotation"), 303)
    recovery.waiting(ctx(), paper_id)
    return render("account/paper_typed.html", form=form, paper_id=paper_id)


@blueprint.route("/sleutels/<team_id>/proberen", methods=["GET", "POST"])
@needs(Permission.PAPER_WRITE, keeps=True, forgets=True)
def drill(team_id: str) -> Response:
    """The yearly drill: is the paper in the safe the one that counts?"""
    form = CodeForm()
    if form.does(lambda: recovery.drill(ctx(), team_id, form.code.data or "")):
        return redirect(url_for(".rotation"), 303)
    return render("account/drill.html", form=form, team=keyholding.team(ctx(), team_id))


@blueprint.route("/herstelpapier", methods=["GET", "POST"])
@needs(Permission.PAPER_USE, keeps=True, forgets=True)
def come_back() -> Response:
    """Back into the team with the paper: after a reset with the new login, or as a lead who is logged in."""
    return _inside() if visit().ctx is not None else _outside()


def _inside() -> Response:
    form = CodeForm()
    if form.validate_on_submit():
        try:
            recovery_use.use(ctx(), form.code.data or "")
        except Refused as no:
            form.take(no)
        except Conflict as no:
            form.form_errors.append(t(no.say))
        else:
            return redirect(url_for(".rotation"), 303)
    return render("account/come_back.html", form=form, inside=True)


def _outside() -> Response:
    form = BackForm()
    if form.validate_on_submit():
        site: Site = current_app.extensions["signaal"]
        try:
            found = site.gate.come_back(
                form.login.data or "",
                form.passphrase.data or "",
                form.factor.data or "",
                form.code.data or "",
                visit().address,
                visit().request_id,
            )
        except Refused as no:
            form.take(no)
        except Conflict as no:
            form.form_errors.append(t(no.say))
        else:
            answer = redirect(url_for("public.arrived", next=found.home), 303)
            cookies.give_session(answer, found.token)
            return answer
    return render("account/come_back.html", form=form, inside=False)
