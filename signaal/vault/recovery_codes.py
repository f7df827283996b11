"""Codes for somebody who lost the authenticator. They stand in for the second factor; they open no record.

A code is 12 characters of Crockford's base 32 (60 bits), shown as K7QM-4TX9-0ABC. Kept is only its mark: 64
hexadecimal characters of HKDF(TOTP key of the key file, "recovery-code", user id, code). Each works once.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from signaal.terms import tidy_code
from signaal.vault.labels import derive
from signaal.vault.pseudonyms import symbols
from signaal.vault.secret import Secret

HOW_MANY = 10


def new_codes() -> list[str]:
    """Ten codes to show once."""
    return ["-".join(symbols(4) for _ in range(3)) for _ in range(HOW_MANY)]


def mark_code(totp_key: Secret, user_id: str, code: str) -> str:
    """What the person's row keeps of a code, however it was typed."""
    tidy = tidy_code(code).replace("-", "").encode("utf-8", "replace").decode()
    return derive(totp_key, "recovery-code", user_id, tidy).reveal().hex()


def spend_code(totp_key: Secret, user_id: str, typed: str, marks: Sequence[str]) -> list[str] | None:
    """The marks that are left after this code is used, or None when it is none of them."""
    given = mark_code(totp_key, user_id, typed)
    left = [mark for mark in marks if not hmac.compare_digest(mark.encode(), given.encode())]
    return left if len(left) < len(marks) else None
