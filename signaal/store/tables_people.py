"""Organisations, teams, their keys, people and what somebody is in a team."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class OrganisationRow(Base):
    __tablename__ = "organisations"
    __witness__ = ("id", "name", "kind", "municipality", "affiliated", "created_at")

    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(32))
    municipality: Mapped[str]
    affiliated: Mapped[list[str]] = mapped_column(default_factory=list)
    """Ids of provisions that this organisation may apply for."""
    created_at: Mapped[datetime]


class TeamRow(Base):
    __tablename__ = "teams"
    __witness__ = (
        "id", "organisation_id", "name", "function", "mode", "solo", "receives", "state", "approved_by",
        "key_version", "phone", "created_at",
    )  # fmt: skip

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"), index=True)
    name: Mapped[str]
    function: Mapped[str] = mapped_column(String(32))
    """jgz, school_team, care_team, wijkteam, debt_help, leergeld or other."""
    mode: Mapped[str] = mapped_column(String(16), default="shared")
    """shared: every member's key opens every case; personal: only the care team's and the owner's."""
    solo: Mapped[bool] = mapped_column(default=False)
    receives: Mapped[bool] = mapped_column(default=False)
    """May be chosen as recipient; needs four eyes."""
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    approved_by: Mapped[list[str]] = mapped_column(default_factory=list)
    key_version: Mapped[int] = mapped_column(default=0)
    """0: no key yet."""
    phone: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class TeamKeyRow(Base):
    __tablename__ = "team_keys"
    __witness__ = (
        "id", "team_id", "version", "kem_public", "sign_public", "fingerprint", "previous_signature",
        "created_at",
    )  # fmt: skip
    __table_args__ = (UniqueConstraint("team_id", "version"),)

    id: Mapped[Id]
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    version: Mapped[int]
    kem_public: Mapped[bytes]
    sign_public: Mapped[bytes]
    fingerprint: Mapped[bytes]
    previous_signature: Mapped[bytes | None] = mapped_column(default=None)
    """By the version before; None for the first."""
    created_at: Mapped[datetime]


class UserRow(Base):
    __tablename__ = "users"
    __witness__ = (
        "id", "login", "name", "email", "language", "state", "salt", "kdf", "verifier", "sealed_secret",
        "kem_public", "sign_public", "fingerprint", "totp_sealed", "recovery", "activation_hash",
        "activation_expires", "pending", "created_at", "activated_at",
    )  # fmt: skip

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str] = mapped_column(String(8), default="nl")
    state: Mapped[str] = mapped_column(String(16), default="invited")
    """invited, active or disabled."""
    salt: Mapped[bytes | None] = mapped_column(default=None)
    kdf: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """Cost of the derivation and the pepper's id: m, t, p, pepper_id."""
    verifier: Mapped[bytes | None] = mapped_column(default=None)
    sealed_secret: Mapped[bytes | None] = mapped_column(default=None)
    kem_public: Mapped[bytes | None] = mapped_column(default=None)
    sign_public: Mapped[bytes | None] = mapped_column(default=None)
    fingerprint: Mapped[bytes | None] = mapped_column(default=None)
    totp_sealed: Mapped[bytes | None] = mapped_column(default=None)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    """The last step used, so that a code works once. Volatile: not witnessed."""
    recovery: Mapped[list[Any]] = mapped_column(default_factory=list)
    """Hashes only."""
    activation_hash: Mapped[bytes | None] = mapped_column(default=None, unique=True)
    activation_expires: Mapped[datetime | None] = mapped_column(default=None)
    pending: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """New credentials that wait until a lead has admitted them; bytes as hexadecimal."""
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None] = mapped_column(default=None)


class MembershipRow(Base):
    __tablename__ = "memberships"
    __witness__ = (
        "id", "user_id", "organisation_id", "team_id", "role", "lead", "profession", "state",
        "starts_at", "ends_at", "team_key_version", "sealed_team_secret", "roster_line",
        "roster_fingerprint", "pin_version",
        "pin_fingerprint", "pin_mark", "certificate", "created_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "team_id", "state"), Index(None, "organisation_id", "role"))

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(refers_to("users.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    team_id: Mapped[str | None] = mapped_column(refers_to("teams.id"), default=None)
    role: Mapped[str] = mapped_column(String(32))
    lead: Mapped[bool] = mapped_column(default=False)
    profession: Mapped[str | None] = mapped_column(String(32), default=None)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    """waiting (for a lead), active or ended."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    team_key_version: Mapped[int] = mapped_column(default=0)
    sealed_team_secret: Mapped[bytes | None] = mapped_column(default=None)
    roster_line: Mapped[bytes | None] = mapped_column(default=None)
    """MAC under the team's roster key over user, role, lead mark and fingerprint."""
    roster_fingerprint: Mapped[bytes | None] = mapped_column(default=None)
    pin_version: Mapped[int | None] = mapped_column(default=None)
    pin_fingerprint: Mapped[bytes | None] = mapped_column(default=None)
    pin_mark: Mapped[bytes | None] = mapped_column(default=None)
    """The team's key as this member first saw it, marked with the member's own key."""
    certificate: Mapped[bytes | None] = mapped_column(default=None)
    """The team's signature over this member's key, for teams that receive from them."""
    created_at: Mapped[datetime]


class PinRow(Base):
    """A recipient team's key as this team first saw it; or as one member did who does not hold its secret."""

    __tablename__ = "pins"
    __witness__ = (
        "id", "team_id", "owner_id", "recipient_team_id", "version", "fingerprint", "mac", "compared_at",
        "compared_by", "created_at",
    )  # fmt: skip
    __table_args__ = (UniqueConstraint("owner_id", "recipient_team_id"),)

    id: Mapped[Id]
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    owner_id: Mapped[str] = mapped_column(String(32))
    """Whose key made the mark: the team's own id, or that of the account of a teacher."""
    recipient_team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    version: Mapped[int]
    fingerprint: Mapped[bytes]
    mac: Mapped[bytes]
    """Under the roster key of the pinning team, or the own key of that account."""
    compared_at: Mapped[datetime | None] = mapped_column(default=None)
    compared_by: Mapped[list[str]] = mapped_column(default_factory=list)
    created_at: Mapped[datetime]
