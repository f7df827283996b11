"""As much of JSON Schema (2020-12) as docs/assess.schema.json uses, and a clear no to anything else."""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    "$schema", "$ref", "$defs", "title", "description", "type", "properties", "required", "additionalProperties",
    "items", "minItems", "enum", "pattern", "minimum", "maximum", "anyOf", "oneOf",
}  # fmt: skip


def problems(whole: dict[str, Any], value: Any, name: str, place: str = "$") -> list[str]:
    """What does not fit `$defs/<name>` of a schema; empty when all does."""
    return list(_check(whole, whole["$defs"][name], value, place))


def _check(whole: dict[str, Any], schema: Any, value: Any, place: str) -> Iterator[str]:
    assert set(schema) <= KNOWN, f"this checker does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from _check(whole, whole["$defs"][schema["$ref"].rpartition("/")[2]], value, place)
    kind = schema.get("type")
    wrong_bool = isinstance(value, bool) and kind in ("integer", "number")
    if kind and (wrong_bool or not isinstance(value, TYPES[kind])):
        yield f"{place}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not in the list"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: {value!r} does not look right"
    if ("minimum" in schema or "maximum" in schema) and not schema.get(
        "minimum", value
    ) <= value <= schema.get("maximum", value):
        yield f"{place}: {value!r} is out of range"
    for word, right in (("anyOf", {1, 2, 3}), ("oneOf", {1})):
        if (
            word in schema
            and sum(not list(_check(whole, s, value, place)) for s in schema[word]) not in right
        ):
            yield f"{place}: {value!r} fits none of {word}"
    if kind == "array":
        if len(value) < schema.get("minItems", 0):
            yield f"{place}: too few"
        for n, item in enumerate(value):
            yield from _check(whole, schema["items"], item, f"{place}[{n}]")
    if kind == "object":
        yield from _object(whole, schema, value, place)


def _object(whole: dict[str, Any], schema: Any, value: dict[str, Any], place: str) -> Iterator[str]:
    yield from (f"{place}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    more = schema.get("additionalProperties", True)
    for name, item in value.items():
        inner = schema.get("properties", {}).get(name, more)
        if inner is False:
            yield f"{place}: {name} is not known"
        elif isinstance(inner, dict):
            yield from _check(whole, inner, item, f"{place}.{name}")
