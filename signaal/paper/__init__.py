"""Paper: a small document of words becomes a tagged PDF (PDF/UA-1) in memory.

Whoever has something to print builds a `Document` and calls `render`. Text goes in as data, never as markup.
May not: know a family, a case, the database, the clock or the network; write a file; say a sentence of its own.
"""

from signaal.paper.document import (
    Block,
    Bullets,
    Code,
    Document,
    Facts,
    Heading,
    Note,
    Page,
    Paragraph,
    Signing,
    Table,
    Window,
)
from signaal.paper.rendering import Unprintable, render

__all__ = [
    "Block",
    "Bullets",
    "Code",
    "Document",
    "Facts",
    "Heading",
    "Note",
    "Page",
    "Paragraph",
    "Signing",
    "Table",
    "Unprintable",
    "Window",
    "render",
]
