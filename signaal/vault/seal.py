"""Sealed records: what was seen, said, wished and agreed, readable only with the object's key.

Blob: version 1, nonce 12, ciphertext of the padded payload (a multiple of 512), tag 16.
Key: the record key. Associated data: ["signaal/v1", "record", kind, record id, revision, object id, owner
team, key id, object kind, commitment]; a record moved to another row, revision, case or team does not open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signaal.vault.blobs import associated, open_bytes, seal_bytes
from signaal.vault.object_keys import ObjectKey
from signaal.vault.payloads import pack, unpack


@dataclass(frozen=True)
class Binding:
    """Where a record stands, as its row says: ids, revision (from 1) and the team that owns the object."""

    kind: str
    record_id: str
    revision: int
    object_id: str
    owner_team: str
    key_id: str


def seal_record(key: ObjectKey, binding: Binding, payload: Mapping[str, object]) -> bytes:
    """A payload of str, int, bool, None, lists and mappings, sealed for whoever holds the object's key.

    Raises:
        ValueError: the binding names another object or key, or the payload holds another type.
    """
    if (binding.object_id, binding.key_id) != (key.scope.object_id, key.scope.key_id):
        raise ValueError("this key belongs to another object than the record")
    return seal_bytes(key.record_key(binding.record_id), pack(binding.kind, payload), _bound(key, binding))


def open_record(key: ObjectKey, binding: Binding, sealed: bytes | None) -> dict[str, Any]:
    """The payload, as a dict of plain JSON types.

    Raises:
        DoesNotOpen: another key, another place than it was sealed for, or changed bytes.
    """
    return unpack(binding.kind, open_bytes(key.record_key(binding.record_id), sealed, _bound(key, binding)))


def _bound(key: ObjectKey, binding: Binding) -> bytes:
    return associated(
        "record",
        kind=binding.kind,
        record=binding.record_id,
        revision=binding.revision,
        subject=binding.object_id,
        owner=binding.owner_team,
        key=binding.key_id,
        more=(key.scope.object_kind, key.scope.commitment.hex()),
    )
