"""Finds a text in files whatever way it was written down: the eyes of the theft test.

Texts are searched as typed, in small letters, in capitals, with a capital first and decomposed (NFD), each in UTF-8,
UTF-16 and Latin-1: plain, in hexadecimal, in base64 (both alphabets) at three offsets, as URL and as JSON escapes and
as quoted-printable.
"""

from __future__ import annotations

import base64
import email
import json
import quopri
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
OFFSETS = (0, 1, 2)


@dataclass(frozen=True)
class Hit:
    """One text that lies open: where, which, and how it was written. `text` is an invented canary."""

    file: str
    text: str
    form: str


@cache
def forms(text: str) -> Mapping[str, bytes]:
    """Every way of writing a text, by name. Equal bytes stand once, under the first name."""
    found: dict[bytes, str] = {}
    for how, spelled in _spellings(text):
        for name, written in _written(spelled):
            found.setdefault(written, f"{how}{name}")
    return {name: written for written, name in found.items()}


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    yield "", text
    yield "small letters, ", text.lower()
    yield "capitals, ", text.upper()
    yield "a capital first, ", text[:1].upper() + text[1:]
    yield "decomposed, ", unicodedata.normalize("NFD", text)


def _written(text: str) -> Iterator[tuple[str, bytes]]:
    for encoding in ENCODINGS:
        try:
            raw = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        yield encoding, raw
        yield f"{encoding} in hex", raw.hex().encode()
        yield f"{encoding} in capital hex", raw.hex().upper().encode()
        for offset in OFFSETS:
            core = _base64(raw, offset)
            yield f"{encoding} in base64 at {offset}", core
            yield f"{encoding} in urlsafe base64 at {offset}", core.replace(b"+", b"-").replace(b"/", b"_")
    yield from _escaped(text)


def _base64(raw: bytes, offset: int) -> bytes:
    """The characters that stand there whatever comes before (`offset` bytes into a group of three) and after."""
    first, last = -(-offset * 4 // 3), (offset + len(raw)) * 4 // 3
    return base64.b64encode(bytes(offset) + raw + bytes(3))[first:last]


def _escaped(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    yield "URL escapes", quote(text, safe="").encode()
    yield "form escapes", quote_plus(text).encode()
    yield "small URL escapes", _small_escapes(quote(text, safe=""))
    yield "URL escapes of a browser", quote(text, safe="!'()*").encode()
    yield "small URL escapes of a browser", _small_escapes(quote(text, safe="!'()*"))
    yield "URL escapes of every byte", "".join(f"%{byte:02X}" for byte in raw).encode()
    yield "JSON escapes", json.dumps(text)[1:-1].encode()
    yield "capital JSON escapes", _json(text, "X", everything=False)
    yield "JSON escapes of every letter", _json(text, "x", everything=True)
    yield "capital JSON escapes of every letter", _json(text, "X", everything=True)
    yield "Python escapes of every byte", "".join(f"\\x{byte:02x}" for byte in raw).encode()
    yield "quoted-printable", quopri.encodestring(raw)


def _small_escapes(quoted: str) -> bytes:
    first, *rest = quoted.split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in rest)]).encode()


def _json(text: str, digits: str, *, everything: bool) -> bytes:
    units = text.encode("utf-16-be")
    codes = [int.from_bytes(units[n : n + 2], "big") for n in range(0, len(units), 2)]
    escaped = (f"\\u{code:04{digits}}" if everything or code > 126 else chr(code) for code in codes)
    return "".join(escaped).encode()


def in_bytes(content: bytes, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(text, form) of everything that lies open in these bytes; one form per text is enough."""
    for text in texts:
        form = next((name for name, written in forms(text).items() if written in content), None)
        if form is not None:
            yield text, form


def in_file(path: Path, texts: Iterable[str], name: str | None = None) -> list[Hit]:
    """What lies open in a file, its name, and (of a mail) its decoded headers and parts."""
    wanted = tuple(texts)
    contents = [path.name.encode(), path.read_bytes()]
    if path.suffix == ".eml":
        contents += _decoded(email.message_from_bytes(contents[1]))
    return [
        Hit(name or path.name, text, form) for content in contents for text, form in in_bytes(content, wanted)
    ]


def _decoded(mail: Message) -> list[bytes]:
    heads = [str(email.header.make_header(email.header.decode_header(value))) for value in mail.values()]
    bodies = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    return [head.encode() for head in heads] + [body for body in bodies if isinstance(body, bytes)]


def in_folder(folder: Path, texts: Iterable[str]) -> list[Hit]:
    """What lies open in any file below a folder."""
    wanted = tuple(texts)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [hit for path in files for hit in in_file(path, wanted, str(path.relative_to(folder)))]
