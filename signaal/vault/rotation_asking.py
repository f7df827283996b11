"""Four eyes on turning a team's secret: what somebody who only has the database cannot write.

Asked: a mark (33 bytes) of the team's roster key over ["rotation-asked", rotation id, version, who]. Approved by a
second lead: a mark over ["rotation-approved", rotation id, version, who asked, who approves]. By the privacy officer,
who holds no team's secret: Ed25519 (64 bytes) over ["signaal/v1", "rotation-approved", team id, rotation id, version,
who asked, who approves]. That key counts only after a lead typed the officer's code: 10 characters as in `admission`,
over ["signaal/v1", "rotation-officer", fingerprint of the officer, fingerprint of the team, officer id, team id,
rotation id, version, who asked].
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.terms import canonical
from signaal.vault.admission import same_code, short_code
from signaal.vault.argon import Argon
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.labels import PROTOCOL
from signaal.vault.signing import SIGNATURE_LENGTH, verify

_ASKED, _APPROVED = "rotation-asked", "rotation-approved"


@dataclass(frozen=True)
class Asked:
    """A rotation as its row says: `version` is the one to leave, `by` the lead who asked."""

    id: str
    team_id: str
    version: int
    by: str


def ask(team: TeamKeys, asked: Asked) -> bytes:
    """The mark of a lead's question."""
    return team.mark(_ASKED, *_parts(asked))


def check_asked(team: TeamKeys, asked: Asked, mark: bytes | None) -> None:
    """DoesNotOpen unless a member of the team asked exactly this, with the secret that is to be left."""
    if (asked.team_id, asked.version) != (team.id, team.version):
        raise DoesNotOpen
    team.check_mark(mark, _ASKED, *_parts(asked))


def approve_as_lead(team: TeamKeys, asked: Asked, approver: str) -> bytes:
    """The mark of a second lead."""
    return team.mark(_APPROVED, *_parts(asked), approver)


def approve_as_officer(officer: UserKeys, asked: Asked) -> bytes:
    """The privacy officer's signature."""
    return officer.signer.sign(_statement(asked, officer.id))


def signed(approval: bytes | None) -> bool:
    """Is this the signature of an officer, and not a mark of the team?"""
    return approval is not None and len(approval) == SIGNATURE_LENGTH


def officer_code(argon: Argon, officer: Claimed, team: Claimed, asked: Asked) -> str:
    """The code of this officer for this one question. Busy when the queue of derivations is full."""
    if (officer.kind, team.kind) != (HolderKind.USER, HolderKind.TEAM) or team.id != asked.team_id:
        raise ValueError("a code is for an officer and the team that asks")
    both = (officer.fingerprint.hex(), team.fingerprint.hex(), officer.id, team.id)
    return short_code(argon, "rotation-officer", *both, *_parts(asked))


def recognise(argon: Argon, typed: str, officer: Claimed, team: Trusted, asked: Asked) -> Trusted:
    """The officer, trusted because the code that the lead typed is theirs. DoesNotOpen and Busy as in `admission`."""
    if not same_code(typed, officer_code(argon, officer, team, asked)):
        raise DoesNotOpen
    return trust(officer)


def check_approval(team: TeamKeys, asked: Asked, approver: Claimed, approval: bytes | None) -> None:
    """DoesNotOpen unless `approver`, somebody else, approved exactly this: by mark, or if trusted by signature."""
    if approver.id == asked.by:
        raise DoesNotOpen
    if signed(approval):
        if not isinstance(approver, Trusted) or not verify(
            approver.keys.sign, _statement(asked, approver.id), approval
        ):
            raise DoesNotOpen
        return
    team.check_mark(approval, _APPROVED, *_parts(asked), approver.id)


def _parts(asked: Asked) -> tuple[str, int, str]:
    return asked.id, asked.version, asked.by


def _statement(asked: Asked, approver: str) -> bytes:
    return canonical([PROTOCOL, _APPROVED, asked.team_id, *_parts(asked), approver])
