"""The names by which a household is looked for: normalised, so that every way of writing finds the same card.

A name becomes its parts in lower case: no diacritics (NFKD), y for ij, no apostrophes, no tussenvoegsels, no
initials. "Jansen-de Vries", "De Vries-Jansen" and "Vries" meet in the part "vries", whatever the order. A card is
found by one part of a name of its children or its parent, together with the birth date of one of its children
(or the day on which one is expected).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from signaal.terms import Refused, Say
from signaal.workflows.contacts import Contact

Pair = tuple[str, str]
"""A part of a name, and a day as 2019-03-04."""

MOST_WORDS = 8
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_APOSTROPHES = re.compile(r"['’‘`´ʼʹ]")
_TUSSENVOEGSELS = """
aan af bij da dal de del della den der des di do dos du een el al en het ibn in la las le les los met of onder op
over te ten ter tot uit van vande vanden vander vd voor von zu zum zur
mevrouw mevr mw meneer dhr heer familie fam gezin
"""
_BETWEEN = frozenset(_TUSSENVOEGSELS.split())
"""Words between first name and surname, and words of address: too common to find anything by."""


def words(name: str) -> tuple[str, ...]:
    """The parts of a name that count, in order, each once, at most eight; of a name that has none, all of it."""
    spaced = re.sub(r"[^\w]+|[\d_]+", " ", _APOSTROPHES.sub("", _plain(name)))
    found = list(dict.fromkeys(spaced.split()))
    counted = [word for word in found if len(word) > 1 and word not in _BETWEEN]
    return tuple((counted or found)[:MOST_WORDS])


def pairs(contact: Contact) -> tuple[Pair, ...]:
    """Everything that a household is found by, most telling first: surnames with birth dates, then first names.

    Every child's own name with the own day; the parent's name with the day of every child.
    """
    return tuple(dict.fromkeys(_ranked(contact)))


def asked(name: str, day: date | None) -> tuple[Pair, ...]:
    """What somebody looks for.

    Raises:
        Refused: fields name and birth: both are needed, because a name alone finds strangers.
    """
    parts = words(name)
    problems = {}
    if not parts:
        problems["name"] = Say("find.name_needed")
    if day is None:
        problems["birth"] = Say("find.birth_needed")
    if problems or day is None:
        raise Refused(problems)
    return tuple((part, day.isoformat()) for part in parts)


def _ranked(contact: Contact) -> Iterator[Pair]:
    parent = words(contact.parent_name)
    days = [child.birth.isoformat() for child in contact.children if child.birth is not None]
    if contact.due_date is not None:
        days.append(contact.due_date.isoformat())
    named = [(words(c.name), c.birth.isoformat()) for c in contact.children if c.birth is not None]
    for nth in range(1, MOST_WORDS + 1):
        yield from ((own[-nth], day) for own, day in named if len(own) >= nth)
        if len(parent) >= nth:
            yield from ((parent[-nth], day) for day in days)


def _plain(name: str) -> str:
    bare = "".join(letter for letter in _caseless(name) if not unicodedata.combining(letter))
    return bare.translate(_LETTERS).replace("ij", "y")


def _caseless(name: str) -> str:
    """Compatibility caseless form (Unicode 3.13, D146): taking a letter apart can bring out a capital, and the
    lower case of a capital can be taken apart again."""
    once = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", name).casefold()).casefold()
    return unicodedata.normalize("NFKD", once)
