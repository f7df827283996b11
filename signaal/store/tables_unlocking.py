"""Ways back in beside the passphrase: a PIN for one session on one device, and passkeys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, BigNumber, Id, refers_to


class SessionPinRow(Base):
    """At most one for a session; gone as soon as the session is hidden or ends."""

    __tablename__ = "session_pins"
    __witness__ = ("id", "user_id", "salt", "kdf", "sealed_secret", "created_at")

    id: Mapped[str] = mapped_column(String(32), refers_to("sessions.id"), primary_key=True)
    """The session's own id."""
    user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    salt: Mapped[bytes]
    kdf: Mapped[dict[str, Any]]
    """Cost of the derivation: m, t, p."""
    sealed_secret: Mapped[bytes]
    """The user secret under PIN and token together: either alone opens nothing."""
    left: Mapped[int]
    """Tries left. Taken before a try is looked at; volatile: not witnessed."""
    created_at: Mapped[datetime]


class PasskeyRow(Base):
    __tablename__ = "passkeys"
    __witness__ = (
        "id", "user_id", "credential_id", "public_key", "sealed_secret", "fingerprint", "name", "created_at",
    )  # fmt: skip

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(refers_to("users.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    """COSE, as the authenticator gave it."""
    sealed_secret: Mapped[bytes]
    """The user secret under the PRF output of this passkey."""
    fingerprint: Mapped[bytes]
    """Of the keys that are sealed here: after a new pair of keys this passkey is of no use any more."""
    name: Mapped[str] = mapped_column(String(40))
    sign_count: Mapped[int] = mapped_column(BigNumber)
    """As the authenticator counted last. Volatile: not witnessed."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)


class PasskeyChallengeRow(Base):
    """A question that one browser may answer once, within minutes."""

    __tablename__ = "passkey_challenges"

    id: Mapped[Id]
    """The first 32 hexadecimal characters of SHA-256(challenge)."""
    purpose: Mapped[str] = mapped_column(String(16))
    """enter or add."""
    holder: Mapped[bytes]
    """SHA-256 of who was asked: the cookie of before the login, or the session."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
