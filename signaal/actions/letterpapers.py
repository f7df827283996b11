"""A letter on paper: one page A4 for a window envelope, as a tagged PDF in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from signaal import paper, texts
from signaal.actions.views.letters import LetterView, SectionView

FEW, SHORT = 4, 36
"""More points than this, all of no more characters than this, stand side by side: a letter is one page."""


def pdf(letter: LetterView) -> bytes:
    """The letter as PDF. Its title in a file manager is only that it is a letter (R21)."""
    blocks: list[paper.Block] = [paper.Heading(letter.title, 1)]
    for part in letter.sections:
        blocks.extend(_blocks(part))
    if letter.signing:
        blocks.append(paper.Signing(letter.signing))
    return paper.render(
        paper.Document(
            title=texts.say(letter.language, "letters.paper"),
            language=letter.language,
            blocks=tuple(blocks),
            window=paper.Window(letter.sender, letter.address, letter.dateline),
            most_pages=1,
            unshown=texts.say(letter.language, "letters.unshown"),
        )
    )


def _blocks(part: SectionView) -> Iterator[paper.Block]:
    if part.heading:
        yield paper.Heading(part.heading)
    for said in part.paragraphs:
        yield paper.Note(said) if part.framed else paper.Paragraph(said)
    if part.points:
        yield paper.Bullets(part.points, halves=_side_by_side(part.points))


def _side_by_side(points: Sequence[str]) -> bool:
    return len(points) > FEW and all(len(point) <= SHORT for point in points)
