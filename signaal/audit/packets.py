"""What a log hands to a witness: its newest checkpoint, the proof that it continues, and every restore since.

JSON: {"format", "checkpoint": note, "old": size the proof begins at, "consistency": [base64, ...], "restored":
[{"seq", "event": the stored bytes as text, "proof": [base64, ...]}, ...]}. Hashes, sizes and one kind of event: nothing
about anybody, so it may be public (as C2SP checkpoints are).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from signaal.audit import proofs, signed_notes
from signaal.audit.events import Event
from signaal.audit.signed_notes import Note, decoded, encoded
from signaal.store import audit
from signaal.store.reader import Reader

FORMAT = "signaal/witness-packet/1"
_MOST = 4096


@dataclass(frozen=True)
class Link:
    """A `log:restored` with the proof that it is in the checkpoint's tree."""

    seq: int
    stored: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Packet:
    """`consistency` leads from a log of `old` events to the checkpoint; `old` 0 needs no proof."""

    checkpoint: str
    old: int
    consistency: tuple[bytes, ...]
    restored: tuple[Link, ...]

    def text(self) -> str:
        """As it travels."""
        content = {
            "format": FORMAT,
            "checkpoint": self.checkpoint,
            "old": self.old,
            "consistency": [encoded(step) for step in self.consistency],
            "restored": [
                {
                    "seq": link.seq,
                    "event": link.stored.decode(),
                    "proof": [encoded(step) for step in link.proof],
                }
                for link in self.restored
            ],
        }
        return json.dumps(content, indent=1) + "\n"

    @classmethod
    def read(cls, text: str) -> Packet:
        """Out of `text`. ValueError when it is something else."""
        try:
            said = json.loads(text)
            links = tuple(
                Link(_whole(one["seq"]), one["event"].encode(), _steps(one["proof"]))
                for one in said["restored"]
            )
            made = cls(str(said["checkpoint"]), _whole(said["old"]), _steps(said["consistency"]), links)
        except (KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise ValueError("not a packet for a witness") from problem
        if said["format"] != FORMAT:
            raise ValueError("a packet of another version")
        return made


def make(reader: Reader, note: Note, text: str, old: int) -> Packet:
    """The packet for somebody who saw `old` events of this log; `text` is the signed `note`.

    Somebody who saw more than there are gets no proof, and knows enough.

    Raises:
        Incomplete: the store lacks leaves.
    """
    node = proofs.Nodes(reader)
    steps = proofs.consistency(old, note.size, node) if 0 < old <= note.size else []
    links = tuple(
        Link(seq, stored, tuple(proofs.inclusion(seq, note.size, node)))
        for seq, stored in audit.of_the_house(reader, Event.LOG_RESTORED.value)
        if seq < note.size
    )
    return Packet(text, old, tuple(steps), links)


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a whole number")
    return value


def _steps(values: Sequence[str]) -> tuple[bytes, ...]:
    if len(values) > _MOST:
        raise ValueError("too many hashes")
    return tuple(map(decoded, values))


def note_of(packet: Packet) -> Note:
    """The checkpoint in it, read. ValueError."""
    return signed_notes.read(packet.checkpoint)
