"""Somebody with every row and the key file, and no passphrase: everything they hold is tried as a key.

Each method of `Burglar` tries one opening function of the code, with every row it is made for and every 32 bytes
that can be taken for a key there; it yields what each try gave: None for a refusal, else what came open.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from signaal.actions import (
    accounts,
    cases,
    custody,
    drafts,
    earlier,
    logins,
    passkey_logins,
    passphrases,
    persons,
    recovery,
    recovery_use,
    resets,
    rotating_start,
    sessions,
    unlocking,
    waiting_keys,
)
from signaal.actions.context import Ctx, Tools, anonymous, operator, system
from signaal.store.base import Base
from signaal.store.tables_cases import CaseRow, GrantRow, RecordRow
from signaal.store.tables_people import MembershipRow, TeamKeyRow, UserRow
from signaal.store.tables_recovery import RecoveryPaperRow, RotationRow
from signaal.store.tables_sessions import DraftRow, SessionRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.store.tables_unlocking import PasskeyRow, SessionPinRow
from signaal.store.tables_work import OutboxRow
from signaal.terms import Conflict, NotAllowed, NotFound, Refused
from signaal.vault import archives, authenticators, grants, links, memberships, rotation, seal, totp
from signaal.vault import drafts as sealed_drafts
from signaal.vault import passkeys as sealed_passkeys
from signaal.vault import pin as pins
from signaal.vault import sessions as sealed_sessions
from signaal.vault.blobs import DoesNotOpen, open_bytes
from signaal.vault.holders import Claimed, claimed_team, claimed_user, trust
from signaal.vault.hpke import SEED_LENGTH, SealingPair
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import KeyScope, ObjectKey
from signaal.vault.recovery import RecoveryKeys, open_code, open_with_paper
from signaal.vault.recovery_text import groups_of
from signaal.vault.secret import Secret
from tests.support.authenticator import Authenticator
from tests.theft.story import PIN

Tries = Iterator[object]
_REFUSALS = (archives.BadArchive, DoesNotOpen, Refused, NotAllowed, NotFound, Conflict)


def tried(attempt: Callable[..., object], *given: Any) -> object:
    """What came open, or None. Any other error than a refusal is a finding of its own."""
    try:
        return attempt(*given)
    except _REFUSALS:
        return None


@dataclass(frozen=True)
class Burglar:
    """`tools` is an instance with its key file; whoever has it has no passphrase and no cookie."""

    tools: Tools

    def rows(self, kind: type[Base]) -> list[Any]:
        with self.tools.store.reading() as reader:
            return list(reader.session.scalars(select(kind)))

    @cached_property
    def of_the_file(self) -> list[Secret]:
        """The key file's secrets."""
        file = self.tools.keyfile
        return [*file.peppers.values(), file.totp_key, file.session_salt, file.log_signing_key]

    def keys_in(self, *rows: Base) -> list[Secret]:
        """Every 32 bytes to try: the key file's, and those at the edges of every value of these rows."""
        found = {secret.reveal().ljust(32, b"\0")[:32] for secret in self.of_the_file} | {bytes(32)}
        for row in rows:
            for value in vars(row).values():
                raw = bytes.fromhex(value) if isinstance(value, str) and _is_hex(value) else value
                if isinstance(raw, bytes):
                    padded = raw.ljust(32, b"\0")
                    found |= {padded[at : at + 32].ljust(32, b"\0") for at in (0, 1, 13, len(padded) - 32)}
        return [Secret(raw) for raw in sorted(found)]

    # --- the vault -------------------------------------------------------------------------------------------

    def vault_blobs_open_bytes(self) -> Tries:
        for row in self.rows(RecordRow):
            for key in self.keys_in(row):
                yield tried(open_bytes, key, row.sealed, b"")

    def vault_seal_open_record(self) -> Tries:
        held = {row.object_id: row for row in self.rows(GrantRow)}
        for row in self.rows(RecordRow):
            place = seal.Binding(row.kind, row.id, row.revision, row.object_id, row.owner_team_id, row.key_id)
            for secret in self.keys_in(row, held[row.object_id]):
                key = ObjectKey(secret, row.object_kind, row.object_id, row.key_id)
                yield tried(seal.open_record, key, place, row.sealed)

    def vault_grants_open_grant(self) -> Tries:
        teams = {row.team_id: row for row in self.rows(TeamKeyRow)}
        users = {row.id: row for row in self.rows(UserRow)}
        objects = [row for kind in (CaseRow, ReferralRow, ConsentRow) for row in self.rows(kind)]
        commitments = {row.key_id: row.key_commitment for row in objects}
        commitments |= {row.notes_key_id: row.notes_commitment for row in self.rows(ReferralRow)}
        for row in self.rows(GrantRow):
            scope = KeyScope(row.object_kind, row.object_id, row.key_id, commitments[row.key_id])
            grant = grants.Grant(row.method, row.sealed_key, row.signature)
            signer = teams.get(row.signer_id or "") or users[row.signer_id]
            claimed = _team(signer) if isinstance(signer, TeamKeyRow) else _user(signer)
            for secret in self.keys_in(row, signer):
                yield tried(grants.open_grant, _holder(row, secret), scope, grant, trust(claimed))

    def vault_hpke_open(self) -> Tries:
        for row in self.rows(MembershipRow):
            for secret in self.keys_in(row):
                pair = SealingPair(Secret((secret.reveal() * 3)[:SEED_LENGTH]))
                yield tried(pair.open, row.sealed_team_secret, b"")

    def vault_memberships_open_team_secret(self) -> Tries:
        teams = {row.team_id: row for row in self.rows(TeamKeyRow)}
        people = {row.id: row for row in self.rows(UserRow)}
        for row in self.rows(MembershipRow):
            if row.sealed_team_secret is None:
                continue
            team = trust(_team(teams[row.team_id]))
            for secret in self.keys_in(row, people[row.user_id]):
                user = UserKeys(secret, row.user_id)
                yield tried(memberships.open_team_secret, user, row.id, team, row.sealed_team_secret)

    def vault_drafts_open_draft(self) -> Tries:
        people = {row.id: row for row in self.rows(UserRow)}
        for row in self.rows(DraftRow):
            for secret in self.keys_in(row, people[row.user_id]):
                user = UserKeys(secret, row.user_id)
                yield tried(sealed_drafts.open_draft, user, row.id, row.form, row.sealed)

    def vault_passwords_open(self) -> Tries:
        for row in self.rows(UserRow):
            kept = logins.credentials_of(row)
            for guess in self._guesses(row):
                yield tried(self.tools.passwords.open, guess, row.id, kept)

    def vault_sessions_open_user_secret(self) -> Tries:
        salt = self.tools.keyfile.session_salt
        for row in self.rows(SessionRow):
            for token in self._tokens(row):
                yield tried(
                    sealed_sessions.open_user_secret, token, salt, row.id, row.user_id, row.sealed_secret
                )

    def vault_archives_open_stream(self) -> Tries:
        """Backups that lay beside the instance; whoever made them typed a passphrase that is kept nowhere."""
        for path in sorted((self.tools.instance / "backups").glob("*.backup"))[:1]:
            for row in self.rows(UserRow)[:1]:
                for guess in self._guesses(row)[:6]:
                    yield tried(self._whole, path, guess)

    def _whole(self, path: Path, guess: str) -> bytes:
        return b"".join(
            archives.open_stream(self.tools.passwords.argon, guess, archives.BACKUP, [path.read_bytes()])
        )

    def vault_pin_open_with_pin(self) -> Tries:
        """With the right PIN, seen over somebody's shoulder: the other half is in a cookie."""
        held = {row.id: row for row in self.rows(SessionRow)}
        argon, salt = self.tools.passwords.argon, self.tools.keyfile.session_salt
        for row in self.rows(SessionPinRow):
            kept = pins.SealedPin(row.salt, row.kdf, row.sealed_secret)
            for guess in (PIN, "000000"):
                root, _ = pins.slow_root(argon, pins.Device("", salt, row.id), guess, kept)
                for token in self._tokens(held[row.id]):
                    device = pins.Device(token, salt, row.id)
                    yield tried(pins.open_with_pin, root, device, row.user_id, row.sealed_secret)

    def vault_passkeys_open_with_passkey(self) -> Tries:
        people = {row.id: row for row in self.rows(UserRow)}
        for row in self.rows(PasskeyRow):
            for key in self.keys_in(row, people[row.user_id]):
                yield tried(
                    sealed_passkeys.open_with_passkey, key, row.credential_id, row.user_id, row.sealed_secret
                )

    def vault_totp_open_totp(self) -> Tries:
        """The key file opens these, and nothing with them: a second factor alone lets nobody in. So: other keys."""
        for row in self.rows(UserRow):
            for key in self.keys_in(row):
                if key != self.tools.keyfile.totp_key:
                    yield tried(totp.open_totp, key, row.id, row.totp_sealed)

    def vault_recovery_open_with_paper(self) -> Tries:
        for paper, keys in self._papers():
            team = trust(_team(self._newest(paper.team_id)))
            yield tried(open_with_paper, keys, team, paper.sealed_team_secret)

    def vault_recovery_open_code(self) -> Tries:
        people = {row.id: row for row in self.rows(UserRow)}
        for paper in self.rows(RecoveryPaperRow):
            for secret in self.keys_in(paper, people[paper.made_by]):
                yield tried(open_code, UserKeys(secret, paper.made_by), paper.id, paper.sealed_code)

    def vault_rotation_open_previous(self) -> Tries:
        for row in self.rows(RotationRow):
            for secret in self.keys_in(row, self._newest(row.team_id)):
                team = TeamKeys(secret, row.team_id, row.from_version + 1)
                yield tried(rotation.open_previous, team, row.from_version, row.sealed_previous)

    def vault_rotation_turn(self) -> Tries:
        commitments = {row.key_id: row.key_commitment for row in self.rows(CaseRow)}
        for row in self.rows(GrantRow):
            if row.object_kind != "case" or row.holder_kind != "team":
                continue
            scope = KeyScope(row.object_kind, row.object_id, row.key_id, commitments[row.key_id])
            grant = grants.Grant(row.method, row.sealed_key, row.signature)
            for secret in self.keys_in(row):
                held = TeamKeys(secret, row.holder_id, row.holder_version)
                yield tried(rotation.turn, held, rotation.next_keys(held), scope, grant, held.holder)

    # --- the actions -----------------------------------------------------------------------------------------

    def visits(self) -> Iterator[Ctx]:
        """Everybody, without keys and with each key that can be guessed for them; and the machine itself."""
        yield operator(self.tools)
        yield system(self.tools)
        people = {row.id: row for row in self.rows(UserRow)}
        for row in self.rows(MembershipRow):
            with self.tools.store.reading() as reader:
                person = persons.read(reader, people[row.user_id], self.tools.clock.now())
            visit = person.ctx(self.tools, self.tools.ids(), None)
            yield visit
            for secret in self.keys_in(row)[:6]:
                yield person.with_keys(visit, UserKeys(secret, row.user_id), b"")

    def actions_custody_reopen(self) -> Tries:
        found = self.rows(CaseRow)
        for visit in self.visits():
            for case in found:
                wanted = custody.scope("case", case.id, case.key_id, case.key_commitment)
                with self.tools.store.reading() as reader:
                    yield tried(custody.reopen, reader, visit, wanted, case.team_id)

    def actions_custody_unseal(self) -> Tries:
        for row in self.rows(RecordRow):
            for secret in self.keys_in(row):
                key = ObjectKey(secret, row.object_kind, row.object_id, row.key_id)
                yield tried(custody.unseal, key, row)

    def actions_keyring__unlock(self) -> Tries:
        for visit in self.visits():
            for member in visit.actor.memberships:
                yield tried(lambda visit, team: visit.keys.team(team), visit, member.team_id)

    def actions_drafts_open(self) -> Tries:
        kept = self.rows(DraftRow)
        for visit in self.visits():
            for row in kept:
                yield tried(drafts.open, visit, row.id)

    def actions_sessions_open(self) -> Tries:
        for row in self.rows(SessionRow):
            for token in self._tokens(row):
                yield tried(sessions.open, self.tools, token, self.tools.ids(), None)

    def actions_unlocking_unlock(self) -> Tries:
        for row in self.rows(SessionRow):
            for token in self._tokens(row):
                yield tried(unlocking.unlock, self.tools, token, PIN, None, self.tools.ids())

    def actions_passkey_logins__opened(self) -> Tries:
        """With a device of the thief's own that carries the names of the real one."""
        for row in self.rows(PasskeyRow):
            mine = Authenticator()
            place = authenticators.place_of(self.tools.town.public_url)
            mine.make(authenticators.options_to_add(place, b"x" * 32, row.user_id, "x", ()))
            mine.keys[0].id, mine.keys[0].count = row.credential_id, row.sign_count
            for output in (None, *self.keys_in(row)[:6]):
                answer = mine.answer(passkey_logins.ask_to_enter(self.tools, "b"))
                if output is not None:
                    answer = replace(answer, output=_urlsafe(output.reveal()))
                yield tried(passkey_logins.enter, self.tools, "b", answer, "192.0.2.99", self.tools.ids())

    def actions_logins__derived(self) -> Tries:
        yield from self._log_ins()

    def actions_factors_found(self) -> Tries:
        yield from self._log_ins()

    def actions_passphrases__fits(self) -> Tries:
        for row in self.rows(UserRow):
            kept = logins.credentials_of(row)
            for guess in self._guesses(row) if kept else ():
                visit = anonymous(self.tools)
                yield tried(lambda *given: passphrases._fits(*given) or None, visit, guess, row, kept)

    def actions_resets__opened(self) -> Tries:
        """New credentials that wait are as shut as the old ones."""
        for row in self.rows(UserRow):
            waiting = waiting_keys.of(row)
            for guess in self._guesses(row) if waiting else ():
                yield tried(resets._opened, self.tools, row, waiting, guess)

    def vault_links_open_link(self) -> Tries:
        """The key file opens a link that has not left, and nothing with it: a lead types a code first. So: others."""
        for row in self.rows(OutboxRow):
            for key in self.keys_in(row) if row.sealed_link else ():
                if key != self.tools.keyfile.totp_key:
                    yield tried(links.open_link, key, row.id, row.user_id, row.sealed_link)

    def actions_enrolment__unsealed(self) -> Tries:
        """Activation needs the token of the invitation, of which only a hash is kept."""
        for row in self.rows(UserRow):
            for token in (row.id, (row.activation_hash or b"").hex()):
                yield tried(accounts.invitation, self.tools, token)

    def actions_earlier__opened(self) -> Tries:
        for row in self.rows(RotationRow):
            for secret in self.keys_in(row, self._newest(row.team_id)):
                team = TeamKeys(secret, row.team_id, row.from_version + 1)
                with self.tools.store.reading() as reader:
                    yield tried(earlier._opened, reader, team, row.from_version)

    def actions_rotating_start__turn(self) -> Tries:
        found = self.rows(RotationRow)
        for visit in self.visits():
            for row in found:
                yield tried(rotating_start.start, replace(visit, step_up_at=visit.now), row.id)

    def actions_recovery_show(self) -> Tries:
        found = self.rows(RecoveryPaperRow)
        for visit in self.visits():
            for row in found:
                yield tried(recovery.show, visit, row.id)

    def actions_recovery_use__team(self) -> Tries:
        for paper, keys in self._papers():
            with self.tools.store.reading() as reader:
                yield tried(recovery_use._team, reader, keys, paper)
        guess = "-".join(groups_of(Secret(bytes(20))))
        for visit in self.visits():
            yield tried(recovery_use.use, visit, guess)

    def cases_read(self) -> Tries:
        """Not an opening function itself: the whole way from a case code to its names."""
        found = self.rows(CaseRow)
        for visit in self.visits():
            for case in found[:2]:
                yield tried(cases.read, visit, case.pseudonym)

    def _papers(self) -> Iterator[tuple[RecoveryPaperRow, RecoveryKeys]]:
        """Every paper with everything that could be taken for its code."""
        for row in self.rows(RecoveryPaperRow):
            for secret in self.keys_in(row):
                yield row, RecoveryKeys(Secret(secret.reveal()[:20]), row.team_id, row.id)

    def _newest(self, team_id: str) -> TeamKeyRow:
        found: list[TeamKeyRow] = [row for row in self.rows(TeamKeyRow) if row.team_id == team_id]
        return max(found, key=lambda row: row.version)

    def _log_ins(self) -> Tries:
        """With the right second factor: the key file gives it."""
        for row in self.rows(UserRow):
            secret = totp.open_totp(self.tools.keyfile.totp_key, row.id, row.totp_sealed)
            code = totp.code_at(secret, totp.step_at(self.tools.clock.now()))
            for guess in self._guesses(row)[:3]:
                yield tried(logins.log_in, self.tools, row.login, guess, code, "192.0.2.99", self.tools.ids())

    def _guesses(self, row: UserRow) -> list[str]:
        texts = [value for value in vars(row).values() if isinstance(value, str)]
        raw = [value for value in vars(row).values() if isinstance(value, bytes)]
        secrets = [secret.reveal() for secret in self.of_the_file]
        return ["", "welkom01", *texts, *(value.hex() for value in (*raw, *secrets))][:24]

    def _tokens(self, row: SessionRow) -> list[str]:
        values = [value for value in vars(row).values() if isinstance(value, bytes)]
        values += [secret.reveal() for secret in self.of_the_file]
        forms = [form for value in values for form in (value.hex(), _urlsafe(value))]
        return ["", row.id, row.user_id, *forms]


def _is_hex(text: str) -> bool:
    return len(text) in (32, 64) and all(letter in "0123456789abcdef" for letter in text)


def _urlsafe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _holder(row: GrantRow, secret: Secret) -> TeamKeys | UserKeys:
    if row.holder_kind == "team":
        return TeamKeys(secret, row.holder_id, row.holder_version)
    return UserKeys(secret, row.holder_id)


def _team(row: TeamKeyRow) -> Claimed:
    return claimed_team(row.team_id, row.version, row.kem_public, row.sign_public)


def _user(row: UserRow) -> Claimed:
    return claimed_user(row.id, row.kem_public, row.sign_public)
