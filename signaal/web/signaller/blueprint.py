"""Where the views of this room hang themselves, and what all of its pages know."""

from typing import Any

from flask import Blueprint

from signaal.terms import AgeBand
from signaal.web.signaller import labels
from signaal.web.signaller.doing import Press

blueprint = Blueprint("signaller", __name__)
blueprint.add_app_template_filter(labels.label_of, "label_of")


@blueprint.context_processor
def known() -> dict[str, Any]:
    """Words for codes, and a fresh one-button form for every button: each is a deed of its own."""
    return {
        "bands": {band.value: band.name.lower() for band in AgeBand},
        "label": labels.label,
        "noticed": labels.noticed,
        "press": lambda: Press(formdata=None),
    }
