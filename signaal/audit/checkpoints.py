"""Signed checkpoints: what the log was, in a form that somebody else can keep.

The only audit module that knows the vault: signing and checking of signatures happen here and nowhere else.
A checkpoint is on disk, outside the database, before anybody can see it. One that does not continue every
earlier checkpoint is never signed (c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from signaal.audit import epochs, log, note_files, signed_notes
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.signed_notes import Note
from signaal.audit.tree import Tree
from signaal.store import audit
from signaal.store.engine import Store
from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditCheckpointRow
from signaal.vault import signing


class Inconsistent(Exception):
    """The log no longer continues the checkpoint of `size` events. Nothing was signed."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the log does not continue the checkpoint of {size} events")
        self.size = size


@dataclass(frozen=True)
class Verifier:
    """Whose checkpoints count: the log's name `signaal/<id>/<epoch>` and its public key of 32 bytes."""

    origin: str
    public: bytes

    @property
    def key(self) -> str:
        """As witnesses and other verifiers take it: `name+id+base64`."""
        return signed_notes.verifier_key(self.origin, self.public)


@dataclass
class LogSigner:
    """The log's own key with its name; one per process. Remembers how far it has compared the leaves."""

    origin: str
    key: signing.Signer = field(repr=False)
    compared: Tree = field(default_factory=Tree, repr=False)

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.origin, self.key.public_bytes())


def origin(instance_id: str, epoch: int = 1) -> str:
    """The name of a log; it goes on under the next epoch after a restore."""
    return f"signaal/{instance_id}/{epoch}"


def signed(signer: LogSigner, size: int, root: bytes) -> str:
    """The note of a checkpoint, signed. Whether it may be signed is for `make` to say."""
    text = signed_notes.text(signer.origin, size, root)
    verifier = signer.verifier
    return f"{text}\n" + signed_notes.signature_line(
        verifier.origin, verifier.public, signer.key.sign(text.encode())
    )


def check(note: str, verifier: Verifier) -> Note | None:
    """The checkpoint when this log signed it, None when not; signatures of others are passed over.

    Raises:
        ValueError: it is no checkpoint at all.
    """
    found = signed_notes.read(note)
    wanted = signed_notes.key_id(verifier.origin, verifier.public)
    ours = [s.value for s in found.signatures if s.name == verifier.origin and s.key_id == wanted]
    good = bool(ours) and all(signing.verify(verifier.public, found.text.encode(), value) for value in ours)
    return found if good and found.origin == verifier.origin else None


def check_any(note: str, verifier: Verifier) -> Note | None:
    """The same for a checkpoint of any epoch of this log: one key, the origin differs in its number alone.

    Raises:
        ValueError: it is no checkpoint at all.
    """
    name = verifier.origin.rpartition("/")[0]
    origin = signed_notes.read(note).origin
    return None if epochs.number(origin, name) is None else check(note, Verifier(origin, verifier.public))


def fits(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of an Ed25519 key (32 bytes) signed this. False, never an error, for any other bytes."""
    return signing.verify(public, message, signature)


def make(store: Store, signer: LogSigner, now: datetime, folder: Path) -> Note | None:
    """Sign where the log is now, when something happened since the last time; else None.

    Runs every 60 seconds and at shutdown; running twice, or in two processes, does no harm. Its own event
    `checkpoint:signed` stands right behind what was signed, and does not count as something happening.

    Raises:
        Inconsistent: the leaves, the head or an earlier checkpoint contradict each other; the caller tells.
        Unavailable: the database or the folder cannot be written.
    """
    with store.reading() as reader:
        if _quiet(reader):
            return None
        _compare(reader, signer, folder)  # reads all leaves the first time: outside the lock
    with store.unit() as unit:
        top = audit.locked_head(unit)
        if _quiet(unit):
            return None
        tree = _compare(unit, signer, folder).copy()
        _grow(unit, tree, top.size)
        if tree.size != top.size or tree.pack() != top.peaks:
            raise Inconsistent(top.size)
        size, root = tree.size, tree.root()
        note = signed(signer, size, root)
        note_files.keep(folder, now, note)
        row = AuditCheckpointRow(id=secrets.token_hex(16), size=size, root=root, note=note, created_at=now)
        audit.add_checkpoint(unit, row)
        log.append(unit, Entry(event=Event.CHECKPOINT_SIGNED, at=now, size=size, root=root.hex()))
    signer.compared = tree
    return signed_notes.read(note)


def _quiet(reader: Reader) -> bool:
    """Nothing happened since the last checkpoint but its own event."""
    size, last = audit.head(reader).size, audit.last_checkpoint(reader)
    return size == 0 or (last is not None and size == last.size + 1)


def _compare(reader: Reader, signer: LogSigner, folder: Path) -> Tree:
    """The tree at the newest checkpoint, with every checkpoint since the last comparison found on the way."""
    tree = signer.compared.copy()
    for size, root in sorted(set(_earlier(reader, signer, folder))):
        if size < tree.size:
            continue
        _grow(reader, tree, size)
        if tree.size != size or tree.root() != root:
            raise Inconsistent(size)
    signer.compared = tree
    return tree


def _earlier(reader: Reader, signer: LogSigner, folder: Path) -> Iterator[tuple[int, bytes]]:
    last = audit.last_checkpoint(reader)
    if last is not None:
        yield last.size, last.root
    newest = note_files.newest(folder, signer.origin)
    if newest is not None:
        yield newest.size, newest.root


def _grow(reader: Reader, tree: Tree, size: int) -> None:
    for seq, leaf in audit.leaves(reader, tree.size, size):
        if seq == tree.size:  # behind a gap nothing is added: the size will not fit
            tree.append(leaf)
