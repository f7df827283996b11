"""C2SP signed notes and checkpoints as text: writing, reading, key ids. No signature is made or checked here.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint (origin, size, root; we write no extension lines) and
c2sp.org/tlog-cosignature (what a witness puts below it).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

ED25519 = b"\x01"
"""The kind of a log's own signature."""
COSIGNATURE = b"\x04"
"""The kind of a witness's signature: Ed25519 with the moment of signing."""
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_NOTE = re.compile(r"[^\n]+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n\n(?:— [^\n]+\n)+")
_NOTE_BYTES = re.compile(_NOTE.pattern.encode())
_MOST_SIGNATURES = 32


@dataclass(frozen=True)
class Signature:
    """One signature line: the signer's name, the key id (4 bytes), the signature itself."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """A checkpoint as read. `root` is 32 bytes; nothing says yet that a signature fits."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """What is signed: three lines, each with its newline."""
        return text(self.origin, self.size, self.root)


def text(origin: str, size: int, root: bytes) -> str:
    """The note text of a checkpoint. ValueError when the origin holds a space or a plus."""
    if not _NAME.fullmatch(origin):
        raise ValueError("an origin holds no space, plus or control character")
    return f"{origin}\n{size}\n{encoded(root)}\n"


def key_id(name: str, public: bytes, kind: bytes = ED25519) -> bytes:
    """The first 4 bytes of SHA-256(name || newline || kind || Ed25519 public key of 32 bytes)."""
    return sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def verifier_key(name: str, public: bytes, kind: bytes = ED25519) -> str:
    """The public key as witnesses and verifiers exchange it: `name+hex id+base64`."""
    return f"{name}+{key_id(name, public, kind).hex()}+{encoded(kind + public)}"


def read_verifier_key(line: str, kind: bytes = ED25519) -> tuple[str, bytes]:
    """Name and public key (32 bytes) out of `verifier_key`. ValueError when the line contradicts itself, or is of
    another kind."""
    name, _, rest = line.strip().partition("+")
    marked, _, material = rest.partition("+")
    raw = decoded(material)
    good = _NAME.fullmatch(name) and raw[:1] == kind and len(raw) == 33
    if not good or key_id(name, raw[1:], kind).hex() != marked:
        raise ValueError("not an Ed25519 verifier key")
    return name, raw[1:]


def signature_line(name: str, public: bytes, signature: bytes, kind: bytes = ED25519) -> str:
    """The line below the note text that carries a signature."""
    return f"— {name} {encoded(key_id(name, public, kind) + signature)}\n"


def line_of(one: Signature) -> str:
    """A signature that was read, as its line again."""
    return f"— {one.name} {encoded(one.key_id + one.value)}\n"


def read(note: str) -> Note:
    """Take a signed checkpoint apart.

    Raises:
        ValueError: it is not a checkpoint as we write them.
    """
    if not _NOTE.fullmatch(note):
        raise ValueError("not a signed checkpoint")
    body, _, below = note.rpartition("\n\n")
    origin, size, root = body.split("\n")
    lines = below.splitlines()
    if not _NAME.fullmatch(origin) or not _SIZE.fullmatch(size) or len(lines) > _MOST_SIGNATURES:
        raise ValueError("not a signed checkpoint")
    return Note(origin, int(size), decoded(root), tuple(_signature(line) for line in lines))


def read_many(content: str) -> Iterator[str]:
    """The notes in a file of notes; what is not a note comes out too, and `read` refuses it."""
    at = 0
    for found in _NOTE.finditer(content):
        if content[at : found.start()].strip():
            yield content[at : found.start()]
        yield found.group()
        at = found.end()
    if content[at:].strip():
        yield content[at:]


def end_of_last(content: bytes) -> int:
    """Where the last whole note of a file ends, in bytes: a write that was cut off leaves more than that."""
    return max((found.end() for found in _NOTE_BYTES.finditer(content)), default=0)


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or not _NAME.fullmatch(parts[1]):
        raise ValueError("not a signature line")
    raw = decoded(parts[2])
    return Signature(parts[1], raw[:4], raw[4:])


def encoded(raw: bytes) -> str:
    """Base64 as notes hold it."""
    return base64.b64encode(raw).decode("ascii")


def decoded(text: str) -> bytes:
    """The bytes again. ValueError when it is not base64, or could be written in another way."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    if encoded(raw) != text:
        raise ValueError("not canonical base64")
    return raw
