"""A new version of a team's key, vouched for by the one before.

Ed25519 signature (64 bytes) by version n over ["signaal/v1", "successor", team id, n, fingerprint of n,
n + 1, fingerprint of n + 1]. Without it the app stops and asks a lead.
"""

from __future__ import annotations

from collections.abc import Iterable

from signaal.terms import Say, canonical
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.keys import TeamKeys
from signaal.vault.labels import PROTOCOL
from signaal.vault.signing import verify


def sign_successor(current: TeamKeys, successor: TeamKeys) -> bytes:
    """The signature to keep beside the new version. ValueError when it is not the next of the same team."""
    if (successor.id, successor.version) != (current.id, current.version + 1):
        raise ValueError("only the next version of the same team can succeed")
    return current.signer.sign(_statement(current.holder, successor.holder))


def trusted_successor(current: Trusted, claimed: Claimed, signature: bytes | None) -> Trusted:
    """The next version, trusted because the trusted one signed it.

    Raises:
        DoesNotOpen: not the next version of this team, or not signed by the current one.
    """
    following = (HolderKind.TEAM, current.id, current.version + 1)
    if (claimed.kind, claimed.id, claimed.version) != following:
        raise DoesNotOpen
    if not verify(current.keys.sign, _statement(current, claimed), signature):
        raise DoesNotOpen
    return trust(claimed)


class NotVouchedFor(DoesNotOpen):
    """A team has another key than the one that was trusted, and no signature leads there: ask a lead."""

    def __init__(self) -> None:
        super().__init__()
        self.say = Say("vault.not_vouched_for")


def follow(start: Trusted, later: Iterable[tuple[Claimed, bytes | None]]) -> Trusted:
    """From a trusted version to the newest, each signed by the one before.

    Raises:
        NotVouchedFor: a version in between is missing, or not signed by the one before.
    """
    trusted = start
    for claimed, signature in later:
        try:
            trusted = trusted_successor(trusted, claimed, signature)
        except DoesNotOpen:
            raise NotVouchedFor from None
    return trusted


def _statement(current: Claimed, successor: Claimed) -> bytes:
    before = (current.id, current.version, current.fingerprint.hex())
    return canonical([PROTOCOL, "successor", *before, successor.version, successor.fingerprint.hex()])
