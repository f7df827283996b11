"""What a door gets to see of a letter: spoken, in order, ready for a page or for paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SectionView:
    """Sentences under a heading ("" for none), short lines below them; `framed` for what must catch the eye."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    framed: bool = False


@dataclass(frozen=True)
class LetterView:
    """A letter, spoken. `envelope` says nothing but who sends it (R21); `ready` is empty without a yes for outside.

    `kind` is family or referral, `reader` parent or young, `readers` those it can be written to. `address` is what
    shows through the window of an envelope: a name that was asked for, or nothing. `post`: the family lets us send
    letters. `signing`: what a person fills in by hand below it. `referral_letter`: this provision asks for one as well.
    """

    reference: str
    pseudonym: str
    kind: str
    language: str
    reader: str
    readers: tuple[str, ...]
    provision: str
    title: str
    envelope: str
    sender: tuple[str, ...]
    address: tuple[str, ...]
    dateline: str
    sections: tuple[SectionView, ...]
    ready: tuple[str, ...]
    post: bool
    signing: tuple[str, ...]
    referral_letter: bool

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All its sentences from top to bottom, without headings."""
        return tuple(said for part in self.sections for said in (*part.paragraphs, *part.points))
