"""The whole log as a file, for an auditor who trusts neither this program nor this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from signaal.access.permissions import Permission
from signaal.actions.checkpoints import FOLDER
from signaal.actions.context import Ctx, action
from signaal.actions.proofs import own_verifier
from signaal.actions.trail import leave
from signaal.audit import exporting
from signaal.audit.events import Event
from signaal.store import audit


@dataclass(frozen=True)
class Exported:
    """Where it stands, how many events, and the key that its checkpoints are checked with."""

    path: Path
    size: int
    key: str


@action(Permission.LOG_EXPORT, Event.LOG_EXPORTED)
def export(ctx: Ctx, path: Path) -> Exported:
    """Write the log to a new file (0600): pseudonymous lines of every organisation, so mind where it goes.

    Raises:
        Conflict: the log has no name yet.
        OSError: the file is there already, or cannot be written.
        Unavailable: the database cannot be read.
    """
    verifier = own_verifier(ctx)
    with ctx.tools.store.unit() as unit:
        size = audit.head(unit).size
        leave(unit, ctx, Event.LOG_EXPORTED, number=size)
    with ctx.tools.store.reading() as reader, open(path, "x", encoding="utf-8", opener=_private) as file:
        file.writelines(exporting.lines(reader, ctx.tools.instance / FOLDER, verifier))
    return Exported(path, size + 1, verifier.key)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
