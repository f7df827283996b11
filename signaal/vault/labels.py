"""Many keys out of one secret: HKDF-SHA256 (RFC 5869) with a canonical list of labels as `info`.

info = canonical JSON of ["signaal/v1", label, ...]; labels differ in text or in number, so no two uses
share a key.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from signaal.terms import canonical
from signaal.vault.secret import Secret

PROTOCOL = "signaal/v1"
_SHA256 = SHA256()


def derive(source: Secret, *labels: str | int, length: int = 32, salt: Secret | None = None) -> Secret:
    """`length` bytes that say nothing about `source` nor about keys under other labels."""
    info = canonical([PROTOCOL, *labels])
    hkdf = HKDF(_SHA256, length, salt.reveal() if salt is not None else None, info)
    return Secret(hkdf.derive(source.reveal()))
