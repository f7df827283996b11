"""What families asked of us (AVG art. 15 to 21), and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class FamilyRequestRow(Base):
    """One request. Codes of closed lists and moments only; goes with the card."""

    __tablename__ = "family_requests"
    __witness__ = (
        "id", "case_id", "organisation_id", "kind", "askers", "whose", "identity", "received_at",
        "registered_by", "registered_at", "extended_at", "extension_reason", "outcome", "ground",
        "answered_by", "answered_at", "names_reason", "names_asked_by", "names_asked_at", "names_agreed_by",
        "names_agreed_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "case_id"), Index(None, "organisation_id", "answered_at", "received_at"))

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(refers_to("cases.id"))
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    kind: Mapped[str] = mapped_column(String(16))
    askers: Mapped[list[str]]
    """Who signed: codes of persons.toml, never a name."""
    whose: Mapped[list[str]]
    """For whose items: codes of request_subjects.toml."""
    identity: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime]
    """The beginning of the day on which it arrived: the month begins."""
    registered_by: Mapped[str] = mapped_column(refers_to("users.id"))
    registered_at: Mapped[datetime]
    extended_at: Mapped[datetime | None] = mapped_column(default=None)
    extension_reason: Mapped[str | None] = mapped_column(String(40), default=None)
    outcome: Mapped[str | None] = mapped_column(String(16), default=None)
    ground: Mapped[str | None] = mapped_column(String(40), default=None)
    answered_by: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    names_reason: Mapped[str | None] = mapped_column(String(40), default=None)
    """Why the answer would name employees; somebody else has to agree (four eyes)."""
    names_asked_by: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    names_asked_at: Mapped[datetime | None] = mapped_column(default=None)
    names_agreed_by: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    names_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
