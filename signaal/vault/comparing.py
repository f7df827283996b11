"""Two leads compare the keys of their teams: each reads a code aloud, each types what the other read.

The code that the lead of team A reads is over ["signaal/v1", "comparison", id, version and fingerprint of A, then of
B]; B reads the other way round, so that nobody can type over what stands on the own screen. 10 characters at the cost
of one derivation, like the code of an admission.
"""

from __future__ import annotations

from signaal.vault.admission import same_code, short_code
from signaal.vault.argon import Argon
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust


def comparison_code(argon: Argon, reader: Claimed, listener: Claimed) -> str:
    """What the lead of `reader` reads to the lead of `listener`. Busy when the queue of derivations is full."""
    if (reader.kind, listener.kind) != (HolderKind.TEAM, HolderKind.TEAM):
        raise ValueError("teams are compared; people are admitted")
    both = [part for team in (reader, listener) for part in (team.id, team.version, team.fingerprint.hex())]
    return short_code(argon, "comparison", *both)


def compared(argon: Argon, typed: str, own: Trusted, other: Claimed) -> Trusted:
    """The other team, trusted because its lead read the code that only its real key gives.

    Raises:
        DoesNotOpen: another code: a typing mistake, or somebody put another key in between.
        Busy: the queue of derivations is full.
    """
    if not same_code(typed, comparison_code(argon, other, own)):
        raise DoesNotOpen
    return trust(other)
