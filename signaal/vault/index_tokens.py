"""The index token of a case: by it members of a team find the case again by name and date of birth.

| bytes | what |
|---|---|
| 1 | version, 1 |
| 48 times 8 | marks in order of their bytes, filled up with random ones |

A mark is the first 8 bytes (64 bits) of HMAC-SHA256 under the team's index key over canonical JSON of ["signaal/v1",
"index", case id, part of a name, day]. The name and the day stand in one mark: neither can be guessed alone, and
nothing without the team's secret. The case's id is in it too, so two cases of one family, in one team or in two,
have no byte in common. Every token is 385 bytes, so it does not tell how many children or names there are.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence

from signaal.terms import canonical
from signaal.vault.blobs import VERSION
from signaal.vault.keys import TeamKeys
from signaal.vault.labels import PROTOCOL

MARK = 8
MARKS = 48
LENGTH = 1 + MARK * MARKS

Pair = tuple[str, str]


def make_token(team: TeamKeys, case_id: str, pairs: Sequence[Pair]) -> bytes:
    """The token of a case; of more than 48 pairs the first 48 count."""
    marks = {_mark(team, case_id, pair) for pair in pairs[:MARKS]}
    while len(marks) < MARKS:
        marks.add(secrets.token_bytes(MARK))
    return VERSION + b"".join(sorted(marks))


def fits(team: TeamKeys, case_id: str, token: bytes, asked: Iterable[Pair]) -> bool:
    """Is one of these pairs in the token of this case? A token of another length or version fits nothing."""
    if len(token) != LENGTH or token[:1] != VERSION:
        return False
    return any(_starts(token, _mark(team, case_id, pair)) for pair in asked)


def _starts(token: bytes, mark: bytes) -> bool:
    """Does the mark stand in one of the 48 places?"""
    at = token.find(mark, 1)
    while at > 0 and at % MARK != 1:
        at = token.find(mark, at + 1)
    return at > 0


def _mark(team: TeamKeys, case_id: str, pair: Pair) -> bytes:
    text = canonical([PROTOCOL, "index", case_id, *pair])
    return hmac.digest(team.index_key.reveal(), text, "sha256")[:MARK]
