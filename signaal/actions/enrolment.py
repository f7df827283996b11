"""What somebody sets up on the page of a link: a passphrase, a second factor, own keys, codes for a lost phone.

The same for a first use and for a reset. Until the form is sent, the second factor travels sealed in it: looking at a
page changes nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from signaal.actions.context import Tools
from signaal.store import memberships, organisations, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.terms import Refused, Say
from signaal.vault import passphrases, recovery_codes, totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import UserKeys
from signaal.vault.passwords import Credentials
from signaal.vault.secret import Redacted, Secret


@dataclass(frozen=True)
class Invitation:
    """What the page of a link shows. `setup` is the sealed second factor, to send back with the form."""

    name: str
    login: str
    suggestion: str
    totp_uri: str
    totp_secret: str
    setup: str


@dataclass(frozen=True, repr=False)
class NewLogin(Redacted):
    """What somebody sends back from that page: `token` is the link's, `setup` the sealed second factor."""

    token: str
    passphrase: str
    code: str
    setup: str


@dataclass(frozen=True, repr=False)
class Enrolment(Redacted):
    """What was made: `codes` are shown once, `marks` are what the row keeps of them; `step` of the code is used up."""

    keys: UserKeys
    credentials: Credentials
    totp_sealed: bytes
    step: int
    codes: tuple[str, ...]
    marks: list[str]


def offer(tools: Tools, user: UserRow, setup: str | None = None) -> Invitation:
    """What to begin with; with `setup` the same second factor as before, after a mistake in the form."""
    secret = _unsealed(tools, user.id, setup) if setup else None
    if secret is None:
        secret = totp.new_secret()
    sealed = totp.seal_totp(tools.keyfile.totp_key, user.id, secret)
    return Invitation(
        name=user.name,
        login=user.login,
        suggestion=passphrases.new_passphrase(),
        totp_uri=totp.provisioning_uri(secret, user.login, tools.town.name),
        totp_secret=totp.typed_secret(secret),
        setup=base64.urlsafe_b64encode(sealed).decode(),
    )


def set_up(tools: Tools, user: UserRow, given: NewLogin, known: Iterable[str]) -> Enrolment:
    """New keys behind this passphrase and second factor; `known` is what others know of the person.

    Raises:
        Refused: the passphrase is too weak or too long, or the code is not what the authenticator shows now.
        Busy: too many derivations wait.
    """
    secret = _unsealed(tools, user.id, given.setup)
    step = totp.step_of(secret, given.code, tools.clock.now(), 0) if secret is not None else None
    weak = passphrases.problem(given.passphrase, known)
    problems = {"passphrase": weak} if weak else {}
    if step is None:
        problems["code"] = Say("account.activate.wrong_code")
    if problems or secret is None or step is None:
        raise Refused(problems)
    keys = UserKeys.new(user.id)
    credentials = tools.passwords.enrol(given.passphrase, keys)
    codes, marks = spare_codes(tools, user.id)
    sealed = totp.seal_totp(tools.keyfile.totp_key, user.id, secret)
    return Enrolment(keys, credentials, sealed, step, codes, marks)


def spare_codes(tools: Tools, user_id: str) -> tuple[tuple[str, ...], list[str]]:
    """Ten new codes to show once, and the marks that the row keeps of them."""
    codes = tuple(recovery_codes.new_codes())
    key = tools.keyfile.totp_key
    return codes, [recovery_codes.mark_code(key, user_id, code) for code in codes]


def new_factor(tools: Tools, user_id: str, code: str, setup: str) -> tuple[bytes, int]:
    """Another authenticator: the sealed secret, and the step of the code that was typed.

    Raises:
        Refused: `code` is not what the new authenticator shows now.
    """
    secret = _unsealed(tools, user_id, setup)
    step = totp.step_of(secret, code, tools.clock.now(), 0) if secret is not None else None
    if secret is None or step is None:
        raise Refused({"code": Say("account.activate.wrong_code")})
    return totp.seal_totp(tools.keyfile.totp_key, user_id, secret), step


def surroundings(reader: Reader, user: UserRow) -> list[str]:
    """What others know of this person: no good in a passphrase."""
    rows = memberships.ever_of_user(reader, user.id)
    found = [organisations.get(reader, row.organisation_id).name for row in rows]
    return [
        user.name,
        user.login,
        *found,
        *(teams.get(reader, row.team_id).name for row in rows if row.team_id),
    ]


def _unsealed(tools: Tools, user_id: str, setup: str | None) -> Secret | None:
    try:
        return totp.open_totp(tools.keyfile.totp_key, user_id, base64.urlsafe_b64decode(setup or ""))
    except (DoesNotOpen, binascii.Error, ValueError):
        return None
