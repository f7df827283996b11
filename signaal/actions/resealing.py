"""After a reset, in a personal team (school): the care team seals the teacher's cases to the new pair.

Three kinds of grant hang on the old pair. What was given to the teacher is given anew. What the teacher signed, for the
own team or for a team that received a package, is given again by the team itself: nobody has to believe a key that is
gone. To whom is taken from the old signature, never from a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from signaal.actions import custody
from signaal.actions.context import Ctx
from signaal.actions.custody import Prepared
from signaal.actions.keyring import charter_of, line_of
from signaal.store import cases, consents, grants, memberships, records, referrals, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import GrantRow
from signaal.store.tables_people import MembershipRow
from signaal.store.units import Unit
from signaal.terms import Conflict, Say
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.grants import Grant, grant_to_holder, grant_to_team, vouched_holder
from signaal.vault.holders import Claimed, Trusted, claimed_team
from signaal.vault.keys import TeamKeys
from signaal.vault.object_keys import KeyScope, ObjectKey
from signaal.vault.roster import trusted_signer


@dataclass(frozen=True)
class Resealed:
    """What replaces what; `refused` are grants that did not open: they stay as they are, and are written down."""

    replaced: tuple[str, ...] = ()
    given: tuple[Prepared, ...] = ()
    refused: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()


def prepare(
    reader: Reader, ctx: Ctx, row: MembershipRow, team: TeamKeys, person: Trusted, *, holds_secret: bool
) -> Resealed:
    """Seal again what hung on an earlier key of this person, and give back the own cases of who returns.

    `team` are the keys of the lead who admits, `person` is the member with the new key, as the typed code showed.
    Without earlier key and without own cases, as at a first admission, there is nothing to do.

    An earlier roster line that does not fit vouches for nothing: what hung on that key stays as it is.
    """
    found = grants.of_person(reader, person.id)
    done = _replaced(reader, ctx, found, team, _before(reader, row, team, person), person)
    if holds_secret:
        return done
    held = {(grant.object_kind, grant.object_id) for grant in found if grant.holder_id == person.id}
    given = list(done.given)
    for scope in _own_work(reader, team.id, person.id):
        if (scope.object_kind, scope.object_id) not in held:
            given.append(_given(custody.reopen(reader, ctx, scope, team.id), person, team))
    return replace(done, given=tuple(given))


def _before(reader: Reader, row: MembershipRow, team: TeamKeys, person: Trusted) -> Trusted | None:
    """The key that the team vouched for before, when it was another one."""
    earlier = [
        m for m in memberships.ever_of_user(reader, person.id) if m.team_id == team.id and m.roster_line
    ]
    last = row if row.roster_line is not None else next(reversed(earlier), None)
    if last is None or last.roster_fingerprint == person.fingerprint:
        return None
    line = line_of(last, charter_of(teams.get(reader, team.id)))
    try:
        return trusted_signer(team, line, last.roster_line, custody.key_of_line(reader, last))
    except DoesNotOpen:
        return None


def _replaced(
    reader: Reader, ctx: Ctx, found: list[GrantRow], team: TeamKeys, before: Trusted | None, person: Trusted
) -> Resealed:
    replaced, given, refused = [], [], []
    for grant in found if before is not None else ():
        there = object_of(reader, grant)
        if there is None or there[1] != team.id or before is None:
            continue  # another team's: its own lead seals it
        try:
            given.append(_again(reader, ctx, there[0], grant, team, before, person))
            replaced.append(grant.id)
        except DoesNotOpen:
            refused.append(grant.id)
    return Resealed(tuple(replaced), tuple(given), tuple(refused), frozenset(grant.id for grant in found))


def keep(unit: Unit, ctx: Ctx, person_id: str, done: Resealed) -> None:
    """Store the new grants and end the old ones.

    Raises:
        Conflict: the person made or lost a case meanwhile; nothing is stored, and the lead tries again.
    """
    found = {grant.id: grant for grant in grants.of_person(unit, person_id)}
    if frozenset(found) != done.seen:
        raise Conflict(Say("people.try_again"))
    for prepared in done.given:
        custody.keep(unit, ctx, prepared)
    for grant_id in done.replaced:
        grants.end(unit, found[grant_id], ctx.now)


def end_held(unit: Unit, ctx: Ctx, user_id: str, team_id: str) -> None:
    """Who leaves a team loses what was sealed to the own key there; the care team keeps it."""
    for grant in grants.of_person(unit, user_id):
        there = object_of(unit, grant) if grant.holder_id == user_id else None
        if there is not None and there[1] == team_id:
            grants.end(unit, grant, ctx.now)


def _own_work(reader: Reader, team_id: str, user_id: str) -> Iterator[KeyScope]:
    """Cases of this person in this team, with their consents and referrals."""
    for case in cases.of_owner(reader, team_id, user_id):
        yield KeyScope("case", case.id, case.key_id, case.key_commitment)
        for consent in consents.of_case(reader, case.id):
            yield KeyScope("consent", consent.id, consent.key_id, consent.key_commitment)
        for referral in referrals.of_case(reader, case.id):
            yield KeyScope("referral", referral.id, referral.key_id, referral.key_commitment)


def _again(
    reader: Reader,
    ctx: Ctx,
    scope: KeyScope,
    grant: GrantRow,
    team: TeamKeys,
    before: Trusted,
    person: Trusted,
) -> Prepared:
    key = custody.reopen(reader, ctx, scope, team.id)
    if grant.holder_id == person.id:
        return _given(key, person, team)
    if grant.holder_id == team.id:
        return Prepared(key, ((team.holder, grant_to_team(key, team), team),))
    kept = Grant(grant.method, grant.sealed_key, grant.signature)
    return _given(key, vouched_holder(scope, kept, _claimed(reader, grant), before), team)


def _given(key: ObjectKey, holder: Trusted, team: TeamKeys) -> Prepared:
    return Prepared(key, ((holder, grant_to_holder(key, holder, team), team),))


def _claimed(reader: Reader, grant: GrantRow) -> Claimed:
    found = teams.find_key(reader, grant.holder_id, grant.holder_version)
    if found is None:
        raise DoesNotOpen
    return claimed_team(grant.holder_id, found.version, found.kem_public, found.sign_public)


def object_of(reader: Reader, grant: GrantRow) -> tuple[KeyScope, str] | None:
    """Which key a grant is of, and whose object that is (a team's id), as the rows say; None when it is gone."""
    kind, object_id = grant.object_kind, grant.object_id
    if kind == "case":
        case = cases.find_by_id(reader, object_id)
        return (KeyScope(kind, object_id, case.key_id, case.key_commitment), case.team_id) if case else None
    if kind == "consent":
        consent = consents.find(reader, object_id)
        record = records.find(reader, consent.record_id) if consent else None
        if consent is None or record is None:
            return None
        return KeyScope(kind, object_id, consent.key_id, consent.key_commitment), record.owner_team_id
    referral = referrals.find_by_id(reader, object_id)
    if referral is None:
        return None
    if kind == "notes":
        if not (referral.notes_key_id and referral.notes_commitment and referral.recipient_team_id):
            return None
        scope = KeyScope(kind, object_id, referral.notes_key_id, referral.notes_commitment)
        return scope, referral.recipient_team_id
    return KeyScope(kind, object_id, referral.key_id, referral.key_commitment), referral.sender_team_id
