"""The receipt: what happened, what happens next, the clock, and the line for the statutory file."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import receipts
from signaal.texts import keys
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.visit import ctx, visit


@blueprint.get("/bon/<form_id>")
@needs(Permission.SIGNAL_SUBMIT)
def receipt(form_id: str) -> Response:
    """Somebody's own receipt, the same however often it is opened."""
    found = receipts.receipt(ctx(), form_id)
    title = f"case.receipt.{found.kind}"
    return render(
        "signaller/receipt.html",
        receipt=found,
        title=title if title in keys("nl") else "case.receipt.done",
        now=visit().began,
        sender=ctx().holds(Permission.SIGNAL_SUBMIT),
    )
