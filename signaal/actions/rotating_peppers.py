"""The pepper of the key file, renewed from the shell: old and new live beside each other until everybody logged in.

A passphrase is derived again, with the new pepper, at its owner's next login; nobody can do that for them. An old
pepper may go when no account names it any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import people
from signaal.store.reader import Reader
from signaal.terms import Refused, Say
from signaal.vault.keyfile import KeyFile


@dataclass(frozen=True)
class Peppers:
    """`current` is the id that counts; `accounts` says how many accounts each pepper of the file still opens."""

    current: str
    accounts: Mapping[str, int]


@action(Permission.KEY_FILE_READ)
def peppers(ctx: Ctx) -> Peppers:
    """Which peppers there are, and who still needs them: numbers only."""
    with ctx.tools.store.reading() as reader:
        return _counted(reader, ctx.tools.keyfile)


@action(Permission.KEY_FILE_CHANGE, Event.KEY_FILE_CHANGED)
def rotate_pepper(ctx: Ctx, path: Path) -> Peppers:
    """Put a new pepper in the key file at `path`; every process has to be started again to use it.

    May be stopped anywhere: the file is the old one or the new one, and an unused pepper does no harm.

    Raises:
        BadKeyFile: the file cannot be read or written.
    """
    changed = KeyFile.load(path).with_new_pepper()
    changed.replace(path)
    return _told(ctx, changed, "pepper_added")


@action(Permission.KEY_FILE_CHANGE, Event.KEY_FILE_CHANGED)
def drop_pepper(ctx: Ctx, path: Path, pepper_id: str) -> Peppers:
    """Take an old pepper out of the key file. Backups from before open only with an export that still has it.

    Raises:
        BadKeyFile: the file cannot be read or written.
        Refused: `pepper` is the one that counts, or not in the file.
        Conflict: accounts still need it.
    """
    kept = KeyFile.load(path)
    with ctx.tools.store.reading() as reader:
        needed = _counted(reader, kept).accounts.get(pepper_id, 0)
    if needed:
        raise taken("vault.pepper_needed", n=needed)
    try:
        changed = kept.without_pepper(pepper_id)
    except ValueError:
        raise Refused({"pepper": Say("vault.pepper_unknown")}) from None
    changed.replace(path)
    return _told(ctx, changed, "pepper_dropped")


def _told(ctx: Ctx, changed: KeyFile, reason: str) -> Peppers:
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.KEY_FILE_CHANGED, reason=reason, number=len(changed.peppers))
        return _counted(unit, changed)


def _counted(reader: Reader, kept: KeyFile) -> Peppers:
    found = people.everything(reader)
    used = Counter(str(user.kdf.get("pepper_id")) for user in found if user.kdf)
    used += Counter(_pepper_of(user.pending) for user in found if user.pending)
    return Peppers(kept.pepper_id, {name: used[name] for name in kept.peppers})


def _pepper_of(pending: Mapping[str, object]) -> str:
    """New credentials that wait need theirs as much as those in force."""
    kdf = pending.get("kdf")
    return str(kdf.get("pepper_id")) if isinstance(kdf, dict) else ""
