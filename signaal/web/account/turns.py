"""The roster as a colleague sees it: who has duty when, and handing over or swapping the own turn."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import rosters, sessions, swapping
from signaal.actions.rosters import TurnView
from signaal.terms import Conflict, NotFound, Refused
from signaal.web.account.blueprint import blueprint
from signaal.web.choices import Select
from signaal.web.deeds import Press
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.web.words import word


class AskForm(WritingForm):
    """Whom to ask, and which of their turns comes in return."""

    user_id = Select("turns.ask.colleague")
    swap_id = Select("turns.ask.swap", optional=True, hint="turns.ask.swap_hint")


@blueprint.get("/diensten")
@needs(Permission.DUTY_SWAP)
def turn_list() -> Response:
    """Who has duty from now on, the own turns marked, and what a colleague asks."""
    return _drawn()


@blueprint.route("/diensten/<turn_id>", methods=["GET", "POST"])
@needs(Permission.DUTY_SWAP, keeps=True)
def ask_turn(turn_id: str) -> Response:
    """Ask a colleague to take the own turn over, or to swap."""
    found = rosters.roster(ctx())
    turn = next((one for one in found.turns if one.id == turn_id and one.mine), None)
    if turn is None:
        sessions.refuse(ctx(), Permission.DUTY_SWAP)
        raise NotFound()
    form = AskForm()
    form.user_id.choices = found.colleagues
    form.swap_id.choices = [(one.id, _line(one)) for one in found.turns if not one.mine and one.person]
    if form.validate_on_submit():
        try:
            swapping.ask(ctx(), turn_id, form.user_id.data, form.swap_id.data)
        except Refused as no:
            form.take(no)
        except Conflict as no:
            form.form_errors.append(t(no.say))
        else:
            return redirect(url_for(".turn_list"), 303)
    return render("account/ask_turn.html", form=form, turn=turn, word=word)


@blueprint.post("/diensten/<turn_id>/ja")
@needs(Permission.DUTY_SWAP)
def take_turn(turn_id: str) -> Response:
    """Take it over."""
    return _answered(turn_id, accept=True)


@blueprint.post("/diensten/<turn_id>/nee")
@needs(Permission.DUTY_SWAP)
def leave_turn(turn_id: str) -> Response:
    """Say no, or take the own question back."""
    return _answered(turn_id, accept=False)


def _answered(turn_id: str, *, accept: bool) -> Response:
    try:
        swapping.answer(ctx(), turn_id, accept=accept)
    except Conflict as no:
        return _drawn(t(no.say), 409)
    return redirect(url_for(".turn_list"), 303)


def _drawn(problem: str = "", status: int = 200) -> Response:
    return render(
        "account/turns.html", status=status, roster=rosters.roster(ctx()), press=Press(formdata=None), word=word,
        problem=problem,
    )  # fmt: skip


def _line(turn: TurnView) -> str:
    """A turn in one line, for a select."""
    return t("turns.line", who=turn.person, since=turn.starts_at, until=turn.ends_at)
