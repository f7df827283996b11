"""What a PDF says and shows, read back with other programs than the one that made it."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader
from pypdfium2 import PdfDocument

from signaal.paper import Block, Document, Paragraph, render

MM = 72 / 25.4


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All text, without the places where a long word may break and without line ends."""
    return raw(pdf).replace("\u200b", "").replace("\n", " ")


def catalogue(pdf: bytes) -> Any:
    """What the file says of itself: language, marks, tags."""
    return reader(pdf).trailer["/Root"]


def raw(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader(pdf).pages)


def squeezed(said: str) -> str:
    """Without any white space: what was printed, wherever its lines ended."""
    return "".join(said.replace("\u200b", "").split())


def through_window(pdf: bytes) -> str:
    """What the window of an envelope shows of the first page: 20-110 mm from the left, 45-85 from the top."""
    with PdfDocument(pdf) as document:
        page = document[0]
        high = page.get_height()
        found = page.get_textpage().get_text_bounded(20 * MM, high - 85 * MM, 110 * MM, high - 45 * MM)
        return str(found).strip()


def page_count(pdf: bytes) -> int:
    with PdfDocument(pdf) as document:
        return len(document)


def tags(pdf: bytes) -> set[str]:
    """The kinds of tags in the structure of the document."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict):
            if "/S" in node:
                found.add(str(node["/S"]).removeprefix("/"))
            walk(node.get("/K", []))

    walk(catalogue(pdf)["/StructTreeRoot"]["/K"])
    return found


def printed(*blocks: Block | str, **more: Any) -> bytes:
    made = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return render(Document(**{"title": "Brief", "language": "nl", "blocks": made, **more}))


def right_edges(pdf: bytes) -> list[float]:
    """Where every character ends, in points from the left edge of its page."""
    with PdfDocument(pdf) as document:
        pages = [page.get_textpage() for page in document]
        return [page.get_charbox(at)[2] for page in pages for at in range(page.count_chars())]
