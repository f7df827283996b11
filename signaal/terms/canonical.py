"""RFC 8785 JSON: one value has one writing, so it can be sealed, signed and hashed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical(value: object) -> bytes:
    """RFC 8785 JSON, restricted: text keys, no fractions, whole numbers below 2^53. ValueError otherwise,
    and for half a surrogate pair."""
    if type(value) is list:
        try:  # what seals are bound to: a flat list, written thousands of times a second
            return f"[{','.join([_SIMPLE[type(item)](item) for item in value])}]".encode()
        except KeyError:
            pass
    return _WRITER.encode(_plain(value)).encode()


def _whole(number: int) -> str:
    if abs(number) >= 2**53:
        raise ValueError("a whole number below 2^53")
    return str(number)


_SIMPLE: Mapping[type, Callable[[Any], str]] = {
    str: json.encoder.encode_basestring,
    int: _whole,
    bool: lambda item: "true" if item else "false",
    type(None): lambda _item: "null",
}


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        ordered = sorted(value, key=lambda key: str(key).encode("utf-16-be"))  # as RFC 8785 3.2.3 sorts
        return {key: _plain(value[key]) for key in ordered}
    raise ValueError(f"{type(value).__name__} has no canonical form")
