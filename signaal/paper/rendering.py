"""A document becomes bytes of a PDF: tagged (PDF/UA-1), the same bytes for the same words, never on a disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from signaal.paper import writing
from signaal.paper.document import Document, Paragraph, Table
from signaal.paper.layout import as_data

LOOKS = ((11.0, 1.0), (11.0, 0.7), (10.5, 0.7), (10.0, 0.65), (9.5, 0.6), (9.0, 0.5))
"""Size of the letters in points, and the share of the usual air between paragraphs: the first that fits is taken."""

Look = tuple[float, float]

_LAYOUT = Path(__file__).with_name("document.typ")
_LANGUAGES = ("nl", "en")
_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>")
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_NUMBERED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TRIES = 3


class Unprintable(Exception):
    """This cannot be laid out. It never says a word of what was to be printed (R21)."""


def render(document: Document) -> bytes:
    """The PDF of a document.

    Without author and date of making: the same document gives the same bytes. A character that our letters do not
    have becomes an empty box.

    Raises:
        Unprintable: no title, an unknown language, or a table whose rows are not as wide as its header.
    """
    _check(document)
    data = writing.everywhere(as_data(document), writing.written)
    made = b""
    for look in LOOKS:
        made, data = _shown(data, document, look)
        if not document.most_pages or pages(made) <= document.most_pages:
            break
    return made


def pages(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    found = _PAGES.search(pdf)
    if found is None:
        raise Unprintable()
    return int(found.group(1))


def _check(document: Document) -> None:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    even = all(
        len(row) == len(table.columns) == len(table.widths or table.columns)
        for table in tables
        for row in (table.columns, *table.rows)
    )
    if document.language not in _LANGUAGES or not document.title.strip() or not even:
        raise Unprintable()


def _shown(data: Any, document: Document, look: Look) -> tuple[bytes, Any]:
    """The PDF, and the data with boxes for what could not be shown."""
    for attempt in range(_TRIES):
        made, missing = _compiled(data, document.language, look)
        if made is not None:
            return made, data
        first = not attempt and document.unshown
        data = writing.everywhere(data, writing.without(missing) if missing else writing.plain)
        if first:
            data["blocks"] += as_data(_only(document))["blocks"]
    made, _ = _compiled(writing.everywhere(data, writing.plain), document.language, look)
    if made is None:
        raise Unprintable()
    return made, data


def _only(document: Document) -> Document:
    return Document(document.title, document.language, (Paragraph(document.unshown),))


def _compiled(data: Any, language: str, look: Look) -> tuple[bytes | None, set[str]]:
    """The PDF, or None and the pieces of text that have no shape."""
    import typst  # takes its letters along: only who prints pays for it

    inputs = {"doc": json.dumps(data), "lang": language, "size": str(look[0]), "air": str(look[1])}
    try:
        made = typst.compile(
            _LAYOUT, root=_LAYOUT.parent, ignore_system_fonts=True, format="pdf", sys_inputs=inputs,
            pdf_standards="ua-1", timestamp=0,
        )  # fmt: skip
    except typst.TypstError as error:
        return None, {_unescaped(piece) for piece in _MISSING.findall(error.diagnostic)}
    return made, set()


def _unescaped(piece: str) -> str:
    piece = _NUMBERED.sub(lambda found: chr(int(found.group(1), 16)), piece)
    return piece.replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
