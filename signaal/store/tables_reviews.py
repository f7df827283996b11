"""What the privacy officer looks at, and what came of it: codes and numbers of lines; the log has what they say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, BigNumber, Id, refers_to

UNDECIDED = text("finding IS NULL")


class ReviewDeskRow(Base):
    """How one organisation reviews: at most one row for each, under the organisation's own id."""

    __tablename__ = "review_desks"
    __witness__ = ("id", "since", "sample", "sample_before", "sample_set_at", "limits")

    id: Mapped[str] = mapped_column(String(32), refers_to("organisations.id"), primary_key=True)
    since: Mapped[str] = mapped_column(String(10))
    """The first day that is looked at."""
    seen_until: Mapped[str | None] = mapped_column(String(10), default=None)
    """The last day that was looked at. Volatile: not witnessed."""
    sample: Mapped[int]
    """How many lines are drawn each week."""
    sample_before: Mapped[int]
    """How many were drawn of weeks that ended before `sample_set_at`: a new figure changes no past week."""
    sample_set_at: Mapped[datetime]
    limits: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Own figures of the rules; the others are those of the instance."""


class ReviewWeekRow(Base):
    """A week whose sample was drawn."""

    __tablename__ = "review_weeks"
    __witness__ = (
        "id", "organisation_id", "week", "size", "root", "population", "drawn", "drawn_at", "due_at",
        "closed_at", "closed_by",
    )  # fmt: skip
    __table_args__ = (UniqueConstraint("organisation_id", "week"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    week: Mapped[str] = mapped_column(String(8))
    """2026-W47"""
    size: Mapped[int] = mapped_column(BigNumber)
    """Of the first checkpoint after the week, whose root decided the draw."""
    root: Mapped[str] = mapped_column(String(64))
    population: Mapped[int]
    """How many lines could be drawn."""
    drawn: Mapped[int]
    drawn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str | None] = mapped_column(String(32), refers_to("users.id"), default=None)


class ReviewItemRow(Base):
    """One thing to look at: a line that was drawn, or what a rule found in a day."""

    __tablename__ = "review_items"
    __witness__ = (
        "id", "organisation_id", "week", "source", "user_id", "code", "seqs", "number", "at", "found_at", "due_at",
        "finding", "decided_at", "decided_by", "asked_id", "asked_by", "asked_at", "answer", "answered_at",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "organisation_id", "week"),
        Index(None, "organisation_id", "due_at", "id", sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
        Index(None, "asked_id"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    week: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(16))
    """sample, or the rule that found it."""
    user_id: Mapped[str | None] = mapped_column(String(32), refers_to("users.id"), default=None)
    code: Mapped[str | None] = mapped_column(String(16), default=None)
    """Of a card or a referral."""
    seqs: Mapped[list[int]] = mapped_column(default_factory=list)
    """The lines of the log that it is about."""
    number: Mapped[int]
    at: Mapped[datetime]
    """Of the first of those lines."""
    found_at: Mapped[datetime]
    due_at: Mapped[datetime]
    finding: Mapped[str | None] = mapped_column(String(16), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str | None] = mapped_column(String(32), refers_to("users.id"), default=None)
    asked_id: Mapped[str | None] = mapped_column(String(32), refers_to("users.id"), default=None)
    """Who was asked to explain it: the person, or a lead."""
    asked_by: Mapped[str | None] = mapped_column(String(32), refers_to("users.id"), default=None)
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(String(24), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


class MemberReviewRow(Base):
    """Somebody has to say whether a membership is still right: once a year, of watching roles every quarter."""

    __tablename__ = "member_reviews"
    __witness__ = (
        "id", "organisation_id", "membership_id", "period", "created_at", "due_at", "outcome", "decided_at",
        "decided_by",
    )  # fmt: skip
    __table_args__ = (UniqueConstraint("membership_id", "period"), Index(None, "organisation_id", "due_at"))

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    membership_id: Mapped[str] = mapped_column(refers_to("memberships.id"))
    period: Mapped[str] = mapped_column(String(8))
    """2026, or 2026-Q4"""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(8), default=None)
    """keep or end."""
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str | None] = mapped_column(String(32), refers_to("users.id"), default=None)
