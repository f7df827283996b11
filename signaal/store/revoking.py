"""What is revoked is noticed here, whoever writes it: at the flush of a unit, from the rows themselves.

It is stored in the unit's own transaction (`RevocationRow`) and taken to the journal right after the commit. A process
that dies in between has forgotten nothing: the rows wait, and the next unit, the next start or the upkeep takes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlalchemy import func, inspect, select

from signaal.store.base import WRITTEN_AS, Base
from signaal.store.journal import Entry
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow, GrantRow
from signaal.store.tables_finding import RevocationRow
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow


class Revoked(StrEnum):
    """What can be revoked: the words of the journal. Never renamed."""

    CASE_ERASED = "case_erased"
    CONSENT_ERASED = "consent_erased"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    GRANT_ENDED = "grant_ended"
    MEMBER_REMOVED = "member_removed"
    LEAD_ENDED = "lead_ended"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    PASSPHRASE_REPLACED = "passphrase_replaced"  # noqa: S105 - a word of the journal, no passphrase
    PASSPHRASE_DERIVED = "passphrase_derived"  # noqa: S105 - idem: the same one, under another derivation
    FACTOR_REPLACED = "factor_replaced"
    CODES_REPLACED = "codes_replaced"
    PASSKEY_REMOVED = "passkey_removed"
    PAPER_ENDED = "paper_ended"


Found = tuple[Revoked, str, dict[str, Any]]


class Notices:
    """What one unit revoked."""

    def __init__(self) -> None:
        self._found: list[Found] = []
        self._ended: list[tuple[tuple[str, str, str], Found]] = []
        self._given: set[tuple[str, str, str]] = set()
        self._keys: dict[str, set[str]] = {}
        self._same: set[str] = set()
        self._known = False

    def are_known(self) -> None:
        """All of this stands in the journal already: it is only done again."""
        self._known = True

    def same_passphrase(self, user_id: str) -> None:
        """This person's passphrase was only derived again: the old derivation may come back, until it is replaced."""
        self._same.add(user_id)

    def added(self, row: Base) -> None:
        """A new row: a grant that takes the place of one that ends in the same unit revokes nothing."""
        if isinstance(row, GrantRow):
            self._given.add((row.object_kind, row.object_id, row.holder_id))

    def deleted(self, row: Base) -> None:
        """A row that was deleted."""
        if isinstance(row, CaseRow):
            self._keys.setdefault(row.id, set()).add(row.key_id)
            self._found.append((Revoked.CASE_ERASED, row.id, {}))
        elif isinstance(row, ReferralRow):
            keys = {row.key_id, row.notes_key_id or row.key_id}
            self._keys.setdefault(row.case_id, set()).update(keys)
        elif isinstance(row, ConsentRow):
            self._found.append((Revoked.CONSENT_ERASED, row.id, {"keys": [row.key_id]}))
        elif row.__tablename__ == "passkeys":
            self._found.append((Revoked.PASSKEY_REMOVED, _id(row), {}))

    def changed(self, row: Base) -> None:
        """A row that was changed; asked before its old values are forgotten."""
        if isinstance(row, GrantRow) and _became(row, "ended_at"):
            place = (row.object_kind, row.object_id, row.holder_id)
            more = {"object": row.object_id, "holder": row.holder_id, "key": row.key_id}
            self._ended.append((place, (Revoked.GRANT_ENDED, row.id, more)))
        elif isinstance(row, MembershipRow) and row.state == "ended" and _before(row, "state"):
            self._found.append((Revoked.MEMBER_REMOVED, row.id, {}))
        elif isinstance(row, MembershipRow) and not row.lead and _before(row, "lead"):
            self._found.append((Revoked.LEAD_ENDED, row.id, {}))
        elif isinstance(row, ConsentRow) and row.state == "withdrawn" and _before(row, "state"):
            self._found.append((Revoked.CONSENT_WITHDRAWN, row.id, {}))
        elif isinstance(row, UserRow):
            self._found += _of_account(row)
        elif row.__tablename__ == "recovery_papers" and _became(row, "ended_at"):
            self._found.append((Revoked.PAPER_ENDED, _id(row), {}))

    def settled(self) -> Iterator[Found]:
        """All of it, now that the unit wrote everything."""
        if self._known:
            return
        for place, found in self._ended:
            if place not in self._given:
                yield found
        for kind, target, more in self._found:
            if kind is Revoked.PASSPHRASE_REPLACED:
                yield (Revoked.PASSPHRASE_DERIVED, target, more) if target in self._same else (
                    kind, target, {"old": more["old"]}
                )  # fmt: skip
                continue
            keys = self._keys.get(target) if kind is Revoked.CASE_ERASED else None
            yield kind, target, {**more, "keys": sorted(keys)} if keys else more


def rows(notices: Notices, at: datetime | None) -> list[RevocationRow]:
    """What has to stand in the database until the journal has it."""
    return [
        RevocationRow(id=token_hex(16), at=at, kind=kind.value, target=target, more=more)
        for kind, target, more in notices.settled()
    ]


def waiting(reader: Reader) -> Sequence[RevocationRow]:
    """What is not in the journal yet, oldest first; kept from others in a unit."""
    asked = select(RevocationRow).order_by(RevocationRow.at, RevocationRow.id).with_for_update()
    return reader.session.scalars(asked).all()


def count(reader: Reader) -> int:
    """How much waits for the journal; 0 when all is well."""
    return reader.session.scalars(select(func.count()).select_from(RevocationRow)).one()


def entry(row: RevocationRow) -> Entry:
    """A row as the journal writes it."""
    return Entry(row.kind, row.target, row.at.strftime(WRITTEN_AS) if row.at is not None else None, row.more)


def mark(secret: bytes) -> str:
    """By which a stored value is recognised without being told: SHA-256 in hexadecimal."""
    return sha256(secret).hexdigest()


def _of_account(row: UserRow) -> Iterator[Found]:
    before = _before(row, "state")
    if before is not None and row.state == "disabled":
        yield Revoked.ACCOUNT_DISABLED, row.id, {}
    elif before == "disabled":
        yield Revoked.ACCOUNT_ENABLED, row.id, {}
    old = _before(row, "verifier")
    if old is not None:
        yield Revoked.PASSPHRASE_REPLACED, row.id, {"old": mark(old), "new": mark(row.verifier or b"")}
    old = _before(row, "totp_sealed")
    if old is not None:
        yield Revoked.FACTOR_REPLACED, row.id, {"old": mark(old)}
    if _before(row, "recovery"):
        yield Revoked.CODES_REPLACED, row.id, {}


def _before(row: Base, column: str) -> Any:
    """The value that a changed column had; None when it did not change, or had none."""
    history = inspect(row).attrs[column].history
    return history.deleted[0] if history.has_changes() and history.deleted else None


def _became(row: Base, column: str) -> bool:
    """Did this column get its first value now?"""
    changed = inspect(row).attrs[column].history.has_changes()
    return changed and getattr(row, column) is not None and _before(row, column) is None


def _id(row: Base) -> str:
    return str(inspect(type(row)).primary_key_from_instance(row)[0])
