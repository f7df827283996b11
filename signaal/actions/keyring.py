"""The keys of one session: the person's own, and of each team the secret that was sealed to them.

A team's secret is opened when first asked for, and only into the key that this person pinned; the own roster line
is checked then, so an edited role, lead mark or mode of the team opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from signaal.actions.signed_keys import from_pin, pin_of
from signaal.store.tables_people import MembershipRow, TeamKeyRow, TeamRow
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Trusted
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.memberships import open_team_secret
from signaal.vault.roster import Charter, RosterLine, check_line


@dataclass(frozen=True)
class Seat:
    """One membership as its row says, with what the team is and its public keys as the database says."""

    membership: MembershipRow
    charter: Charter
    team_key: TeamKeyRow | None
    versions: tuple[TeamKeyRow, ...] = ()
    """Every key of the team, when the present one is not the pinned one."""


class Keyring:
    """What one logged-in person can open. Lives as long as the request."""

    def __init__(self, user: UserKeys, seats: Iterable[Seat]) -> None:
        self.user = user
        self._seats = {seat.membership.team_id: seat for seat in seats if seat.membership.team_id}
        self._open: dict[str, TeamKeys] = {}
        self.earlier: dict[tuple[str, int], TeamKeys] = {}
        """Earlier secrets that were opened, by team and version; see `earlier`."""

    def __repr__(self) -> str:
        return "Keyring(hidden)"

    def adopt(self, team: TeamKeys) -> None:
        """Keys of a team that came another way than by an own seat: the recovery paper opened them."""
        self._open[team.id] = team

    def has_secret(self, team_id: str) -> bool:
        """True for members who hold the team's secret; a teacher in a personal team does not."""
        if team_id in self._open:
            return True
        seat = self._seats.get(team_id)
        return seat is not None and seat.membership.sealed_team_secret is not None

    def pinned(self, team_id: str, version: int | None = None) -> Trusted:
        """The team's public keys as this person pinned them, or as signatures lead there; `version` None: of now.

        Raises:
            NotVouchedFor: the team has another key that the pinned one did not sign.
            DoesNotOpen: no such membership, no pin, or another key in the database than the pinned one.
        """
        seat = self._seats.get(team_id)
        if seat is None and team_id in self._open and version in (None, self._open[team_id].version):
            return self._open[team_id].holder
        if seat is None or seat.team_key is None:
            raise DoesNotOpen
        row = seat.membership
        return from_pin(
            self.user,
            pin_of(row),
            row.pin_mark,
            seat.versions or (seat.team_key,),
            seat.team_key.version if version is None else version,
        )

    def team(self, team_id: str) -> TeamKeys:
        """The team's keys, with the own roster line checked.

        Raises:
            DoesNotOpen: not a holder of the secret, or a role, lead mark or key that nobody vouched for.
        """
        if team_id not in self._open:
            self._open[team_id] = self._unlock(team_id)
        return self._open[team_id]

    def charter(self, team_id: str) -> Charter:
        """What the team is, as the own roster line vouches for it. DoesNotOpen as `team`, or without an own seat."""
        self.team(team_id)
        seat = self._seats.get(team_id)
        if seat is None:
            raise DoesNotOpen
        return seat.charter

    def _unlock(self, team_id: str) -> TeamKeys:
        trusted = self.pinned(team_id)
        seat = self._seats[team_id]
        row = seat.membership
        keys = open_team_secret(self.user, row.id, trusted, row.sealed_team_secret)
        check_line(keys, line_of(row, seat.charter), row.roster_line)
        if row.roster_fingerprint != self.user.public.fingerprint:
            raise DoesNotOpen
        return keys


def charter_of(team: TeamRow) -> Charter:
    """What this team claims to be: a roster line tells whether it is true."""
    return Charter(team.organisation_id, team.function, team.mode, team.solo)


def line_of(row: MembershipRow, charter: Charter) -> RosterLine:
    """The roster line that this membership of such a team claims to have."""
    holds = row.sealed_team_secret is not None
    return RosterLine(row.id, row.user_id, row.role, row.lead, row.roster_fingerprint or b"", holds, charter)
