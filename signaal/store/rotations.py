"""Rotations of teams' secrets, and the grants that wait to be turned."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select

from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow, GrantRow
from signaal.store.tables_finding import IndexTokenRow
from signaal.store.tables_recovery import RotationRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.store.units import Unit

OPEN = ("asked", "approved", "running")
Scope = tuple[str, str]
"""Object kind and object id."""


def add(unit: Unit, row: RotationRow) -> RotationRow:
    """Store a new rotation."""
    return unit.add(row)


def find(reader: Reader, rotation_id: str) -> RotationRow | None:
    """By id, or None."""
    return reader.find(RotationRow, rotation_id)


def current(reader: Reader, team_id: str) -> RotationRow | None:
    """The one that is asked, approved or running, or None."""
    asked = select(RotationRow).where(RotationRow.team_id == team_id, RotationRow.state.in_(OPEN))
    return reader.session.scalars(asked.order_by(RotationRow.asked_at.desc(), RotationRow.id)).first()


def running(reader: Reader, team_id: str) -> bool:
    """Are the grants of this team being turned now?"""
    asked = select(RotationRow.id).where(RotationRow.team_id == team_id, RotationRow.state == "running")
    return reader.session.scalars(asked).first() is not None


def keeping(reader: Reader, team_id: str) -> list[RotationRow]:
    """Those that keep the secret of before, because something still needs it; oldest first."""
    asked = select(RotationRow).where(
        RotationRow.team_id == team_id, RotationRow.sealed_previous.is_not(None)
    )
    return list(reader.session.scalars(asked.order_by(RotationRow.from_version)))


def unturned(reader: Reader, team_id: str, version: int, after: str, limit: int) -> list[GrantRow]:
    """Grants in force, held or signed by the team under an older version than this; by id, from after `after`."""
    asked = select(GrantRow).where(_older(team_id, version), GrantRow.id > after)
    return list(reader.session.scalars(asked.order_by(GrantRow.id).limit(limit)))


def count_unturned(reader: Reader, team_id: str, version: int) -> int:
    """How many of them."""
    asked = select(func.count()).select_from(GrantRow).where(_older(team_id, version))
    return reader.session.scalars(asked).one()


def locked_grants(unit: Unit, grant_ids: Iterable[str]) -> list[GrantRow]:
    """These grants as they are now, kept from others until the unit ends; by id. Deleted ones are left out."""
    asked = select(GrantRow).where(GrantRow.id.in_(list(grant_ids))).order_by(GrantRow.id).with_for_update()
    return list(unit.session.scalars(asked, execution_options={"populate_existing": True}))


def unindexed(reader: Reader, team_id: str, version: int, after: str, limit: int) -> list[str]:
    """Ids of the team's cases without an index token of this version, in order, from after `after`."""
    row = IndexTokenRow
    known = select(row.case_id).where(row.team_id == team_id, row.key_version == version)
    asked = select(CaseRow.id).where(CaseRow.team_id == team_id, CaseRow.id > after, CaseRow.id.not_in(known))
    return list(reader.session.scalars(asked.order_by(CaseRow.id).limit(limit)))


def scopes(reader: Reader, wanted: Collection[Scope]) -> dict[Scope, tuple[str, bytes, str]]:
    """Of each object its key's id and commitment as its row says, and the team that owns it."""
    found: dict[Scope, tuple[str, bytes, str]] = {}
    ids: dict[str, list[str]] = {}
    for kind, object_id in wanted:
        ids.setdefault(kind, []).append(object_id)
    if case_ids := ids.get("case"):
        row = CaseRow
        asked = select(row.id, row.key_id, row.key_commitment, row.team_id).where(row.id.in_(case_ids))
        found |= {("case", i): (key, mark, team) for i, key, mark, team in reader.session.execute(asked)}
    if consent_ids := ids.get("consent"):
        found |= _of_consents(reader, consent_ids)
    if referral_ids := [*ids.get("referral", ()), *ids.get("notes", ())]:
        asked_referrals = select(
            ReferralRow.id, ReferralRow.key_id, ReferralRow.key_commitment, ReferralRow.sender_team_id,
            ReferralRow.notes_key_id, ReferralRow.notes_commitment, ReferralRow.recipient_team_id,
        ).where(ReferralRow.id.in_(referral_ids))  # fmt: skip
        for i, key, mark, sender, notes, notes_mark, receiver in reader.session.execute(asked_referrals):
            found["referral", i] = (key, mark, sender)
            if notes is not None and notes_mark is not None:
                found["notes", i] = (notes, notes_mark, receiver or "")
    return found


def _of_consents(reader: Reader, consent_ids: Collection[str]) -> dict[Scope, tuple[str, bytes, str]]:
    """A proof of consent outlives its case; it is always the own team's, so no owner is named."""
    row = ConsentRow
    asked = select(row.id, row.key_id, row.key_commitment).where(row.id.in_(consent_ids))
    return {("consent", i): (key, mark, "") for i, key, mark in reader.session.execute(asked)}


def _older(team_id: str, version: int) -> ColumnElement[bool]:
    held = and_(
        GrantRow.holder_kind == "team", GrantRow.holder_id == team_id, GrantRow.holder_version < version
    )
    signed = and_(
        GrantRow.signer_kind == "team",
        GrantRow.signer_id == team_id,
        GrantRow.signer_version < version,
        GrantRow.method == "hpke",
    )
    return and_(or_(held, signed), GrantRow.ended_at.is_(None))
