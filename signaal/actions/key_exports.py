"""The key file, sealed under a passphrase, for a safe away from the backups: who loses it locks everybody out."""

from __future__ import annotations

import os
from pathlib import Path

from signaal.access.permissions import Permission
from signaal.actions.backups import must_be_strong
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.vault.archives import KEY_FILE, seal_stream
from signaal.vault.keyfile import KeyFile


@action(Permission.KEY_FILE_READ, Event.KEY_FILE_EXPORTED)
def export(ctx: Ctx, key_file: Path, to: Path, passphrase: str) -> None:
    """Write a sealed copy of the key file. A file that is there already is never overwritten.

    Raises:
        Refused: field passphrase: too easy to guess.
        BadKeyFile: the key file is not there, not private, or not ours.
        OSError: `to` is there already, or cannot be written.
    """
    must_be_strong(passphrase)
    KeyFile.load(key_file)
    parts = seal_stream(ctx.tools.passwords.argon, passphrase, KEY_FILE, [key_file.read_bytes()])
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.KEY_FILE_EXPORTED)
