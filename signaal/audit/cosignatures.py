"""What a witness signs below a checkpoint, and when it says it did (c2sp.org/tlog-cosignature, Ed25519).

A cosignature says: at this moment, this was the largest log under this name that I saw, and it continues all that I
saw before. The log's own signature says neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from signaal.audit import checkpoints, signed_notes
from signaal.audit.signed_notes import COSIGNATURE, Note, Signature

_LENGTH = 72
_MOST = 253_402_300_799
"""The last second that a moment can hold: the year 9999."""


@dataclass(frozen=True)
class Witness:
    """Whose cosignatures count: a name without spaces, and an Ed25519 public key of 32 bytes."""

    name: str
    public: bytes

    @property
    def key(self) -> str:
        """As it is handed over: `name+id+base64`."""
        return signed_notes.verifier_key(self.name, self.public, COSIGNATURE)

    @classmethod
    def read(cls, line: str) -> Witness:
        """Out of `key`. ValueError when the line contradicts itself."""
        return cls(*signed_notes.read_verifier_key(line, COSIGNATURE))


@dataclass(frozen=True)
class Cosigned:
    """A cosignature that fits: by whom, the moment it names (UTC, whole seconds), its line below the note."""

    witness: Witness
    at: datetime
    line: str


def message(text: str, at: datetime) -> bytes:
    """What is signed: a heading, the moment in whole seconds, the three lines of the checkpoint."""
    return f"cosignature/v1\ntime {_seconds(at)}\n{text}".encode()


def line(witness: Witness, sign: Callable[[bytes], bytes], text: str, at: datetime) -> str:
    """The cosignature of a checkpoint's text, as a line below it."""
    value = _seconds(at).to_bytes(8, "big") + sign(message(text, at))
    return signed_notes.signature_line(witness.name, witness.public, value, COSIGNATURE)


def found(note: Note, witnesses: Iterable[Witness]) -> Iterator[Cosigned]:
    """The cosignatures below a checkpoint that fit one of these witnesses; all others are passed over."""
    for witness in witnesses:
        wanted = signed_notes.key_id(witness.name, witness.public, COSIGNATURE)
        for one in note.signatures:
            if (one.name, one.key_id) == (witness.name, wanted) and (at := _signed_at(note, witness, one)):
                yield Cosigned(witness, at, signed_notes.line_of(one))


def _signed_at(note: Note, witness: Witness, one: Signature) -> datetime | None:
    seconds = int.from_bytes(one.value[:8], "big")
    if len(one.value) != _LENGTH or seconds > _MOST:
        return None
    at = datetime.fromtimestamp(seconds, UTC)
    return at if checkpoints.fits(witness.public, message(note.text, at), one.value[8:]) else None


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
