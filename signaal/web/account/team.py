"""The team's door, for its leads: who waits, who belongs, letting in by the code that somebody reads aloud; until when,
who leads, and whether the keys of other teams were compared.
"""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import admission, comparing, members, schools
from signaal.terms import Refused
from signaal.web.account.blueprint import blueprint
from signaal.web.account.forms import AdmitForm, DeedForm, LimitForm
from signaal.web.deeds import done
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/team")
@needs(Permission.ADMISSION_READ)
def team() -> Response:
    """The teams that I lead."""
    return render("account/team.html", teams=admission.page(ctx()), school=bool(schools.calendars(ctx())))


@blueprint.route("/team/toelaten/<membership_id>", methods=["GET", "POST"])
@needs(Permission.ADMISSION, keeps=True)
def admit(membership_id: str) -> Response:
    """Type the code that the colleague reads aloud."""
    form = AdmitForm()
    onward = done(
        form,
        lambda form_id: admission.admit(ctx(), membership_id, form.code.data or "", form_id),
        lambda _receipt: url_for(".team"),
    )
    if onward is not None:
        return onward
    return render("account/admit.html", form=form, line=admission.candidate(ctx(), membership_id))


@blueprint.route("/team/lid/<membership_id>", methods=["GET", "POST"])
@needs(Permission.ADMISSION, keeps=True)
def member(membership_id: str) -> Response:
    """One colleague: until when, lead or not, and the way out."""
    shown = members.member(ctx(), membership_id)
    form = LimitForm(data={"until": shown.until})
    onward = done(
        form,
        lambda form_id: members.limit(ctx(), membership_id, form.until.data, form_id),
        lambda _receipt: url_for(".team"),
    )
    if onward is not None:
        return onward
    return render("account/member.html", form=form, member=shown, deed=DeedForm(formdata=None))


@blueprint.post("/team/lid/<membership_id>/leiding")
@needs(Permission.ADMISSION, keeps=True)
def appoint(membership_id: str) -> Response:
    """Make a colleague a lead of the team."""
    shown = members.member(ctx(), membership_id)
    deed = DeedForm()
    onward = done(
        deed,
        lambda form_id: members.appoint(ctx(), membership_id, form_id),
        lambda _receipt: url_for(".team"),
    )
    if onward is not None:
        return onward
    form = LimitForm(formdata=None, data={"until": shown.until})
    form.form_errors.extend(deed.form_errors)
    return render("account/member.html", form=form, member=shown, deed=DeedForm(formdata=None))


@blueprint.route("/team/beeindigen/<membership_id>", methods=["GET", "POST"])
@needs(Permission.MEMBER_END, keeps=True)
def end_member(membership_id: str) -> Response:
    """End a place in the team, after one look at what that means."""
    place, found = members.look(ctx(), membership_id)
    form = DeedForm()
    if form.validate_on_submit():
        try:
            members.end_member(ctx(), membership_id)
        except Refused as no:
            form.take(no)
        else:
            leads = ctx().holds(Permission.ADMISSION_READ)
            return redirect(url_for(".member_ended" if leads else ".today"), 303)
    return render("account/end_member.html", form=form, place=place, member=found)


@blueprint.get("/team/beeindigd")
@needs(Permission.ADMISSION_READ)
def member_ended() -> Response:
    """What happened, and what to do next: who knew the team's secret may have copied it."""
    return render("account/member_ended.html")


@blueprint.get("/team/<team_id>/vergelijken")
@needs(Permission.PIN_COMPARE)
def comparisons(team_id: str) -> Response:
    """Whether the keys of other teams were compared."""
    name, lines = comparing.page(ctx(), team_id)
    return render("account/comparisons.html", team_id=team_id, name=name, lines=lines)


@blueprint.route("/team/<team_id>/vergelijken/<other_id>", methods=["GET", "POST"])
@needs(Permission.PIN_COMPARE, keeps=True)
def compare(team_id: str, other_id: str) -> Response:
    """Read one code aloud, type the other."""
    form = AdmitForm()
    onward = done(
        form,
        lambda form_id: comparing.compare(ctx(), team_id, other_id, form.code.data or "", form_id),
        lambda _receipt: url_for(".comparisons", team_id=team_id),
    )
    if onward is not None:
        return onward
    page = comparing.read(ctx(), team_id, other_id)
    return render("account/compare.html", form=form, page=page, team_id=team_id)
