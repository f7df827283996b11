"""An invented cast: a team, another team, people, an outsider; and a cheap Argon2."""

from dataclasses import replace
from typing import Any, TypeVar

from signaal.vault.argon import Argon, Cost
from signaal.vault.holders import Claimed
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import ObjectKey, new_key
from signaal.vault.pseudonyms import new_id
from signaal.vault.seal import Binding

Row = TypeVar("Row")

CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
ARGON = Argon(CHEAP)

TEAM = TeamKeys.new(new_id())
RECEIVER = TeamKeys.new(new_id())
NURSE = UserKeys.new(new_id())
TEACHER = UserKeys.new(new_id())
OUTSIDER = UserKeys.new(new_id())
INTRUDERS = TeamKeys.new(new_id())


def case_key() -> ObjectKey:
    return new_key("case", new_id())


def binding(key: ObjectKey, kind: str = "contact") -> Binding:
    return Binding(kind, new_id(), 1, key.scope.object_id, TEAM.id, key.scope.key_id)


def row_of(keys: TeamKeys | UserKeys) -> Claimed:
    """What the database says of a holder: the same as a trusted one, before any check."""
    trusted = keys.holder
    return Claimed(trusted.kind, trusted.id, trusted.version, trusted.keys)


def impostor(keys: TeamKeys | UserKeys, other: TeamKeys | UserKeys) -> Claimed:
    """The row of `keys` after somebody put the public keys of `other` in it."""
    return Claimed(keys.kind, keys.id, keys.version, other.public)


def edited(row: Row, **changes: Any) -> Row:
    """The row after somebody wrote other values into the database."""
    return replace(row, **changes)  # type: ignore[type-var]  # every row here is a dataclass
