"""What a witness decides: does this checkpoint continue everything that was seen before? Knows no files and no clock.

It refuses a fork (another root for what it saw), a rollback (fewer events), and a new epoch without the line that says
what was lost. A refusal is never forgotten by itself: what was seen stays seen. Source: the log's design page, "The
tree"; what the signature then means: c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from signaal.audit import checkpoints, epochs, packets, proofs
from signaal.audit.checkpoints import Verifier
from signaal.audit.epochs import Restored
from signaal.audit.packets import Packet
from signaal.audit.signed_notes import Note
from signaal.audit.tree import EMPTY_ROOT, leaf_hash


class Why(StrEnum):
    """Why a checkpoint is not signed. Sentences stand in texts/*/log.toml under `refusal`."""

    UNREADABLE = "unreadable"
    OTHER_LOG = "other_log"
    UNSIGNED = "unsigned"
    ROLLBACK = "rollback"
    FORK = "fork"
    UNPROVEN = "unproven"
    UNLINKED = "unlinked"
    HIDES = "hides"
    ASK_AGAIN = "ask_again"


class Refusal(Exception):
    """Not signed. `size` is what to ask for where the proof began at another place."""

    def __init__(self, why: Why, size: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.size = why, size


@dataclass(frozen=True, order=True)
class Seen:
    """A checkpoint that was followed: epoch, number of events, root in hexadecimal."""

    epoch: int
    size: int
    root: str


@dataclass(frozen=True)
class Memory:
    """Which log, by the name `signaal/<id>` and its public key, and all that was seen of it, oldest first.

    `lost` are checkpoints that a restore took back, openly.
    """

    name: str
    public: bytes
    seen: tuple[Seen, ...] = ()
    lost: tuple[Seen, ...] = ()

    @property
    def size(self) -> int:
        """How much was seen: where the next proof has to begin."""
        return self.seen[-1].size if self.seen else 0


def follow(memory: Memory, packet: Packet) -> tuple[Memory, Note]:
    """What to remember from now on, and the checkpoint that may be signed.

    Raises:
        Refusal: it may not.
    """
    note, epoch = _read(memory, packet)
    last = memory.seen[-1] if memory.seen else Seen(epoch, 0, EMPTY_ROOT.hex())
    if epoch < last.epoch:
        raise Refusal(Why.ROLLBACK)
    if epoch > last.epoch:
        memory = _across(memory, packet, note, epoch, last)
        last = memory.seen[-1] if memory.seen else Seen(epoch, 0, EMPTY_ROOT.hex())
    _continues(last, packet, note)
    fresh = Seen(epoch, note.size, note.root.hex())
    seen = memory.seen if memory.seen and memory.seen[-1] == fresh else (*memory.seen, fresh)
    return replace(memory, seen=seen), note


def _read(memory: Memory, packet: Packet) -> tuple[Note, int]:
    try:
        note = packets.note_of(packet)
        signed = checkpoints.check(packet.checkpoint, Verifier(note.origin, memory.public))
    except ValueError:
        raise Refusal(Why.UNREADABLE) from None
    epoch = epochs.number(note.origin, memory.name)
    if epoch is None:
        raise Refusal(Why.OTHER_LOG)
    if signed is None:
        raise Refusal(Why.UNSIGNED)
    return note, epoch


def _continues(last: Seen, packet: Packet, note: Note) -> None:
    if note.size < last.size:
        raise Refusal(Why.ROLLBACK)
    if note.size == last.size:
        if note.root.hex() != last.root:
            raise Refusal(Why.FORK)
        return
    if last.size and packet.old != last.size:
        raise Refusal(Why.ASK_AGAIN, last.size)
    root = bytes.fromhex(last.root)
    if not proofs.continues(last.size, root, note.size, note.root, packet.consistency):
        raise Refusal(Why.FORK)


def _across(memory: Memory, packet: Packet, note: Note, epoch: int, last: Seen) -> Memory:
    """Over a restore, only by its own line: proven to be in the new log, and owning up to all that was seen."""
    links = _links(packet, note)
    after = next((one for one in links if one.epoch > last.epoch), None)
    if after is None or links[-1].epoch != epoch:
        raise Refusal(Why.UNLINKED)
    lost = tuple(one for one in memory.seen if one.size > after.seq)
    if any(not _owned(one, after) for one in lost):
        raise Refusal(Why.HIDES)
    kept = tuple(one for one in memory.seen if one.size <= after.seq)
    return replace(memory, seen=kept, lost=(*memory.lost, *lost))


def _owned(seen: Seen, restored: Restored) -> bool:
    if restored.lost_size is None or seen.size > restored.lost_size:
        return False
    return seen.size < restored.lost_size or seen.root == restored.lost_root


def _links(packet: Packet, note: Note) -> list[Restored]:
    """The restores that the packet proves, in their order."""
    found = []
    for link in packet.restored:
        if not proofs.includes(leaf_hash(link.stored), link.seq, note.size, link.proof, note.root):
            raise Refusal(Why.UNPROVEN)
        restored = epochs.read(link.seq, link.stored)
        if restored is None:
            raise Refusal(Why.UNPROVEN)
        found.append(restored)
    return sorted(found, key=lambda one: one.seq)
