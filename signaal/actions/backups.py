"""Backups: the whole database of one moment, sealed as a stream, with the revocation journal copied beside it.

People go on working meanwhile. Sessions are never in it, nor the key file: that has an export of its own.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from signaal import __version__
from signaal.access.permissions import Permission
from signaal.actions import trail
from signaal.actions.checkpoints import checkpoint
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat
from signaal.actions.instances import EPOCH, NAME
from signaal.audit.events import Event
from signaal.audit.tree import Tree
from signaal.store import audit, dumping, meta, schema
from signaal.store.journal import BadJournal, Journal, Position
from signaal.store.reader import Reader
from signaal.terms import Conflict, Refused, Say
from signaal.vault import passphrases
from signaal.vault.archives import BACKUP, seal_stream

BEAT = "backup"
FORMAT = "signaal/dump/1"
NAMED = "signaal-%Y%m%dT%H%M%SZ.backup"
JOURNAL = "revocations.jsonl"
"""The copy beside every backup; the newest one is as good for every older backup."""
ASIDE = "revocations-%Y%m%dT%H%M%SZ.jsonl"
FILES = ("config.toml", "theme.css", "catalogue/*.toml")
"""What goes along from the folder of the instance: nothing secret, nothing about anybody."""


@dataclass(frozen=True)
class Made:
    """One backup: its file, the rows in it, older ones that were removed, and the size of the log.

    `aside`: the copy of the journal from before, kept because the present journal lacks lines that it has.
    """

    path: Path
    rows: int
    removed: int
    log_size: int
    aside: Path | None = None


@dataclass(frozen=True)
class Manifest:
    """The first line of a dump: what it is of, and how far log and journal were."""

    instance: str
    epoch: int
    revision: str
    app: str
    made_at: str
    log_size: int
    log_root: str
    journal: Mapping[str, Any] | None
    format: str = FORMAT

    @property
    def position(self) -> Position | None:
        """How far the journal was."""
        return None if self.journal is None else Position(self.journal["number"], self.journal["mark"])


@action(Permission.BACKUP_MAKE, Event.BACKUP_MADE)
def backup(ctx: Ctx, folder: Path, passphrase: str) -> Made:
    """Make a backup in this folder, with the journal beside it, and remove backups that are too old.

    The name tells when; a file of that name is whole, on disk, and readable by its owner only.

    Raises:
        Refused: field passphrase: too easy to guess. Conflict: the log has no name yet.
        Unavailable: the database or the journal cannot be written.
        OSError: the folder cannot be written.
    """
    must_be_strong(passphrase)
    journal = ctx.tools.store.journal
    ctx.tools.store.tell_journal()
    with suppress(Conflict):
        checkpoint(ctx)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / ctx.now.strftime(NAMED)
    counted: list[int] = []
    # Before the moment of the backup: what the journal has by now was committed, and is in it.
    position = journal.position() if journal is not None else None
    with ctx.tools.store.reading() as reader:
        manifest = _manifest(reader, ctx.now, position)
        content = _compressed(_lines(reader, manifest, ctx.tools.instance, counted))
        _write(path, seal_stream(ctx.tools.passwords.argon, passphrase, BACKUP, content))
    aside = _copy_journal(folder, journal, ctx.now) if journal is not None and journal.path.exists() else None
    removed = _remove_old(folder, ctx.now - timedelta(days=ctx.tools.town.backup_days))
    with ctx.tools.store.unit() as unit:
        trail.leave(unit, ctx, Event.BACKUP_MADE, number=counted[0])
    beat(ctx, BEAT)
    return Made(path, counted[0], removed, manifest.log_size, aside)


def must_be_strong(passphrase: str) -> None:
    """What leaves the machine is guessed at elsewhere, without a brake. Raises Refused (field passphrase)."""
    if passphrases.problem(passphrase) is not None:
        raise Refused({"passphrase": Say("backup.weak_passphrase")})


def _manifest(reader: Reader, now: datetime, position: Position | None) -> Manifest:
    instance, epoch = meta.find(reader, NAME), meta.find(reader, EPOCH)
    if instance is None:
        raise Conflict(Say("upkeep.no_log"))
    top = audit.head(reader)
    return Manifest(
        instance=instance,
        epoch=int(epoch or 1),
        revision=schema.head(),
        app=__version__,
        made_at=now.isoformat(timespec="seconds"),
        log_size=top.size,
        log_root=Tree.load(top.size, top.peaks).root().hex(),
        journal=asdict(position) if position is not None else None,
    )


def _lines(reader: Reader, manifest: Manifest, instance: Path, counted: list[int]) -> Iterator[bytes]:
    yield json.dumps(asdict(manifest)).encode() + b"\n"
    for pattern in FILES:
        for path in sorted(instance.glob(pattern)):
            told = {"file": str(path.relative_to(instance)), "content": path.read_text(encoding="utf-8")}
            yield json.dumps(told, ensure_ascii=False).encode() + b"\n"
    for line in dumping.lines(reader):
        if line.startswith(b'{"rows":'):
            counted.append(sum(json.loads(line)["rows"].values()))
        yield line


def _compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Sealed bytes stand in it as base64: this takes that back."""
    packing = zlib.compressobj(1)
    for line in lines:
        if packed := packing.compress(line):
            yield packed
    yield packing.flush()


def _write(path: Path, parts: Iterable[bytes]) -> None:
    """Whole and on disk, or not there at all."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with open(unfinished, "wb", opener=_private) as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_journal(folder: Path, journal: Journal, now: datetime) -> Path | None:
    """Beside the backup, in the place of the copy from before; never over a copy that knows what this one does not."""
    copy, aside = folder / JOURNAL, None
    if copy.exists() and not _continues(journal, Journal(copy)):
        aside = copy.rename(folder / now.strftime(ASIDE))
    _write(copy, [journal.path.read_bytes()])
    return aside


def _continues(journal: Journal, copy: Journal) -> bool:
    try:
        return journal.read().continues(copy.read().position)
    except BadJournal:
        return False


def _remove_old(folder: Path, before: datetime) -> int:
    """The promise of every certificate: after so many days no backup from before is left."""
    name = before.strftime(NAMED)
    old = [
        path for path in folder.glob("signaal-*.backup") if path.name < name and len(path.name) == len(name)
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
