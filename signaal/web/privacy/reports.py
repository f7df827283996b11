"""The officer's part of the overview for a family: a page to print, a PDF, and a file to take along."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import reportfiles, reporting
from signaal.web.guard import needs
from signaal.web.papers import as_json, as_pdf
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/verzoeken/<request_id>/overzicht")
@needs(Permission.REPORT_LOG)
def report_page(request_id: str) -> Response:
    """Who looked, by function; from the log alone."""
    return render("privacy/report.html", report=reporting.log_part(ctx(), request_id), request_id=request_id)


@blueprint.get("/verzoeken/<request_id>/overzicht/pdf")
@needs(Permission.REPORT_LOG)
def report_pdf(request_id: str) -> Response:
    """The same on paper."""
    return as_pdf(reportfiles.pdf(reporting.log_part(ctx(), request_id)), "overzicht")


@blueprint.get("/verzoeken/<request_id>/overzicht/json")
@needs(Permission.REPORT_LOG)
def report_json(request_id: str) -> Response:
    """The same as a file."""
    return as_json(reportfiles.as_json(reporting.log_part(ctx(), request_id)), "overzicht")
