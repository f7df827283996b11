"""Passkeys: in with a device that verified its owner, and whose PRF output opens the user secret.

That is both factors and a full login. Changing the passphrase or the pepper leaves passkeys as they are: each seals
the same user secret by itself. Who was given new keys adds new passkeys; a closed account opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signaal.access.permissions import Permission
from signaal.actions import challenges, confirming
from signaal.actions.challenges import Answer
from signaal.actions.context import Ctx, action
from signaal.actions.telling import tell
from signaal.actions.trail import leave, missing
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import passkeys, people
from signaal.store.tables_unlocking import PasskeyRow
from signaal.store.units import Unit
from signaal.terms import Refused, Say
from signaal.vault import authenticators
from signaal.vault.authenticators import Claim, NewPasskey, Place
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.passkeys import seal_for_passkey
from signaal.workflows import free_text

MOST = 10
NAME = 40


@dataclass(frozen=True)
class PasskeyView:
    """One passkey in its owner's list; `useful` is False after its owner was given new keys."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    useful: bool


@action(Permission.ACCOUNT_READ, Event.ACCOUNT_VIEWED)
def page(ctx: Ctx) -> tuple[PasskeyView, ...]:
    """My passkeys, oldest first."""
    with ctx.tools.store.unit() as unit:
        found = passkeys.of_user(unit, ctx.user_id)
        leave(unit, ctx, Event.ACCOUNT_VIEWED, target=ctx.user_id)
    own = ctx.keys.user.public.fingerprint
    return tuple(
        PasskeyView(row.id, row.name, row.created_at, row.last_used_at, row.fingerprint == own)
        for row in found
    )


@action(Permission.ACCOUNT_WRITE)
def ask_to_add(ctx: Ctx) -> dict[str, Any]:
    """What the browser needs to make a passkey: options for `navigator.credentials.create`, for one answer.

    Raises:
        ConfirmFirst: the second factor is needed again.
        Refused: at `name`: ten passkeys are there already.
    """
    confirming.must_be_fresh(ctx)
    with ctx.tools.store.reading() as reader:
        known = [row.credential_id for row in passkeys.of_user(reader, ctx.user_id)]
    if len(known) >= MOST:
        raise Refused({"name": Say("entering.passkey.too_many", {"most": MOST})})
    challenge = challenges.ask(ctx.tools, challenges.ADD, ctx.session_id or "")
    login = ctx.me.login if ctx.me is not None else ""
    return authenticators.options_to_add(challenges.place(ctx.tools), challenge, ctx.user_id, login, known)


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_CREDENTIALS)
def add(ctx: Ctx, name: str, answer: Answer) -> None:
    """Keep a new passkey. Nothing is kept of one that does not give the 32 bytes that open the user secret.

    Raises:
        ConfirmFirst: the second factor is needed again.
        Refused: at `name`, or at `passkey`: no answer to a question of this session, not verified, made for
            another place, without PRF, or there already.
    """
    confirming.must_be_fresh(ctx)
    tidied = free_text.tidy(name)
    wrong = free_text.problem(tidied, NAME, lines=False)
    if wrong is not None or not tidied:
        raise Refused({"name": wrong or Say("errors.required")})
    made, sealed = _made(ctx, answer)
    with ctx.tools.store.unit() as unit:
        fits = passkeys.count(unit, ctx.user_id) < MOST
        known = passkeys.with_user(unit, made.credential_id) is not None
        if fits and not known:
            row = PasskeyRow(
                id=ctx.tools.ids(),
                user_id=ctx.user_id,
                credential_id=made.credential_id,
                public_key=made.public_key,
                sealed_secret=sealed,
                fingerprint=ctx.keys.user.public.fingerprint,
                name=tidied,
                sign_count=made.sign_count,
                created_at=ctx.now,
            )
            passkeys.add(unit, row)
            _told(unit, ctx)
            leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, target=row.id, reason="passkey_added")
    if known:
        raise Refused({"passkey": Say("entering.passkey.known")})
    if not fits:
        raise Refused({"name": Say("entering.passkey.too_many", {"most": MOST})})


@action(Permission.ACCOUNT_READ)
def find(ctx: Ctx, passkey_id: str) -> str:
    """The name of one of my passkeys. NotFound otherwise."""
    with ctx.tools.store.reading() as reader:
        row = passkeys.find(reader, passkey_id, ctx.user_id)
    if row is None:
        raise missing(ctx, Permission.ACCOUNT_READ)
    return row.name


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_CREDENTIALS)
def drop(ctx: Ctx, passkey_id: str) -> None:
    """Take a passkey out of use at once. Twice is fine: then it is gone already. ConfirmFirst as `add`."""
    confirming.must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        if passkeys.drop(unit, passkey_id, ctx.user_id):
            _told(unit, ctx)
            leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, target=passkey_id, reason="passkey_removed")


def _told(unit: Unit, ctx: Ctx) -> None:
    """Who has a new way in, or one less, hears it: it may have been somebody else (ASVS 5.0 6.3.7)."""
    user = people.get(unit, ctx.user_id)
    tell(unit, ctx, [user], Message.CREDENTIALS_CHANGED, code=None, link="/toegang")


def _made(ctx: Ctx, answer: Answer) -> tuple[NewPasskey, bytes]:
    """A good new passkey, and the user secret under what it computes. Refused otherwise, whatever was wrong."""
    claim, place = challenges.claim_in(answer), challenges.place(ctx.tools)
    try:
        if claim is None or not challenges.take(ctx.tools, claim, challenges.ADD, ctx.session_id or ""):
            raise DoesNotOpen
        made = authenticators.check_new(place, claim.challenge, answer.given)
        if answer.proof:
            counted = _proved(ctx, place, claim, made, answer.proof)
            made = NewPasskey(made.credential_id, made.public_key, counted)
    except DoesNotOpen:
        raise Refused({"passkey": Say("entering.passkey.not_added")}) from None
    try:
        output = authenticators.prf_in(answer.output)
    except DoesNotOpen:
        raise Refused({"passkey": Say("entering.passkey.no_prf")}) from None
    return made, seal_for_passkey(output, made.credential_id, ctx.keys.user)


def _proved(ctx: Ctx, place: Place, claim: Claim, made: NewPasskey, proof: str) -> int:
    again = authenticators.claim_in(proof)
    if again.credential_id != made.credential_id:
        raise DoesNotOpen
    return authenticators.check_answer(place, claim.challenge, proof, made.public_key, ctx.user_id)
