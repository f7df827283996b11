"""Rows of an invented municipality, so that a test writes only what it is about."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from signaal.store.base import Base
from signaal.store.engine import Store
from signaal.store.tables_cases import CaseRow, GrantRow, RecordRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_people import MembershipRow, OrganisationRow, TeamKeyRow, TeamRow, UserRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit
from signaal.terms import ALPHABET, AgeBand, CaseState, ClockKind, ClockState, ReferralState
from tests.support.clock import START

_numbers = itertools.count(1)


def new_id() -> str:
    """A random row id."""
    return uuid4().hex


def new_code() -> str:
    """A case code nobody else has in this run."""
    number = next(_numbers)
    digits = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{digits[:4]}-{digits[4:]}"


@contextmanager
def writing(store: Store) -> Iterator[Unit]:
    """A unit whose event is taken for granted."""
    with store.unit() as unit:
        yield unit
        unit.written()
        unit.audited = True


def organisation(**values: Any) -> OrganisationRow:
    given: dict[str, Any] = {"id": new_id(), "name": "GGD Westerwaard", "kind": "jgz", "created_at": START}
    return OrganisationRow(**given | {"municipality": "Westerwaard"} | values)


def team(organisation_id: str, **values: Any) -> TeamRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "name": "Team Noord",
        "function": "jgz",
        "state": "active",
        "created_at": START,
    }
    return TeamRow(organisation_id=organisation_id, **given | values)


def team_key(team_id: str, version: int = 1) -> TeamKeyRow:
    return TeamKeyRow(
        id=new_id(),
        team_id=team_id,
        version=version,
        kem_public=b"k" * 32,
        sign_public=b"s" * 32,
        fingerprint=b"f" * 32,
        created_at=START,
    )


def user(**values: Any) -> UserRow:
    key = new_id()
    given: dict[str, Any] = {
        "id": key,
        "login": key[:8],
        "name": "Noor Visser",
        "email": f"{key[:8]}@westerwaard.example",
    }
    return UserRow(**given | {"state": "active", "created_at": START} | values)


def membership(user_id: str, organisation_id: str, team_id: str | None, **values: Any) -> MembershipRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "role": "signaller",
        "state": "active",
        "starts_at": START,
        "created_at": START,
    }
    return MembershipRow(user_id=user_id, organisation_id=organisation_id, team_id=team_id, **given | values)


def case(team_id: str, owner_user_id: str, **values: Any) -> CaseRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "pseudonym": new_code(),
        "age_band": AgeBand.UNDER_12,
        "state": CaseState.OPEN,
        "key_id": new_id(),
        "key_commitment": b"c" * 32,
        "created_at": START,
        "updated_at": START,
        "expires_at": START + timedelta(weeks=6),
    }
    return CaseRow(team_id=team_id, owner_user_id=owner_user_id, **given | values)


def record(owner_team_id: str, author_user_id: str, object_id: str, **values: Any) -> RecordRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "kind": "signal",
        "object_kind": "case",
        "key_id": new_id(),
        "sealed": b"sealed",
        "created_at": START,
    }
    return RecordRow(
        owner_team_id=owner_team_id, author_user_id=author_user_id, object_id=object_id, **given | values
    )


def grant(object_id: str, holder_id: str, **values: Any) -> GrantRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "object_kind": "case",
        "key_id": new_id(),
        "holder_kind": "team",
        "holder_version": 1,
        "method": "aead",
        "sealed_key": b"key",
        "created_at": START,
    }
    return GrantRow(object_id=object_id, holder_id=holder_id, **given | values)


def consent(case_id: str, **values: Any) -> ConsentRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "record_id": new_id(),
        "state": "given",
        "given_at": START,
        "key_id": new_id(),
        "key_commitment": b"c" * 32,
        "keep_until": START + timedelta(days=730),
        "created_at": START,
    }
    return ConsentRow(case_id=case_id, **given | values)


def referral(case_id: str, sender_team_id: str, author_user_id: str, **values: Any) -> ReferralRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "reference": f"V-{new_code()}",
        "inside": True,
        "state": ReferralState.SENT,
        "key_id": new_id(),
        "key_commitment": b"c" * 32,
        "created_at": START,
        "sent_at": START,
    }
    return ReferralRow(
        case_id=case_id, sender_team_id=sender_team_id, author_user_id=author_user_id, **given | values
    )


def deadline(case_id: str, holder_team_id: str, **values: Any) -> DeadlineRow:
    given: dict[str, Any] = {
        "id": new_id(),
        "kind": ClockKind.CALM_48H,
        "state": ClockState.RUNNING,
        "started_at": START,
        "leg_started_at": START,
        "due_at": START + timedelta(hours=48),
        "next_step_at": START,
    }
    return DeadlineRow(case_id=case_id, holder_team_id=holder_team_id, **given | values)


def message(user_id: str, **values: Any) -> OutboxRow:
    key = new_id()
    given: dict[str, Any] = {
        "id": key,
        "channel": "mail",
        "message": "clock_step",
        "link": "/vandaag",
        "not_before": START,
        "message_id": f"<{key}@signaal>",
        "created_at": START,
    }
    return OutboxRow(user_id=user_id, **given | values)


@dataclass
class World:
    """A sending team and a receiving team, a nurse and a social worker, and one case of the nurse's."""

    organisation: OrganisationRow = field(default_factory=organisation)
    municipality: OrganisationRow = field(default_factory=lambda: organisation(kind="municipality"))
    now: datetime = START

    def __post_init__(self) -> None:
        self.team = team(self.organisation.id)
        self.receivers = team(self.municipality.id, function="wijkteam", receives=True, name="Wijkteam Oost")
        self.nurse = user(name="Noor Visser")
        self.worker = user(name="Sem de Wit")
        self.case = case(self.team.id, self.nurse.id)

    def rows(self) -> list[Base]:
        """All of them, in an order that reads well."""
        return [
            self.organisation,
            self.municipality,
            self.team,
            self.receivers,
            self.nurse,
            self.worker,
            self.case,
        ]
