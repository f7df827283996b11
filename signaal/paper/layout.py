"""A document as plain data for the layout in `document.typ`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from signaal.paper.document import (
    Block,
    Bullets,
    Code,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Signing,
    Table,
)
from signaal.paper.writing import is_blank


def as_data(document: Document) -> dict[str, Any]:
    """Lists, mappings, text and numbers; nothing else."""
    window = document.window
    return {
        "title": document.title,
        "foot": document.foot,
        "window": None
        if window is None
        else {
            "sender": list(window.sender),
            "address": list(window.address),
            "dateline": window.dateline,
        },
        "blocks": [_block(block) for block in _stepwise(document.blocks)],
    }


def _stepwise(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings begin at level 1 and never skip one: a screen reader counts on it. An empty heading is none."""
    before = 0
    for block in blocks:
        if isinstance(block, Heading):
            if is_blank(block.text):
                continue
            before = max(1, min(block.level, before + 1))
            yield Heading(block.text, before)
        else:
            yield block


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"is": "heading", "text": text, "level": level}
        case Paragraph(text):
            return {"is": "paragraph", "text": text}
        case Note(text):
            return {"is": "note", "text": text}
        case Bullets(items, numbered, halves):
            return {"is": "bullets", "items": list(items), "numbered": numbered, "halves": halves}
        case Facts(pairs):
            return {"is": "facts", "pairs": [[name, value] for name, value in pairs if not is_blank(value)]}
        case Table():
            return _table(block)
        case Code(lines):
            return {"is": "code", "lines": list(lines)}
        case Signing(labels):
            return {"is": "signing", "labels": list(labels)}
        case _:
            return {"is": "page"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "is": "table",
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
        "caption": table.caption,
        "numbers": sorted(table.numbers),
        "widths": list(table.widths or (1,) * len(table.columns)),
    }
