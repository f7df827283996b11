"""Passphrases: five Dutch words to propose, and an estimate of how many guesses another one takes.

The list in words.txt is our own: plain words of 4 to 9 letters. Five different ones out of 1412 give 52
bits, 3.6 * 10^15 equally likely phrases. Below 10^13 estimated guesses a passphrase is refused: a stolen
copy of everything lets somebody guess at the speed of Argon2id, and nothing else stands between.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from signaal.terms import Say

LEAST_GUESSES = 10**13
LONGEST = 200
"""Characters; more is not safer."""
WORDS_IN_A_PHRASE = 5
_ESTIMATED = 72
"""The estimate looks at so many characters: its work grows with the square, its answer no longer matters."""

_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])[\s._-]+(?=[^\W\d_])")

# What people here try first, in order of rank.
_COMMON = """
    welkom wachtwoord geheim hallo signaal school gemeente zorg jeugd kind kinderen zomer winter
    lente herfst voorjaar najaar januari februari maart april mei juni juli augustus september
    oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag juf meester
    leraar leerkracht verpleegkundige wijkteam wijkverpleegkundige consultatiebureau inloggen
    toegang veilig vakantie liefde schat lieverd mama papa ajax feyenoord psv oranje nederland
    holland amsterdam rotterdam utrecht denhaag dordrecht zwijndrecht
"""


@cache
def words() -> tuple[str, ...]:
    """The list, in alphabetical order."""
    return tuple((Path(__file__).parent / "words.txt").read_text(encoding="ascii").split())


def entropy_bits() -> float:
    """Of a proposed phrase: log2 of the number of phrases, all equally likely."""
    return math.log2(math.perm(len(words()), WORDS_IN_A_PHRASE))


def new_passphrase() -> str:
    """Five different words with spaces, drawn until the estimate accepts them (nearly always the first)."""
    draw = secrets.SystemRandom()
    while True:
        phrase = " ".join(draw.sample(words(), WORDS_IN_A_PHRASE))
        if guesses(phrase) >= LEAST_GUESSES:
            return phrase


def guesses(passphrase: str, about: Iterable[str] = ()) -> int:
    """An estimate of the guesses it takes; `about` is what others know of the person: name, login, team."""
    # Read late: its frequency lists cost memory that a worker needs only when somebody chooses a passphrase.
    # Not its front door, which leaves `about` behind in a list that all threads share.
    from zxcvbn import matching, scoring

    lists = {**matching.RANKED_DICTIONARIES, **_own_lists(), "about": _ranked(_parts(about))}
    joined = _BETWEEN_WORDS.sub(
        "", passphrase
    )  # the estimate would take the space between words for a riddle
    found = [
        scoring.most_guessable_match_sequence(text, matching.omnimatch(text, lists))["guesses"]
        for text in (passphrase[:_ESTIMATED], joined[:_ESTIMATED])
        if text
    ]
    return int(min(found, default=0))


def problem(passphrase: str, about: Iterable[str] = ()) -> Say | None:
    """Why this passphrase is refused, or None."""
    if len(passphrase) > LONGEST:
        return Say("vault.passphrase_long", {"most": LONGEST})
    if guesses(passphrase, about) < LEAST_GUESSES:
        return Say("vault.passphrase_weak")
    return None


@cache
def _own_lists() -> dict[str, dict[str, int]]:
    every = len(words())
    return {"common": _ranked(_COMMON.split()), "words": dict.fromkeys(words(), every)}


def _ranked(ordered: Iterable[str]) -> dict[str, int]:
    return {word: place for place, word in enumerate(ordered, 1)}


def _parts(about: Iterable[str]) -> list[str]:
    return [part for text in about for part in re.split(r"[\W_]+", text.lower()) if len(part) >= 3]
