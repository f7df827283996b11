"""The codes that somebody reads out: to a lead of each team that has to admit a key, else to a privacy officer.

Computed from the keys that this person holds, never from what a row says of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.actions.context import Tools
from signaal.actions.signed_keys import from_pin, pin_of
from signaal.actions.waiting_keys import WaitingKeys
from signaal.store import memberships, organisations, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow
from signaal.terms import Say
from signaal.vault.admission import admission_code, office_code
from signaal.vault.holders import Claimed
from signaal.vault.keys import UserKeys
from signaal.vault.pins import Pin


@dataclass(frozen=True)
class TeamCode:
    """The code that a waiting member reads out to a lead of the team; `code` is None while the team has no
    key.
    """

    team: str
    code: str | None
    why: Say


def of_person(reader: Reader, tools: Tools, keys: UserKeys) -> tuple[TeamCode, ...]:
    """One for each membership that waits. DoesNotOpen when a team's key is not the pinned one; Busy."""
    rows = [row for row in memberships.ever_of_user(reader, keys.id) if row.state == "waiting"]
    return tuple(_code(reader, tools, keys, row) for row in rows)


def of_waiting(reader: Reader, tools: Tools, keys: UserKeys, waiting: WaitingKeys) -> tuple[TeamCode, ...]:
    """The same after a reset: one admission is enough to come in again, each team admits for its own cases."""
    there = [row for row in memberships.ever_of_user(reader, keys.id) if row.state != "ended"]
    found = []
    for row in there:
        seat = waiting.seat(row.id)
        team = teams.get(reader, row.team_id) if row.team_id and seat else None
        if team is not None and seat is not None:
            claimed = _team(reader, keys, Pin(team.id, seat.version, seat.fingerprint), seat.mark)
            code = admission_code(tools.passwords.argon, keys.holder, claimed)
            found.append(TeamCode(team.name, code, Say("people.read_out")))
    if found or not there:
        return tuple(found)
    return (_office(reader, tools, keys, there[0]),)


def _office(reader: Reader, tools: Tools, keys: UserKeys, row: MembershipRow) -> TeamCode:
    place = organisations.get(reader, row.organisation_id)
    code = office_code(tools.passwords.argon, keys.holder, place.id)
    return TeamCode(place.name, code, Say("people.read_out_officer"))


def _code(reader: Reader, tools: Tools, keys: UserKeys, row: MembershipRow) -> TeamCode:
    if row.team_id is None:
        place = organisations.get(reader, row.organisation_id).name
        return TeamCode(place, None, Say("people.waits_for_officer"))
    team = teams.get(reader, row.team_id)
    if row.pin_fingerprint is None:
        return TeamCode(team.name, None, Say(_why(reader, row)))
    claimed = _team(reader, keys, pin_of(row), row.pin_mark)
    code = admission_code(tools.passwords.argon, keys.holder, claimed)
    return TeamCode(team.name, code, Say("people.read_out"))


def _why(reader: Reader, row: MembershipRow) -> str:
    if teams.current_key(reader, row.team_id or "") is not None:
        return "people.log_in_again"
    return "people.waits_for_both" if row.lead else "people.waits_for_first_lead"


def _team(reader: Reader, keys: UserKeys, pin: Pin, mark: bytes | None) -> Claimed:
    """The team's present key: the pinned one, or one that it signed since. DoesNotOpen for any other."""
    present = teams.get(reader, pin.team_id).key_version
    return from_pin(keys, pin, mark, teams.keys(reader, pin.team_id), present)
