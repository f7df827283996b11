"""The family's certificate of erasing: a page to print, and the same as a PDF."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import certificates
from signaal.web.guard import needs
from signaal.web.papers import as_pdf
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.visit import ctx


@blueprint.get("/wissen/<code>/bewijs")
@needs(Permission.ERASURE_PROOF)
def certificate(code: str) -> Response:
    """What was erased and when, and until when backups and a proof of a yes remain."""
    return render("privacy/certificate.html", certificate=certificates.read(ctx(), code))


@blueprint.get("/wissen/<code>/bewijs/pdf")
@needs(Permission.ERASURE_PROOF)
def certificate_pdf(code: str) -> Response:
    """The same to save and to send along."""
    return as_pdf(certificates.pdf(ctx(), code))
