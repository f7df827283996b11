"""The key file's copy apart: put back where it belongs, and written down that it was seen to open."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

from signaal.config.settings import Keys
from signaal.runtime.creating import key_file_of
from signaal.runtime.opening import CONFIG
from signaal.terms import Conflict, Say
from signaal.vault.archives import CHUNK, KEY_FILE, open_stream
from signaal.vault.argon import PRODUCTION, Argon
from signaal.vault.keyfile import KeyFile

_DATE = re.compile(r"(?m)^#?[ \t]*key_export_date[ \t]*=.*$")


def import_keys(folder: Path, exported: Path, passphrase: str) -> Path:
    """Put an exported key file into an instance that has none; returns where.

    Raises:
        BadArchive: not an exported key file, another passphrase, or damaged.
        Conflict: there is a key file already; it is never overwritten.
        OSError: the folder cannot be written.
    """
    content = _opened(exported, passphrase)
    path = key_file_of(folder) or folder / Keys().file
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(Say("vault.key_file_exists", {"path": str(path)})) from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    KeyFile.load(path)
    return path


def confirm_export(folder: Path, exported: Path, passphrase: str, today: date) -> None:
    """Open an export as somebody will have to one day, compare it, and write the day into the configuration.

    Production asks for that day (design/security-baseline.md).

    Raises:
        BadArchive: it does not open. Conflict: it opens, and holds other keys.
    """
    path = key_file_of(folder)
    if path is None or _opened(exported, passphrase) != path.read_bytes():
        raise Conflict(Say("backup.key_file_differs"))
    config = folder / CONFIG
    text = config.read_text(encoding="utf-8")
    line = f"key_export_date = {today.isoformat()}"
    if _DATE.search(text):
        text = _DATE.sub(line, text, count=1)
    else:
        text = f"{text.rstrip()}\n\n[profile.documents]\n{line}\n"
    _replace(config, text)


def _opened(exported: Path, passphrase: str) -> bytes:
    def parts() -> list[bytes]:
        with exported.open("rb") as file:
            return list(iter(lambda: file.read(CHUNK), b""))

    return b"".join(open_stream(Argon(PRODUCTION), passphrase, KEY_FILE, parts()))


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.part")
    with open(fresh, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
