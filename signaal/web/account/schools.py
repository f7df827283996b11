"""The school calendar: in which region the school lies, and the days that it chose to be closed."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import schools
from signaal.actions.schools import Calendar
from signaal.terms import Refused
from signaal.web.account.blueprint import blueprint
from signaal.web.choices import Choice
from signaal.web.dates import DateTriple
from signaal.web.deeds import Press
from signaal.web.fields import Hidden
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.workflows.schooldays import REGIONS


class RegionForm(WritingForm):
    """The region of one school."""

    organisation = Hidden()
    region = Choice("schools.region")

    @classmethod
    def of(cls, school: Calendar) -> RegionForm:
        form = cls(data={"organisation": school.organisation_id, "region": school.region})
        form.region.choices = [(region, t(f"schools.regions.{region}")) for region in REGIONS]
        return form


class ClosingForm(WritingForm):
    """Days on which the school is closed."""

    organisation = Hidden()
    first = DateTriple("schools.first")
    last = DateTriple("schools.last", optional=True, hint="schools.last_hint")


@blueprint.get("/schooldagen")
@needs(Permission.CALENDAR_WRITE)
def school_days() -> Response:
    """The calendars that this person keeps."""
    return _drawn()


@blueprint.post("/schooldagen/regio")
@needs(Permission.CALENDAR_WRITE, keeps=True)
def school_region() -> Response:
    """Choose the region."""
    known = schools.calendars(ctx())
    form = RegionForm()
    form.region.choices = [(region, t(f"schools.regions.{region}")) for region in REGIONS]
    if form.validate_on_submit() and known:
        schools.set_region(ctx(), form.organisation.data or known[0].organisation_id, form.region.data)
        return redirect(url_for(".school_days"), 303)
    return _drawn(form)


@blueprint.post("/schooldagen/vrij")
@needs(Permission.CALENDAR_WRITE, keeps=True)
def school_closing() -> Response:
    """Days of the school's own."""
    known = schools.calendars(ctx())
    form = ClosingForm()
    if form.validate_on_submit() and known:
        try:
            home = form.organisation.data or known[0].organisation_id
            schools.add_closing(ctx(), home, form.first.data, form.last.data)
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".school_days"), 303)
    return _drawn(closing=form)


@blueprint.post("/schooldagen/vrij/<closing_id>/weg")
@needs(Permission.CALENDAR_WRITE)
def drop_closing(closing_id: str) -> Response:
    """Take one out."""
    schools.remove_closing(ctx(), closing_id)
    return redirect(url_for(".school_days"), 303)


def _drawn(form: RegionForm | None = None, closing: ClosingForm | None = None) -> Response:
    found = []
    for school in schools.calendars(ctx()):
        regions, days = RegionForm.of(school), ClosingForm(data={"organisation": school.organisation_id})
        if form is not None and form.organisation.data == school.organisation_id:
            regions = form
        if closing is not None and closing.organisation.data == school.organisation_id:
            days = closing
        found.append((school, regions, days))
    return render("account/schools.html", form=closing or form, found=found, press=Press(formdata=None))
