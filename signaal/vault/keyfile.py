"""The key file: what a copy of the database lacks. Mode 0600, owned by the process, outside the database.

JSON: {"format": "signaal/key-file/1", "pepper_id": id, "peppers": {id: bytes}, "totp_key": bytes,
"session_salt": bytes, "log_signing_key": bytes}; bytes are 32, as base64. Stealing it opens nothing by
itself; losing it locks everybody out. Several peppers may stand in it: old passphrases name theirs by id.
A changed file is written beside the old one, flushed, and put in its place in one step: a machine that stops in
the middle has the one or the other.
"""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from signaal.terms import Say, SignaalError
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Redacted, Secret

FORMAT = "signaal/key-file/1"
_LENGTH = 32
_LONGEST = 65536
_NAMES = ("totp_key", "session_salt", "log_signing_key")


class BadKeyFile(SignaalError):
    """The key file is not there, not private, or not ours. Says which, never what stands in it."""

    status = 500


class KeyFile(Redacted):
    """The opened key file: `peppers` by id, `pepper_id` of the current one, and three keys of 32 bytes."""

    def __init__(
        self,
        *,
        pepper_id: str,
        peppers: Mapping[str, Secret],
        totp_key: Secret,
        session_salt: Secret,
        log_signing_key: Secret,
    ) -> None:
        self.pepper_id = pepper_id
        self.peppers: Mapping[str, Secret] = MappingProxyType(dict(peppers))
        self.totp_key = totp_key
        self.session_salt = session_salt
        self.log_signing_key = log_signing_key

    @classmethod
    def fresh(cls) -> KeyFile:
        """New random keys, not written anywhere."""
        pepper_id = new_id()[:8]
        keys = {name: Secret.random() for name in _NAMES}
        return cls(pepper_id=pepper_id, peppers={pepper_id: Secret.random()}, **keys)

    @classmethod
    def create(cls, path: Path) -> KeyFile:
        """New random keys in a new file with mode 0600, flushed to the disk.

        Raises:
            BadKeyFile: a file is there already (it is never overwritten), or the place cannot be written.
        """
        made = cls.fresh()
        made._write(path)
        return made

    def with_new_pepper(self) -> KeyFile:
        """The same keys, and a new pepper that counts from now on; the old ones stay for who did not log in yet."""
        pepper_id = new_id()[:8]
        return self._changed(pepper_id, {**self.peppers, pepper_id: Secret.random()})

    def without_pepper(self, pepper_id: str) -> KeyFile:
        """The same keys without an old pepper. ValueError for the one that counts, or one that is not there."""
        if pepper_id == self.pepper_id or pepper_id not in self.peppers:
            raise ValueError("only an old pepper can go")
        return self._changed(self.pepper_id, {n: p for n, p in self.peppers.items() if n != pepper_id})

    def replace(self, path: Path) -> None:
        """Put these keys in the place of the key file at `path`: whole, or not at all.

        Raises:
            BadKeyFile: the place cannot be written.
        """
        beside = path.with_name(f"{path.name}.{new_id()[:8]}")
        self._write(beside)
        try:
            beside.replace(path)
            _flush_folder(path.parent)
        except OSError:
            beside.unlink(missing_ok=True)
            raise BadKeyFile(Say("vault.key_file_unwritable", {"path": str(path)})) from None

    def _changed(self, pepper_id: str, peppers: Mapping[str, Secret]) -> KeyFile:
        keys: dict[str, Secret] = {name: getattr(self, name) for name in _NAMES}
        return KeyFile(pepper_id=pepper_id, peppers=peppers, **keys)

    def _write(self, path: Path) -> None:
        """A new file with mode 0600, flushed to the disk; nothing is ever overwritten. BadKeyFile otherwise."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BadKeyFile(Say("vault.key_file_exists", {"path": str(path)})) from None
        except OSError:
            raise BadKeyFile(Say("vault.key_file_unwritable", {"path": str(path)})) from None
        with os.fdopen(handle, "wb") as file:
            file.write(self._text())
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def load(cls, path: Path) -> KeyFile:
        """The keys in an existing file.

        Raises:
            BadKeyFile: missing, readable by others, owned by another account, or not a key file.
        """
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe in its place must not hang the start
        except OSError:
            raise BadKeyFile(Say("vault.key_file_missing", {"path": str(path)})) from None
        try:
            if not _private(os.fstat(handle)):
                raise BadKeyFile(Say("vault.key_file_open_to_others", {"path": str(path)}))
            content = os.read(handle, _LONGEST)
        finally:
            os.close(handle)
        try:
            return cls._parse(json.loads(content))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise BadKeyFile(Say("vault.key_file_broken", {"path": str(path)})) from None

    def _text(self) -> bytes:
        kept: dict[str, Any] = {"format": FORMAT, "pepper_id": self.pepper_id}
        kept["peppers"] = {name: _coded(pepper) for name, pepper in self.peppers.items()}
        kept |= {name: _coded(getattr(self, name)) for name in _NAMES}
        return json.dumps(kept, indent=2).encode() + b"\n"

    @classmethod
    def _parse(cls, kept: dict[str, Any]) -> KeyFile:
        peppers = {str(name): _decoded(text) for name, text in kept["peppers"].items()}
        if kept["format"] != FORMAT or kept["pepper_id"] not in peppers:
            raise ValueError("not a key file of this version")
        keys = {name: _decoded(kept[name]) for name in _NAMES}
        return cls(pepper_id=kept["pepper_id"], peppers=peppers, **keys)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _private(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and not found.st_mode & 0o077 and found.st_uid == os.geteuid()


def _coded(secret: Secret) -> str:
    return base64.b64encode(secret.reveal()).decode()


def _decoded(text: str) -> Secret:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != _LENGTH:
        raise ValueError("a key is 32 bytes")
    return Secret(raw)
