"""Questions to authenticators: each is for one browser or session, for five minutes, for one answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from signaal.actions.context import Tools
from signaal.store import passkeys
from signaal.store.tables_unlocking import PasskeyChallengeRow
from signaal.vault import authenticators
from signaal.vault.authenticators import Claim, Place
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.secret import Redacted

ANSWER_WITHIN = timedelta(minutes=5)
ENTER, ADD = "enter", "add"
LONGEST_ANSWER = authenticators.LONGEST


@dataclass(frozen=True, repr=False)
class Answer(Redacted):
    """What a page sends: `made` or `given` as JSON of the browser, `output` the PRF's 32 bytes in base 64.

    `proof` is a second answer to the same question, by a device that computes nothing while it makes a passkey.
    """

    given: str
    output: str
    proof: str = ""


def claim_in(answer: Answer) -> Claim | None:
    """What an answer says of itself; None when it cannot be read."""
    try:
        return authenticators.claim_in(answer.given)
    except DoesNotOpen:
        return None


def ask(tools: Tools, purpose: str, holder: str) -> bytes:
    """A new question, 32 bytes, to this session or this cookie of before the login."""
    challenge, now = authenticators.new_challenge(), tools.clock.now()
    row = PasskeyChallengeRow(
        id=authenticators.challenge_id(challenge),
        purpose=purpose,
        holder=_holder(holder),
        expires_at=now + ANSWER_WITHIN,
    )
    with tools.store.unit() as unit:
        passkeys.ask(unit, row, now)
    return challenge


def take(tools: Tools, claim: Claim, purpose: str, holder: str) -> bool:
    """Use the question up, whatever the answer turns out to be."""
    name = authenticators.challenge_id(claim.challenge)
    with tools.store.unit() as unit:
        return passkeys.take(unit, name, purpose, _holder(holder), tools.clock.now())


def _holder(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def place(tools: Tools) -> Place:
    """Where passkeys of this instance belong: its public address, whatever a request says."""
    return authenticators.place_of(tools.town.public_url)
