"""A file that leaves the machine, sealed under a passphrase: a backup, or the key file on its way to a safe.

| part | what |
|---|---|
| line 1 | "signaal/archive/1" |
| line 2 | canonical JSON: purpose, salt (16 bytes) and cost of Argon2id, check (8 bytes, hexadecimal) |
| rest | Cobblestone-256 (c2sp.org/chunked-encryption) over the content, in order, its end sealed too |

root = Argon2id(passphrase in Unicode NFC, salt; cost as production). check = HKDF(root, "archive-check", purpose):
tells a wrong passphrase from a damaged file. Key of the stream = HKDF(root, "archive", purpose); its context is SHA-256
of both lines, so no word of them can be changed. What was flipped, swapped, cut off or added is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from signaal.terms import Say, SignaalError, canonical
from signaal.vault.argon import Argon, Cost
from signaal.vault.labels import derive
from signaal.vault.secret import Secret

FORMAT = b"signaal/archive/1"
BACKUP = "backup"
KEY_FILE = "key-file"
CHUNK = 65536
_SALT = 16
_CHECK = 8
_LONGEST_HEAD = 1024


class BadArchive(SignaalError):
    """Not an archive, damaged, cut off, of another purpose, or the passphrase is another. Says which."""

    status = 500


@dataclass(frozen=True)
class _Head:
    purpose: str
    salt: bytes
    cost: Cost
    check: bytes
    raw: bytes


def seal_stream(argon: Argon, passphrase: str, purpose: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """The archive, piece by piece; memory stays flat. `argon` says what the passphrase costs.

    Raises:
        Busy: the queue of derivations is full.
    """
    salt, cost = secrets.token_bytes(_SALT), argon.cost
    root = _root(argon, passphrase, salt, cost)
    kept = {
        "purpose": purpose, "salt": salt.hex(), "m": cost.memory_kib, "t": cost.passes, "p": cost.lanes,
        "check": _check(root, purpose).hex(),
    }  # fmt: skip
    raw = FORMAT + b"\n" + canonical(kept) + b"\n"
    yield raw
    stream = Cobblestone256Encryptor(_key(root, purpose), hashlib.sha256(raw).digest())
    for part in content:
        yield stream.update(part)
    yield stream.finalize()


def open_stream(argon: Argon, passphrase: str, purpose: str, archive: Iterable[bytes]) -> Iterator[bytes]:
    """What was sealed, piece by piece. Only when the last piece came out is it whole: use nothing before that.

    Raises:
        BadArchive: at the first piece for another file, purpose or passphrase; where it is damaged; or at its end.
        Busy: the queue of derivations is full.
    """
    parts = iter(archive)
    head, rest = _read_head(parts)
    if head.purpose != purpose:
        raise BadArchive(Say("backup.other_archive"))
    root = _root(argon, passphrase, head.salt, head.cost)
    if not hmac.compare_digest(_check(root, purpose), head.check):
        raise BadArchive(Say("backup.wrong_passphrase"))
    stream = Cobblestone256Decryptor(_key(root, purpose), hashlib.sha256(head.raw).digest())
    try:
        yield stream.update(rest)
        for part in parts:
            yield stream.update(part)
        yield stream.finalize()
    except (InvalidTag, ValueError):
        raise BadArchive(Say("backup.damaged")) from None


def _read_head(parts: Iterator[bytes]) -> tuple[_Head, bytes]:
    found = b""
    while found.count(b"\n") < 2 and len(found) <= _LONGEST_HEAD and (part := next(parts, b"")):
        found += part
    lines = found.split(b"\n", 2)
    if len(lines) < 3 or lines[0] != FORMAT:
        raise BadArchive(Say("backup.no_archive"))
    try:
        kept = json.loads(lines[1])
        cost = Cost(int(kept["m"]), int(kept["t"]), int(kept["p"]))
        head = _Head(
            str(kept["purpose"]), bytes.fromhex(kept["salt"]), cost, bytes.fromhex(kept["check"]),
            lines[0] + b"\n" + lines[1] + b"\n",
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadArchive(Say("backup.damaged")) from None
    if not cost.bearable() or len(head.salt) != _SALT or len(head.check) != _CHECK:
        raise BadArchive(Say("backup.damaged"))
    return head, lines[2]


def _root(argon: Argon, passphrase: str, salt: bytes, cost: Cost) -> Secret:
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return argon.derive(text, salt, cost=cost)


def _check(root: Secret, purpose: str) -> bytes:
    return derive(root, "archive-check", purpose, length=_CHECK).reveal()


def _key(root: Secret, purpose: str) -> bytes:
    return derive(root, "archive", purpose).reveal()
