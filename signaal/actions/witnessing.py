"""The witness's own program: runs elsewhere, with a key and a memory of its own, and needs no instance.

A folder holds `witness.json` (0600: its name and its key) and `seen.json` (which log, and all that was seen of it).
What was seen is on disk before anything is signed.
"""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from signaal.audit import cosignatures, signed_notes, witnessing
from signaal.audit.cosignatures import Witness
from signaal.audit.packets import Packet
from signaal.audit.witnessing import Memory, Refusal, Seen, Why
from signaal.terms import Conflict, Refused, Say, Unavailable
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer

KEY, SEEN = "witness.json", "seen.json"
FORMAT = "signaal/witness/1"
WAIT_SECONDS = 20
LARGEST = 10_000_000


@dataclass(frozen=True)
class Own:
    """A witness with its key."""

    witness: Witness
    signer: Signer


@dataclass(frozen=True)
class Signed:
    """What came of it: `note` is the checkpoint with both signatures below it."""

    note: str
    size: int
    at: datetime


def create(folder: Path, name: str) -> Own:
    """Make a witness: a new key in this folder. One that is there stays.

    Raises:
        Refused: the name holds a space or a plus.
    """
    path = folder / KEY
    if not path.exists():
        try:
            signed_notes.text(name, 0, bytes(32))
        except ValueError:
            raise Refused({"name": Say("log.witness.bad_name")}) from None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = base64.b64encode(Secret.random().reveal()).decode()
        _write(path, {"format": FORMAT, "name": name, "key": secret})
    return load(folder)


def load(folder: Path) -> Own:
    """The witness of this folder. Conflict when there is none, or its key can be read by others."""
    path = folder / KEY
    try:
        if path.stat().st_mode & 0o077:
            raise Conflict(Say("log.witness.open_key", {"path": str(path)}))
        kept = json.loads(path.read_text(encoding="utf-8"))
        signer = Signer(Secret(base64.b64decode(kept["key"], validate=True)))
        return Own(Witness(kept["name"], signer.public_bytes()), signer)
    except (OSError, ValueError, KeyError, TypeError):
        raise Conflict(Say("log.witness.no_key", {"path": str(path)})) from None


def watch(folder: Path, key: str) -> Memory:
    """Say which log to follow, by its verifier key. One that is followed already stays.

    Raises:
        Refused: this is no key of a log.
        Conflict: the folder follows another log.
    """
    try:
        origin, public = signed_notes.read_verifier_key(key)
        name, _, number = origin.rpartition("/")
        if not name or not number.isdecimal():
            raise ValueError("an origin ends in its epoch")
    except ValueError:
        raise Refused({"log": Say("log.witness.bad_key")}) from None
    if (folder / SEEN).exists():
        memory = remembered(folder)
        if (memory.name, memory.public) != (name, public):
            raise Conflict(Say("log.witness.other_log"))
        return memory
    memory = Memory(name, public)
    remember(folder, memory)
    return memory


def remembered(folder: Path) -> Memory:
    """What this witness saw. Conflict when it follows no log yet, or the file is damaged."""
    try:
        kept = json.loads((folder / SEEN).read_text(encoding="utf-8"))
        seen, lost = (tuple(Seen(**one) for one in kept[part]) for part in ("seen", "lost"))
        return Memory(kept["name"], base64.b64decode(kept["public"]), seen, lost)
    except (OSError, ValueError, KeyError, TypeError):
        raise Conflict(Say("log.witness.no_log")) from None


def remember(folder: Path, memory: Memory) -> None:
    """Put it on disk, whole or not at all."""
    content = {
        "format": FORMAT,
        "name": memory.name,
        "public": base64.b64encode(memory.public).decode(),
        "seen": [asdict(one) for one in memory.seen],
        "lost": [asdict(one) for one in memory.lost],
    }
    _write(folder / SEEN, content)


def fetch(place: str, old: int) -> Packet:
    """The packet at an address (http, https), which is asked for a proof from `old`, or in a file.

    Raises:
        Unavailable: it cannot be reached or read.
        Refusal: it is no packet.
    """
    try:
        text = (
            _get(place, old) if place.startswith(("http://", "https://")) else Path(place).read_text("utf-8")
        )
    except (OSError, urllib.error.URLError, UnicodeDecodeError):
        raise Unavailable(Say("log.witness.unreachable")) from None
    try:
        return Packet.read(text)
    except ValueError:
        raise Refusal(Why.UNREADABLE) from None


def sign(folder: Path, place: str, now: datetime) -> Signed:
    """Fetch, compare with all that was seen, remember, and only then sign.

    Raises:
        Refusal: the log forked, went back, or restored without saying so.
        Conflict, Unavailable: see `load`, `remembered`, `fetch`.
    """
    own, memory = load(folder), remembered(folder)
    packet = fetch(place, memory.size)
    try:
        memory, note = witnessing.follow(memory, packet)
    except Refusal as no:
        if no.why is not Why.ASK_AGAIN or not place.startswith("http"):
            raise
        packet = fetch(place, no.size)
        memory, note = witnessing.follow(memory, packet)
    remember(folder, memory)
    line = cosignatures.line(own.witness, own.signer.sign, note.text, now)
    return Signed(packet.checkpoint + line, note.size, now)


def _get(place: str, old: int) -> str:
    parts = urllib.parse.urlsplit(place)
    asked = urllib.parse.urlunsplit(parts._replace(query=f"gezien={old}"))
    with urllib.request.urlopen(asked, timeout=WAIT_SECONDS) as answer:  # noqa: S310 - http(s) only, see `fetch`
        content: bytes = answer.read(LARGEST)
    return content.decode()


def _write(path: Path, content: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    with open(fresh, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
