"""Checking the whole log from the shell: recomputed from its bytes, compared with all that was signed."""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions import trail
from signaal.actions.checkpoints import FOLDER
from signaal.actions.context import Ctx, action
from signaal.actions.instances import log_signer
from signaal.audit import verify as check
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.audit.findings import Report
from signaal.terms import Conflict, Say

__all__ = ["Report", "verify"]


@action(Permission.LOG_VERIFY, Event.LOG_VERIFIED)
def verify(ctx: Ctx) -> Report:
    """Check every event, checkpoint, index line, row and key, and write down that it was checked.

    Raises:
        Conflict: the log has no name yet; `init` gives it one.
        Unavailable: the database cannot be read.
    """
    signer = ctx.tools.signer or log_signer(ctx.tools)
    if signer is None:
        raise Conflict(Say("upkeep.no_log"))
    with ctx.tools.store.reading() as reader:
        report = check.run(reader, ctx.tools.instance / FOLDER, signer.verifier)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit,
            ctx,
            Event.LOG_VERIFIED,
            outcome=Outcome.OK if report.ok else Outcome.ERROR,
            size=report.size,
            root=report.root,
            number=len(report.problems),
        )
    return report
