"""The keys of a person and of a team: everything derived from 32 secret bytes by HKDF labels.

| label | bytes | use |
|---|---|---|
| seal | 96 | HPKE pair: 64 ML-KEM seed, 32 X25519 |
| sign | 32 | Ed25519 |
| grant | 32 | AES-256-GCM over the holder's own grants |
| roster (team), pins (person) | 32 | marks (MACs): roster lines, pins |
| index (team) | 32 | index tokens |
| previous (team) | 32 | AES-256-GCM over the secret of an earlier version, while a rotation lasts |
| known | 32 | name under which this process remembers the public half |

Full label: ["signaal/v1", "team", id, version, label] or ["signaal/v1", "user", id, 0, label]. Derived when
first asked for, then kept as long as the object lives: one request, one object.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from functools import cached_property

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from signaal.terms import canonical
from signaal.vault.blobs import VERSION, DoesNotOpen, ready, unversioned, written
from signaal.vault.holders import HolderKind, PublicKeys, Trusted
from signaal.vault.hpke import SealingPair
from signaal.vault.labels import PROTOCOL, derive
from signaal.vault.secret import Redacted, Secret
from signaal.vault.signing import Signer

_SECRET_LENGTH = 32
_KNOWN_AT_MOST = 1024
_known: OrderedDict[bytes, PublicKeys] = OrderedDict()


class _Keys(Redacted):
    kind: HolderKind
    _mark_label: str

    def __init__(self, secret: Secret, holder_id: str, version: int) -> None:
        if len(secret) != _SECRET_LENGTH:
            raise DoesNotOpen
        self.secret = secret
        self.id = holder_id
        self.version = version

    def _derived(self, label: str, length: int = 32) -> Secret:
        return derive(self.secret, self.kind.value, self.id, self.version, label, length=length)

    @cached_property
    def sealing(self) -> SealingPair:
        """Opens what was sealed to this holder."""
        return SealingPair(self._derived("seal", 96))

    @cached_property
    def signer(self) -> Signer:
        return Signer(self._derived("sign"))

    @cached_property
    def public(self) -> PublicKeys:
        """Computed from the secret, so it needs no trust; remembered per process, as it takes a while."""
        name = self._derived("known").reveal()
        found = _known.get(name)
        if found is None:
            found = PublicKeys(self.sealing.public_bytes(), self.signer.public_bytes())
            _known[name] = found
            if len(_known) > _KNOWN_AT_MOST:
                _known.popitem(last=False)
        return found

    @cached_property
    def grant_key(self) -> Secret:
        """For the grants that this holder gives to itself."""
        return self._derived("grant")

    @cached_property
    def grant_cipher(self) -> AESGCM:
        """The same, made ready once: a list opens a grant for every line."""
        return ready(self.grant_key)

    @cached_property
    def own_ending(self) -> bytes:
        """What every own grant is bound to at the end: this holder, twice, without fingerprint."""
        kind = self.kind.value
        return written(kind, self.id, self.version, "", kind, self.version)

    @property
    def holder(self) -> Trusted:
        """This holder, to seal to: its own keys are trusted by the one who has the secret."""
        return Trusted(self.kind, self.id, self.version, self.public)

    @cached_property
    def _mark_key(self) -> bytes:
        return self._derived(self._mark_label).reveal()

    def mark(self, purpose: str, *parts: str | int | bool | None) -> bytes:
        """33 bytes that only an owner of the secret can make: version, HMAC-SHA256 over purpose and parts."""
        text = canonical([PROTOCOL, purpose, self.kind, self.id, self.version, *parts])
        return VERSION + hmac.digest(self._mark_key, text, "sha256")

    def check_mark(self, mark: bytes | None, purpose: str, *parts: str | int | bool | None) -> None:
        """DoesNotOpen unless `mark` was made by `mark(purpose, *parts)`."""
        found = unversioned(mark, at_least=0)
        if not hmac.compare_digest(found, self.mark(purpose, *parts)[1:]):
            raise DoesNotOpen


class UserKeys(_Keys):
    """A person's keys: there while somebody is logged in, nowhere else."""

    kind = HolderKind.USER
    _mark_label = "pins"

    def __init__(self, secret: Secret, user_id: str) -> None:
        super().__init__(secret, user_id, 0)

    @classmethod
    def new(cls, user_id: str) -> UserKeys:
        return cls(Secret.random(), user_id)


class TeamKeys(_Keys):
    """A team's keys of one version (from 1): whoever holds them is a member."""

    kind = HolderKind.TEAM
    _mark_label = "roster"

    def __init__(self, secret: Secret, team_id: str, version: int) -> None:
        super().__init__(secret, team_id, version)

    @classmethod
    def new(cls, team_id: str, version: int = 1) -> TeamKeys:
        return cls(Secret.random(), team_id, version)

    @cached_property
    def index_key(self) -> Secret:
        return self._derived("index")

    @cached_property
    def previous_key(self) -> Secret:
        """For the secret of before, until everything is sealed under this one."""
        return self._derived("previous")
