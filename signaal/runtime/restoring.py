"""From a backup and a journal to an instance: into an empty database, checked before anything is believed.

Whatever fails leaves an instance that does not start; the way on is to empty the database and to begin again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from signaal.actions import instances, restores
from signaal.actions.backups import FILES, FORMAT, Manifest
from signaal.actions.context import operator
from signaal.actions.replaying import Replayed
from signaal.actions.restores import Begun
from signaal.clock import Clock
from signaal.runtime.opening import CONFIG, open_tools, read_settings
from signaal.store import loading, schema
from signaal.store.journal import BadJournal, Content, Entry, Journal
from signaal.store.loading import BadDump
from signaal.terms import Conflict, Say
from signaal.vault.archives import BACKUP, CHUNK, BadArchive, open_stream
from signaal.vault.argon import PRODUCTION, Argon


@dataclass(frozen=True)
class Restored:
    """What came back. `last_known`: of the journal's last line, ISO; None without a journal."""

    made_at: str
    rows: int
    begun: Begun
    replayed: Replayed
    last_known: str | None


def restore_instance(
    folder: Path, archive: Path, passphrase: str, journal: Path | None, clock: Clock | None = None
) -> Restored:
    """Restore a backup into the instance of this folder: its key file is there, its database is empty.

    Without a journal (`journal` None) what was revoked since the backup comes back: whoever asks for that was told.

    Raises:
        BadArchive: not a backup, another passphrase, damaged or cut off. Nothing was stored.
        BadJournal: not readable, of another instance, or older than the backup. Nothing was stored.
        Conflict: the database is not empty, or the backup is of a newer signaal. Nothing was stored.
        StartError: the configuration or the key file is wrong or missing.
    """
    dump = _Dump(archive, passphrase)
    manifest = dump.manifest()
    content = _given(journal, manifest)
    if manifest.revision > schema.head():
        raise Conflict(Say("backup.newer", {"version": manifest.app}))
    dump.write_files(folder)
    settings = read_settings(folder)
    content = _longest(content, settings.journal_file)
    entries = _since(content, manifest)
    _must_have_room(settings.database_url, manifest.revision)
    schema.migrate(settings.database_url, manifest.revision)
    loaded = dump.load(settings.database_url)
    schema.migrate(settings.database_url)
    _put_journal(settings.journal_file, content)
    tools = open_tools(folder, clock, fresh=True)
    try:
        begun = restores.begin(operator(tools), loaded.gone)
        tools = replace(tools, signer=instances.log_signer(tools))
        replayed = restores.finish(operator(tools), entries)
    finally:
        tools.store.close()
    last = content.entries[-1].at if content is not None and content.entries else None
    return Restored(manifest.made_at, sum(loaded.rows.values()), begun, replayed, last)


def _given(journal: Path | None, manifest: Manifest) -> Content | None:
    """The journal that was given: of this instance, and at least as long as at the moment of the backup."""
    if journal is None:
        return None
    content = Journal(journal).read()
    if content.instance != manifest.instance:
        raise BadJournal(Say("backup.journal_other"))
    position = manifest.position
    if position is not None and not content.continues(position):
        raise BadJournal(Say("backup.journal_older"))
    return content


def _longest(given: Content | None, there: Path) -> Content | None:
    """A journal that lies in the folder may know more than the copy that was given, or less: not other things."""
    if given is None or not there.exists():
        return given
    here = Journal(there).read()
    if here.continues(given.position):
        return here
    if not given.continues(here.position):
        raise BadJournal(Say("backup.journal_other"))
    return given


def _since(content: Content | None, manifest: Manifest) -> Sequence[Entry]:
    """What was revoked since the backup, as far as anybody knows."""
    if content is None:
        return ()
    return content.entries[manifest.position.number if manifest.position is not None else 0 :]


def _must_have_room(url: str, revision: str) -> None:
    """No tables, or those of a try that failed. The load looks for rows, in its own transaction."""
    try:
        found = schema.current(url)
    except ValueError:
        raise Conflict(Say("backup.not_empty")) from None
    if found not in ("base", revision):
        raise Conflict(Say("backup.not_empty"))


def _put_journal(path: Path, content: Content | None) -> None:
    """The journal goes on where it was; a second line of the same revocation does no harm."""
    if content is not None:
        journal = Journal(path)
        known = len(journal.read().entries) if path.exists() else 0
        journal.append(content.instance, content.entries[known:])


def _taken_along(name: PurePosixPath) -> bool:
    """Is it one of the files that a backup takes along? With as many folders, so never one outside."""
    return any(
        len(name.parts) == len(PurePosixPath(pattern).parts) and name.match(pattern) for pattern in FILES
    )


class _Dump:
    """A backup, read from its beginning as often as needed: once for its first line, once for all of it."""

    def __init__(self, archive: Path, passphrase: str) -> None:
        self._archive = archive
        self._passphrase = passphrase

    def manifest(self) -> Manifest:
        """What it is of. Only its first piece is read: that the rest is whole shows when it is loaded."""
        try:
            said: Any = json.loads(next(self._lines()))
            found = Manifest(**said)
        except (StopIteration, ValueError, TypeError):
            raise BadArchive(Say("backup.damaged")) from None
        if found.format != FORMAT:
            raise BadArchive(Say("backup.damaged"))
        return found

    def write_files(self, folder: Path) -> None:
        """The configuration that came along, unless there is one already."""
        if (folder / CONFIG).exists():
            return
        for told in self._files():
            inside = PurePosixPath(str(told["file"]))
            path = folder / inside
            if _taken_along(inside) and not path.exists():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.write_text(str(told["content"]), encoding="utf-8")

    def load(self, url: str) -> loading.Loaded:
        """All rows, in one transaction. BadArchive: damaged or cut off; then nothing was stored."""
        lines = self._lines()
        next(lines)
        rows = (line for line in lines if not line.startswith(b'{"file":'))
        try:
            return loading.load(url, rows)
        except BadDump:
            raise BadArchive(Say("backup.damaged")) from None

    def _files(self) -> Iterator[dict[str, Any]]:
        lines = self._lines()
        next(lines)
        for line in lines:
            if not line.startswith(b'{"file":'):
                return
            yield json.loads(line)

    def _lines(self) -> Iterator[bytes]:
        unpacking, rest = zlib.decompressobj(), b""
        try:
            for part in open_stream(Argon(PRODUCTION), self._passphrase, BACKUP, self._parts()):
                *whole, rest = (rest + unpacking.decompress(part)).split(b"\n")
                yield from whole
            *whole, rest = (rest + unpacking.flush()).split(b"\n")
        except zlib.error:
            raise BadArchive(Say("backup.damaged")) from None
        yield from whole
        if rest or not unpacking.eof:
            raise BadArchive(Say("backup.damaged"))

    def _parts(self) -> Iterator[bytes]:
        with self._archive.open("rb") as file:
            while part := file.read(CHUNK):
                yield part
