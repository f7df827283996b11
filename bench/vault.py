"""The vault beside the bare calls that it makes: a case with 20 records, a list of 25 names, a grant turned.

python -m bench.vault [ROUNDS]

The bare twin makes the same calls of `cryptography` on the same bytes, and reads the JSON that comes out; keys,
associated data and padding are known beforehand: no canonical JSON, no checks of type or length, no objects. Rounds
alternate, so that a busy machine is busy for both; processor time counts, and of each round the best quarter, as
whatever else runs only ever adds.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from signaal.terms import canonical
from signaal.vault import grants, rotation, seal
from signaal.vault.keys import TeamKeys
from signaal.vault.labels import PROTOCOL
from signaal.vault.object_keys import new_key
from signaal.vault.pseudonyms import new_id
from signaal.vault.seal import Binding

RECORDS, NAMES = 20, 25
TEAM = TeamKeys.new(new_id())
NEXT = rotation.next_keys(TEAM)
NOTICED = {
    "setting": "jgz_4_12", "seen": ["CLOTHES_WORN", "FOOD_NONE"], "told": ["PARENT_CANT_PAY"], "acute": {},
    "remark": "Moeder laat de brief van de verhuurder zien.", "threats": [],
}  # fmt: skip
FAMILY = {
    "children": [{"name": "Sam van der Berg", "born": "2020-05-04"}, {"name": "Noor", "born": "2022-01-30"}],
    "parent_name": "Noor van der Berg", "phone": "078-5550100", "address": "Dijk 1, Waterland",
    "call_when": "na 16 uur", "call_not": "", "email": "noor@gezin.example",
}  # fmt: skip


def derived(secret: bytes, *labels: str) -> bytes:
    info = canonical([PROTOCOL, *labels])
    return HKDF(SHA256(), 32, None, info).derive(secret)


class Card:
    """A sealed case, as ours opens it and as the bare calls do."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        key = new_key("case", new_id())
        self.scope, self.grant = key.scope, grants.grant_to_team(key, TEAM)
        self.places = [
            Binding(kind, new_id(), 1, key.scope.object_id, TEAM.id, key.scope.key_id) for kind in kinds
        ]
        self.sealed = [
            seal.seal_record(key, place, FAMILY if place.kind == "contact" else NOTICED)
            for place in self.places
        ]
        self.bare_grant = (self.grant.sealed_key or b"", grants._own_bound(key.scope, TEAM))
        self.bare_commitment = canonical(
            [PROTOCOL, "commitment", "case", key.scope.object_id, key.scope.key_id]
        )
        self.bare_records = [
            (sealed, seal._bound(key, place), canonical([PROTOCOL, "record", place.record_id]))
            for sealed, place in zip(self.sealed, self.places, strict=True)
        ]

    def ours(self) -> None:
        key = grants.open_grant(TEAM, self.scope, self.grant)
        for place, sealed in zip(self.places, self.sealed, strict=True):
            seal.open_record(key, place, sealed)

    def bare(self) -> None:
        sealed, bound = self.bare_grant
        secret = AESGCM(TEAM.grant_key.reveal()).decrypt(sealed[1:13], sealed[13:], bound)
        HKDF(SHA256(), 32, None, self.bare_commitment).derive(secret)
        for record, to, info in self.bare_records:
            key = AESGCM(HKDF(SHA256(), 32, None, info).derive(secret))
            json.loads(key.decrypt(record[1:13], record[13:], to).rstrip(b"\0")[:-1].decode())


class Turning:
    """Grants to a team, sealed again under its next grant key."""

    def __init__(self, number: int) -> None:
        keys = [new_key("case", new_id()) for _ in range(number)]
        self.held = [(key.scope, grants.grant_to_team(key, TEAM)) for key in keys]
        self.bare_held = [
            (
                grant.sealed_key or b"",
                grants._own_bound(scope, TEAM),
                canonical([PROTOCOL, "commitment", "case", scope.object_id, scope.key_id]),
                grants._own_bound(scope, NEXT),
            )
            for scope, grant in self.held
        ]

    def ours(self) -> None:
        for scope, grant in self.held:
            rotation.turn(TEAM, NEXT, scope, grant)

    def bare(self) -> None:
        old, new = TEAM.grant_key.reveal(), NEXT.grant_key.reveal()
        for sealed, before, commitment, after in self.bare_held:
            secret = AESGCM(old).decrypt(sealed[1:13], sealed[13:], before)
            HKDF(SHA256(), 32, None, commitment).derive(secret)
            nonce = secrets.token_bytes(12)  # a seal without a fresh nonce is none, bare or not
            AESGCM(new).encrypt(nonce, secret, after)


def measured(ours: Callable[[], None], bare: Callable[[], None], rounds: int) -> tuple[float, float]:
    """Milliseconds of the processor: the mean of the best quarter of each."""
    took: dict[Callable[[], None], list[float]] = {ours: [], bare: []}
    for _ in range(rounds):
        for doing in (ours, bare):
            began = time.process_time()
            doing()
            took[doing].append((time.process_time() - began) * 1000)
    best = {doing: sorted(times)[: max(1, rounds // 4)] for doing, times in took.items()}
    return sum(best[ours]) / len(best[ours]), sum(best[bare]) / len(best[bare])


def main(rounds: int = 200) -> None:
    """Print one line for each."""
    page = Card(("contact", *["signal", "talk"] * ((RECORDS - 1) // 2), "signal"))
    names = [Card(("contact",)) for _ in range(NAMES)]
    turning = Turning(100)
    lines = (
        (f"a case with {RECORDS} records", page.ours, page.bare),
        (
            f"{NAMES} names",
            lambda: [n.ours() for n in names] and None,
            lambda: [n.bare() for n in names] and None,
        ),
        ("100 grants turned", turning.ours, turning.bare),
    )
    for what, ours, bare in lines:
        mine, least = measured(ours, bare, rounds)
        print(f"{what}: {mine:.2f} ms, bare calls {least:.2f} ms, {mine / least:.2f} times")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
