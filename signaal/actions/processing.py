"""The register of processing, for whoever answers for it. It is the same for everybody and holds nobody's data."""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.watched import home
from signaal.audit.activities import Register, register


@action(Permission.PROCESSING_READ)
def read(ctx: Ctx) -> Register:
    """All activities. Names no person and no case, so nothing is logged."""
    home(ctx, Permission.PROCESSING_READ)
    return register()
