"""The recovery paper: a code that derives a key pair, to which the team's secret is sealed. Only paper has the code.

The code is 160 random bits in 8 groups of 5 characters of Crockford's base 32, K7QM4-...: four characters of 5 bits
and a check. With characters c1..c4 (and c5 the check) of group g, counted from 1, in GF(32) modulo x^5+x^2+1:

    c5 = 2*c1 + 4*c2 + 8*c3 + 16*c4 + g

so one wrong character, two that changed places, and a group in another place are always found, and where.

pair = HKDF(20 bytes of the code, "recovery", team id, paper id, "seal"), 96 bytes; its public half is stored.
Pin, 33 bytes: version 1, HMAC-SHA256 under HKDF(code, "recovery", team id, paper id, "pin") over the team's key as
the paper first saw it: later versions count when each was signed by the one before.
Sealed team secret: HPKE of 32 bytes, info ["signaal/v1", "recovery", "team-secret", paper id, team key version, "",
team id, "", SHA-256 of the public half]. The public half is vouched for by a mark of the team's roster key.
Until it was typed back, the code is kept for whoever makes the paper, sealed under HKDF(user secret,
"recovery-draft", paper id), bound to ["signaal/v1", "recovery", "code", paper id, 0, "", user id, ""].
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property

from signaal.terms import canonical
from signaal.vault.blobs import VERSION, DoesNotOpen, associated, open_bytes, seal_bytes, unversioned
from signaal.vault.holders import Claimed, HolderKind, Trusted, trust
from signaal.vault.hpke import SEED_LENGTH, SealingPair, seal_to
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.labels import derive
from signaal.vault.secret import Redacted, Secret

_PURPOSE = "recovery"


class RecoveryKeys(Redacted):
    """What the code of one paper derives. There while somebody types it, nowhere else."""

    def __init__(self, code: Secret, team_id: str, paper_id: str) -> None:
        self._code, self.team_id, self.paper_id = code, team_id, paper_id

    @cached_property
    def sealing(self) -> SealingPair:
        """Opens what was sealed to the paper."""
        return SealingPair(self._derived("seal", SEED_LENGTH))

    @cached_property
    def public(self) -> bytes:
        """1216 bytes: all that is stored of the pair."""
        return self.sealing.public_bytes()

    def made(self, public: bytes) -> bool:
        """Is this the paper of that public half? All that a drill asks."""
        return hmac.compare_digest(self.public, public)

    def pin(self, team: Claimed) -> bytes:
        """The mark by which the paper knows its team again."""
        return VERSION + self._mark(team)

    def trusted_team(self, team: Claimed, pin: bytes | None) -> Trusted:
        """The team's key, trusted because whoever made the paper held it. DoesNotOpen for any other."""
        given = unversioned(pin, at_least=0)
        if (team.kind, team.id) != (HolderKind.TEAM, self.team_id):
            raise DoesNotOpen
        if not hmac.compare_digest(given, self._mark(team)):
            raise DoesNotOpen
        return trust(team)

    def _mark(self, team: Claimed) -> bytes:
        text = canonical([team.id, team.version, team.fingerprint.hex()])
        return hmac.digest(self._derived("pin").reveal(), text, "sha256")

    def _derived(self, label: str, length: int = 32) -> Secret:
        return derive(self._code, _PURPOSE, self.team_id, self.paper_id, label, length=length)


@dataclass(frozen=True)
class Paper:
    """A paper as its row says: `public` is 1216 bytes."""

    id: str
    team_id: str
    public: bytes

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the public half, 32 bytes."""
        return hashlib.sha256(self.public).digest()


@dataclass(frozen=True)
class VouchedPaper(Paper):
    """The same after a check: only this room makes one."""


def vouch(team: TeamKeys, paper: Paper) -> bytes:
    """The mark to keep beside the paper: a member of the team made it. 33 bytes."""
    return team.mark(_PURPOSE, *_parts(team, paper))


def vouched(team: TeamKeys, paper: Paper, mark: bytes | None) -> VouchedPaper:
    """The paper, to seal to. DoesNotOpen when no member of this team made it: somebody put another key there."""
    team.check_mark(mark, _PURPOSE, *_parts(team, paper))
    return VouchedPaper(paper.id, paper.team_id, paper.public)


def seal_to_paper(team: TeamKeys, paper: VouchedPaper) -> bytes:
    """The team's secret for whoever has the paper: 1169 bytes."""
    return seal_to(paper.public, team.secret.reveal(), _info(paper, team.id, team.version))


def open_with_paper(keys: RecoveryKeys, team: Trusted, sealed: bytes | None) -> TeamKeys:
    """The keys of `team`, which the paper trusts: by its pin, or by a signature of the pinned one.

    Raises:
        DoesNotOpen: not this paper's, changed, ended, or another team's secret.
    """
    paper = Paper(keys.paper_id, keys.team_id, keys.public)
    opened = TeamKeys(
        Secret(keys.sealing.open(sealed, _info(paper, team.id, team.version))), team.id, team.version
    )
    if opened.public.fingerprint != team.fingerprint:
        raise DoesNotOpen
    return opened


def seal_code(user: UserKeys, paper_id: str, code: Secret) -> bytes:
    """The code for the one who is making the paper, until it was typed back: 49 bytes."""
    return seal_bytes(_drawer(user, paper_id), code.reveal(), _bound(user, paper_id))


def open_code(user: UserKeys, paper_id: str, sealed: bytes | None) -> Secret:
    """The code again. DoesNotOpen for anybody else, or when it was typed back."""
    return Secret(open_bytes(_drawer(user, paper_id), sealed, _bound(user, paper_id)))


def _drawer(user: UserKeys, paper_id: str) -> Secret:
    return derive(user.secret, "recovery-draft", paper_id)


def _bound(user: UserKeys, paper_id: str) -> bytes:
    return associated(_PURPOSE, kind="code", record=paper_id, owner=user.id)


def _parts(team: TeamKeys, paper: Paper) -> tuple[str, str]:
    if paper.team_id != team.id:
        raise DoesNotOpen
    return paper.id, paper.fingerprint.hex()


def _info(paper: Paper, team_id: str, version: int) -> bytes:
    return associated(
        _PURPOSE,
        kind="team-secret",
        record=paper.id,
        revision=version,
        owner=team_id,
        more=(paper.fingerprint.hex(),),
    )
