"""The roster of who is on call, what was said about a moment without duty, and when a school is closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class TurnRow(Base):
    """One turn of the roster: who answers for which stretch of time. The simple form is a line of `duty`."""

    __tablename__ = "duty_turns"
    __witness__ = (
        "id", "organisation_id", "function", "phone", "user_id", "starts_at", "ends_at", "second", "out_of_hours",
        "holidays", "source", "asked_user_id", "asked_at", "swap_id",
    )  # fmt: skip
    __table_args__ = (Index(None, "organisation_id", "ends_at"), Index(None, "user_id", "ends_at"))

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    function: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    """Whose account; None: somebody without one, reached by the number alone."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    second: Mapped[bool] = mapped_column(default=False)
    out_of_hours: Mapped[bool] = mapped_column(default=False)
    """In the evening, at night and at the weekend too."""
    holidays: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(100), default=None)
    """The calendar it was read from: reading that one again replaces it."""
    asked_user_id: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    """Whom the person on duty asked to take it over."""
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    swap_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """The other's turn that would come in return; None: it is given away."""


class TurnReadRow(Base):
    """What a calendar gave for one turn when it was last read: when that is not whose it is, it was passed on."""

    __tablename__ = "duty_turns_read"
    __witness__ = ("turn_id", "function", "user_id", "starts_at", "ends_at", "second")

    turn_id: Mapped[str] = mapped_column(refers_to("duty_turns.id"), primary_key=True)
    function: Mapped[str] = mapped_column(String(100))
    user_id: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    """Whom it named; None: nobody with an account."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    second: Mapped[bool] = mapped_column(default=False)


class DutyAlarmRow(Base):
    """That a moment without duty was told, once beforehand and once when it came."""

    __tablename__ = "duty_alarms"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]


class SchoolRegionRow(Base):
    """In which holiday region a school lies."""

    __tablename__ = "school_regions"
    __witness__ = ("organisation_id", "region")

    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(8))


class ClosingRow(Base):
    """Days on which a school is closed by its own choice: the first and the last of them."""

    __tablename__ = "closing_days"
    __witness__ = ("id", "organisation_id", "first_on", "last_on")
    __table_args__ = (Index(None, "organisation_id", "first_on"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    first_on: Mapped[str] = mapped_column(String(10))
    """A date, year first."""
    last_on: Mapped[str] = mapped_column(String(10))
