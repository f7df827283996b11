"""Clocks and states by team, from a yes on: a reminder, or another team as a proposal. Never content."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import overview as actions
from signaal.actions import overviewpages, receipts
from signaal.actions.views import Receipt
from signaal.terms import NotFound
from signaal.web.choices import Choice
from signaal.web.coordinator.blueprint import blueprint
from signaal.web.deeds import Press, done
from signaal.web.forms import AskingForm, WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.web.words import word

ONLY = ("", overviewpages.LATE, overviewpages.UNTAKEN)


class FilterForm(AskingForm):
    """Which part of the overview."""

    team = Choice("coordinator.team", optional=True)
    wat = Choice("coordinator.filter.what", optional=True)


class ProposeForm(WritingForm):
    """Another team, as a proposal."""

    team = Choice("coordinator.propose.team")


@blueprint.get("/regie")
@needs(Permission.CLOCKS_OVERVIEW)
def overview() -> Response:
    """Running clocks first, the nearest end on top; then what ended this week."""
    return _drawn()


@blueprint.post("/regie/aandacht/<clock_id>")
@needs(Permission.NUDGE, keeps=True)
def nudge(clock_id: str) -> Response:
    """Ask the receiving team to look at it."""
    actions.nudgeable(ctx(), clock_id)
    form = Press()
    return done(form, lambda form_id: actions.nudge(ctx(), clock_id, form_id), _back) or _drawn(form)


@blueprint.route("/regie/ander-team/<reference>", methods=["GET", "POST"])
@needs(Permission.TEAM_PROPOSE, keeps=True)
def propose(reference: str) -> Response:
    """Propose another team; the sender asks the family again."""
    offered = actions.options(ctx(), reference)
    form = ProposeForm()
    form.team.choices = [(team.team_id, f"{team.name} ({team.organisation})") for team in offered.teams]
    answer = done(form, lambda form_id: actions.propose(ctx(), reference, form.team.data, form_id), _back)
    return answer or render("coordinator/propose.html", form=form, offered=offered)


def _back(receipt: Receipt) -> str:
    return url_for("coordinator.overview", bon=receipt.form_id)


def _drawn(form: WritingForm | None = None) -> Response:
    asked = FilterForm()
    first = request.args.get("na", "")
    page = overviewpages.page(ctx(), asked.team.data or "", asked.wat.data or "", first)
    asked.team.choices = [("", t("coordinator.filter.every")), *page.teams]
    asked.wat.choices = [(only, t(f"coordinator.filter.{only or 'every'}")) for only in ONLY]
    narrowed: dict[str, Any] = {
        name: str(field.data) for name, field in (("team", asked.team), ("wat", asked.wat)) if field.data
    }
    return render(
        "coordinator/overview.html",
        form=form,
        asking=asked,
        page=page,
        next_url=url_for(".overview", na=page.following, **narrowed) if page.following else None,
        first_url=url_for(".overview", **narrowed) if first else None,
        counts=actions.counts(ctx()),
        receipt=_receipt(),
        press=form or Press(formdata=None),
        now=visit().began,
        word=word,
    )


def _receipt() -> Receipt | None:
    """What this person just did, when the address names it."""
    form_id = request.args.get("bon", "")
    try:
        return receipts.receipt(ctx(), form_id) if form_id else None
    except NotFound:
        return None
