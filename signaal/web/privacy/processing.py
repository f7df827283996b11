"""The register of processing: what is done with data, why, about whom, who gets it, how long."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import processing as register
from signaal.audit.activities import SAID
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.speech import lang
from signaal.web.visit import ctx


@blueprint.get("/verwerkingen")
@needs(Permission.PROCESSING_READ)
def processing() -> Response:
    """Every activity (AVG art. 30), in the language of the visit."""
    return render("privacy/processing.html", register=register.read(ctx()), said=SAID, language=lang())
