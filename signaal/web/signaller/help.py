"""Find help without a card: nothing is stored, and nobody is named."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import suggestions
from signaal.terms import AgeBand
from signaal.web.choices import Several
from signaal.web.forms import BaseForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.workflows.checklists import Domain

SUBJECTS = tuple(d for d in Domain if d not in (Domain.SAFETY, Domain.CONTEXT, Domain.NOTE))
BANDS = tuple(band for band in AgeBand if band is not AgeBand.UNKNOWN)


class HelpForm(BaseForm):
    subjects = Several("help.subjects", optional=False)
    bands = Several("help.bands")


@blueprint.route("/hulp", methods=["GET", "POST"])
@needs(Permission.HELP_FIND, keeps=True)
def find_help() -> Response:
    """By subject and age; the answer is a list of provisions."""
    form = HelpForm()
    form.subjects.choices = [(d.value, t(f"signal.subject.{d.value}")) for d in SUBJECTS]
    form.bands.choices = [(band.value, t(f"case.band.{band.name.lower()}")) for band in BANDS]
    found = None
    if form.validate_on_submit():
        bands = [AgeBand(code) for code in form.bands.data]
        found = suggestions.for_draft(ctx(), subjects=form.subjects.data, bands=bands)
    return render("signaller/help.html", form=form, found=found, everything=suggestions.everything(ctx()))


@blueprint.get("/hulp/<provision_id>")
@needs(Permission.HELP_FIND)
def provision(provision_id: str) -> Response:
    """One provision: for whom, what it gives, who applies, where that was read."""
    return render("signaller/provision.html", found=suggestions.read(ctx(), provision_id))
