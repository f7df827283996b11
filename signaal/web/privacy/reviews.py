"""Reviewing: what stands on the list, one thing with its lines, each week's sample, the figures, the month on paper."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import explaining, review_figures, review_reports, reviews
from signaal.terms import Conflict, Refused
from signaal.web.choices import Choice, Pressed
from signaal.web.deeds import Press, done
from signaal.web.fields import Line
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.papers import as_pdf
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.workflows.reviews import Finding


class DecideForm(WritingForm):
    finding = Choice("review.item.finding")


class AskForm(WritingForm):
    press = Pressed(explaining.PERSON, explaining.LEAD)


class FiguresForm(WritingForm):
    """One line per figure; the action knows what each may be."""

    sample = Line("review.figure.sample", max=3)
    cases_an_hour = Line("review.figure.cases_an_hour", max=3)
    day_begins = Line("review.figure.day_begins", max=3)
    day_ends = Line("review.figure.day_ends", max=3)
    days_after_closing = Line("review.figure.days_after_closing", max=3)
    searches_a_day = Line("review.figure.searches_a_day", max=3)
    users_of_a_case = Line("review.figure.users_of_a_case", max=3)
    exports_a_day = Line("review.figure.exports_a_day", max=3)


@blueprint.get("/nazien")
@needs(Permission.REVIEW_READ)
def desk() -> Response:
    """What waits, what nothing explains first, and how far the review is."""
    return render(
        "privacy/desk.html",
        desk=reviews.desk(ctx()),
        works=ctx().holds(Permission.REVIEW_WORK),
        now=visit().began,
    )


@blueprint.get("/nazien/week/<week>")
@needs(Permission.REVIEW_READ)
def week(week: str) -> Response:
    """One week that was drawn."""
    return _week(week, Press())


@blueprint.post("/nazien/week/<week>")
@needs(Permission.REVIEW_WORK)
def close_week(week: str) -> Response:
    """Close it: everything of it was looked at."""
    form = Press()
    answer = done(form, lambda form_id: reviews.close(ctx(), week, form_id), lambda _: url_for(".desk"))
    return answer or _week(week, form)


def _week(name: str, form: Press) -> Response:
    view, items = reviews.week(ctx(), name)
    works = ctx().holds(Permission.REVIEW_WORK)
    return render("privacy/week.html", form=form, week=view, items=items, works=works)


@blueprint.get("/nazien/<item_id>")
@needs(Permission.REVIEW_READ)
def look(item_id: str) -> Response:
    """One thing, with the lines of the log that it is about."""
    return _item(item_id, DecideForm(), AskForm())


@blueprint.post("/nazien/<item_id>")
@needs(Permission.REVIEW_WORK)
def decide(item_id: str) -> Response:
    """Say what came of it."""
    form = _decide_form(DecideForm())
    answer = done(
        form,
        lambda form_id: reviews.decide(ctx(), item_id, form.finding.data, form_id),
        lambda _: url_for(".desk"),
    )
    return answer or _item(item_id, form, AskForm(formdata=None))


@blueprint.post("/nazien/<item_id>/vraag")
@needs(Permission.REVIEW_WORK)
def ask(item_id: str) -> Response:
    """Ask the person, or a lead of the team, why."""
    form = AskForm()
    answer = done(
        form,
        lambda form_id: explaining.ask(ctx(), item_id, form.press.data, form_id),
        lambda _: url_for(".look", item_id=item_id),
    )
    return answer or _item(item_id, DecideForm(formdata=None), form)


def _decide_form(form: DecideForm) -> DecideForm:
    form.finding.choices = [(one.value, t(f"review.finding.{one.value}")) for one in Finding]
    return form


def _item(item_id: str, form: DecideForm, asking: AskForm) -> Response:
    item, lines = reviews.item(ctx(), item_id)
    works = ctx().holds(Permission.REVIEW_WORK)
    return render(
        "privacy/item.html", form=_decide_form(form), asking=asking, item=item, lines=lines, works=works
    )


@blueprint.route("/nazien/instellen", methods=["GET", "POST"])
@needs(Permission.REVIEW_WORK, keeps=True)
def figures() -> Response:
    """How many lines are drawn, and from which figure on something stands out."""
    form, known = FiguresForm(), review_figures.figures(ctx())
    if form.validate_on_submit():
        wanted = {name: _whole(form[name].data or "") for name in known.now}
        try:
            review_figures.set_figures(ctx(), wanted, form.form_id.data or "")
            return redirect(url_for(".desk"), 303)
        except Refused as no:
            form.take(no)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    elif not form.is_submitted():
        for name, value in known.now.items():
            form[name].data = str(value)
    return render("privacy/figures.html", form=form, figures=known)


def _whole(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() else None


@blueprint.get("/nazien/maand/<month>/pdf")
@needs(Permission.REVIEW_READ)
def month(month: str) -> Response:
    """A month on paper: numbers only."""
    return as_pdf(review_reports.month(ctx(), month), "overzicht")
