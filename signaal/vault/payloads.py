"""What stands inside a sealed record or draft: typed JSON, padded so that its length says little.

plain = canonical JSON of [kind, payload], then 0x80, then zeros up to a multiple of 512 bytes (ISO/IEC
7816-4).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from signaal.terms import canonical
from signaal.vault.blobs import DoesNotOpen

BLOCK = 512


def pack(kind: str, payload: Mapping[str, object]) -> bytes:
    """A payload of str, int, bool, None, list and mappings as padded bytes. ValueError for anything else."""
    text = canonical([kind, payload]) + b"\x80"
    return text + b"\x00" * (-len(text) % BLOCK)


def unpack(kind: str, padded: bytes) -> dict[str, Any]:
    """The payload that was packed under this kind. DoesNotOpen for any other bytes."""
    text = padded.rstrip(b"\x00")
    if not text.endswith(b"\x80") or len(padded) % BLOCK or len(padded) - len(text) >= BLOCK:
        raise DoesNotOpen
    try:
        found = _READER.decode(text[:-1].decode())
    except (ValueError, RecursionError):
        raise DoesNotOpen from None
    if not isinstance(found, list) or len(found) != 2 or found[0] != kind or not isinstance(found[1], dict):
        raise DoesNotOpen
    return found[1]


def _refuse(_text: str) -> NoReturn:
    raise ValueError("no fractions")


_READER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
