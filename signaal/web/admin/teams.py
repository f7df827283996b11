"""Organisations and teams: new ones, another name, whether other teams may send to it."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import directory, founding
from signaal.terms import Refused
from signaal.web.admin.blueprint import blueprint
from signaal.web.choices import Choice
from signaal.web.fields import Line, Tick
from signaal.web.forms import BaseForm, WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx


class OrganisationForm(BaseForm):
    """Name and municipality."""

    name = Line("admin.home.name", max=100)
    municipality = Line("admin.home.municipality", max=100)


class TeamForm(BaseForm):
    """What can be changed about a team."""

    name = Line("admin.team.name", max=100)
    phone = Line("admin.new_team.phone", max=20, optional=True, hint="admin.new_team.phone_hint")
    receives = Tick("admin.new_team.receives", hint="admin.new_team.receives_hint")


class NewTeamForm(WritingForm):
    """A team with what can never be changed: what it does, and who opens its cases."""

    name = Line("admin.team.name", max=100)
    function = Choice("admin.new_team.function")
    mode = Choice("admin.new_team.mode", default="shared")
    solo = Tick("admin.new_team.solo", hint="admin.new_team.solo_hint")
    receives = Tick("admin.new_team.receives", hint="admin.new_team.receives_hint")
    phone = Line("admin.new_team.phone", max=20, optional=True, hint="admin.new_team.phone_hint")


@blueprint.route("/beheer/organisatie/<organisation_id>", methods=["GET", "POST"])
@needs(Permission.PEOPLE_WRITE, keeps=True)
def change_organisation(organisation_id: str) -> Response:
    """Another name or municipality."""
    here = directory.organisation(ctx(), organisation_id)
    form = OrganisationForm(data={"name": here.name, "municipality": here.municipality})
    if form.does(
        lambda: founding.change_organisation(
            ctx(), organisation_id, form.name.data or "", form.municipality.data or ""
        )
    ):
        return redirect(url_for(".manage"), 303)
    return render("admin/organisation.html", form=form, here=here)


@blueprint.route("/beheer/organisatie/<organisation_id>/teams/nieuw", methods=["GET", "POST"])
@needs(Permission.PEOPLE_WRITE, keeps=True)
def new_team(organisation_id: str) -> Response:
    """A team that waits for a privacy officer and its first lead."""
    here = directory.organisation(ctx(), organisation_id)
    form = NewTeamForm()
    form.function.choices = [(code, t(f"admin.function_{code}")) for code in founding.FUNCTIONS]
    form.mode.choices = [(code, t(f"admin.mode.{code}")) for code in ("shared", "personal")]
    if form.validate_on_submit():
        try:
            founding.add_team(
                ctx(), organisation_id, form.name.data or "", form.function.data or "", form.mode.data or "",
                receives=bool(form.receives.data), solo=bool(form.solo.data), phone=form.phone.data or None,
            )  # fmt: skip
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".manage"), 303)
    return render("admin/team_new.html", form=form, here=here)


@blueprint.route("/beheer/teams/<team_id>", methods=["GET", "POST"])
@needs(Permission.PEOPLE_WRITE, keeps=True)
def change_team(team_id: str) -> Response:
    """Another name or number; to begin receiving, a privacy officer has to look."""
    here, team = directory.team(ctx(), team_id)
    form = TeamForm(data={"name": team.name, "phone": team.phone or "", "receives": team.receives})
    if form.validate_on_submit():
        try:
            waits = founding.change_team(
                ctx(),
                team_id,
                form.name.data or "",
                form.phone.data or None,
                receives=bool(form.receives.data),
            )
        except Refused as no:
            form.take(no)
        else:
            if waits:
                return render("admin/team_waits.html", team=team)
            return redirect(url_for(".manage"), 303)
    return render("admin/team_change.html", form=form, team=team, here=here)
