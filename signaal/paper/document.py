"""What can be printed: a title, blocks of words from top to bottom, and what stands around them.

All text is plain: line ends are kept, everything else stands on paper as it was written. Nothing here has a look;
that is `document.typ`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 (once, on top), 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; `numbered` when the order matters, `halves` to set short items side by side."""

    items: tuple[str, ...]
    numbered: bool = False
    halves: bool = False


@dataclass(frozen=True)
class Facts:
    """Names with their values, one under the other. A pair without a value is left out."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under a header that repeats on every page. `numbers`: columns (from 0) that stand to the right.

    `widths`: a share per column, like (2, 1, 1); equal shares when empty. `caption` stands above it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numbers: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Code:
    """Lines to be read or typed over by hand, character by character; kept together on one page."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A few words in a frame: a date until which something holds, a warning."""

    text: str


@dataclass(frozen=True)
class Signing:
    """Empty lines to write on, with what belongs there: a name, a date, a signature."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Facts | Table | Code | Note | Signing | Page


@dataclass(frozen=True)
class Window:
    """A letter for a window envelope: all that shows through it is `address`, a name or nothing (R21).

    `sender` stands right of the window, out of its sight; `dateline` above the text.
    """

    sender: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    dateline: str = ""


@dataclass(frozen=True)
class Document:
    """One thing to print, A4.

    `title` is all that a file manager or a tab shows: neutral, no name, no date (R21). `language`: nl or en; it is
    what a screen reader speaks. `foot` stands on every page beside the page number. `most_pages`: less air and then
    smaller letters are tried until it fits on so many pages; 0 is no limit. `unshown`: a sentence that is added when
    a character has no shape in our letters and an empty box stands in its place.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    window: Window | None = None
    foot: str = ""
    most_pages: int = 0
    unshown: str = ""
