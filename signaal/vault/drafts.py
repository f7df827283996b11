"""Drafts: what somebody typed, sealed to their own public key, so that a locked session can keep it too.

Blob: HPKE of the padded payload: version 1, encapsulated 1120, ciphertext (a multiple of 512), tag 16.
Info: ["signaal/v1", "draft", form, draft id, 0, "", "", "", "user", user id, fingerprint]. Anybody can seal
to a public key, so an opened draft fills a form again and nothing more: it proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signaal.vault.blobs import associated
from signaal.vault.holders import Claimed, Trusted
from signaal.vault.hpke import seal_to
from signaal.vault.keys import UserKeys
from signaal.vault.payloads import pack, unpack


def seal_draft(owner: Trusted, draft_id: str, form: str, payload: Mapping[str, object]) -> bytes:
    """A form's content (plain JSON types) for its own writer alone. ValueError for other types."""
    return seal_to(owner.keys.kem, pack(form, payload), _info(owner, draft_id, form))


def open_draft(user: UserKeys, draft_id: str, form: str, sealed: bytes | None) -> dict[str, Any]:
    """The content again. DoesNotOpen for another person, draft or form, or changed bytes."""
    return unpack(form, user.sealing.open(sealed, _info(user.holder, draft_id, form)))


def _info(owner: Claimed, draft_id: str, form: str) -> bytes:
    return associated(
        "draft", kind=form, record=draft_id, more=(owner.kind, owner.id, owner.fingerprint.hex())
    )
