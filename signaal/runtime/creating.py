"""From nothing to an instance, and from an old database to the one that this signaal needs."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from signaal.actions import instances
from signaal.actions.context import Tools, operator
from signaal.clock import Clock
from signaal.config.settings import Keys
from signaal.runtime.opening import CONFIG, HERE, open_tools, read_settings
from signaal.store import schema
from signaal.vault.keyfile import KeyFile

EXAMPLE = HERE.parent / "config.example.toml"


def create_instance(folder: Path, clock: Clock | None = None) -> Tools:
    """Make what is missing of an instance: folder (0700), configuration, key file (0600), database, log.

    May run twice: whatever is there stays as it is. A configuration put there beforehand is used.

    Raises:
        StartError: every problem of what was there already.
        Unavailable: the database cannot be reached.
        OSError: the folder cannot be written.
    """
    write_config(folder)
    keys = key_file_of(folder)
    if keys is not None and not keys.exists():
        KeyFile.create(keys)
    migrate(folder)
    tools = open_tools(folder, clock, fresh=True)
    return replace(tools, signer=instances.create(operator(tools)))


def write_config(folder: Path, edit: Callable[[str], str] = str) -> None:
    """The folder with its configuration: the example, as `edit` leaves it; one that is there stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / CONFIG).exists():
        _write_private(folder / CONFIG, edit(EXAMPLE.read_text(encoding="utf-8")))


def migrate(folder: Path) -> str:
    """Bring the instance's database to the version that this signaal needs; return that version.

    Raises:
        StartError: the configuration is wrong.
        Unavailable: the database is locked, full or gone.
    """
    return schema.migrate(read_settings(folder).database_url)


def key_file_of(folder: Path) -> Path | None:
    """Where the key file belongs, read past a production profile that demands that it is there already."""
    try:
        content = tomllib.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # read_settings says what is wrong
    named = content.get("keys", {})
    name = named.get("file", Keys().file) if isinstance(named, dict) else None
    return folder / name if isinstance(name, str) and name else None


def _write_private(path: Path, text: str) -> None:
    with open(path, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
