"""In with a passkey: both factors at once, one answer for everything that is wrong, no derivation."""

from __future__ import annotations

from typing import Any

from signaal.actions import challenges, logins, slowing
from signaal.actions.challenges import Answer
from signaal.actions.context import Tools, anonymous
from signaal.actions.logins import LoggedIn
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import passkeys
from signaal.store.tables_people import UserRow
from signaal.store.tables_unlocking import PasskeyRow
from signaal.vault import authenticators, pseudonyms
from signaal.vault.authenticators import Claim
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import UserKeys
from signaal.vault.passkeys import open_with_passkey


def ask_to_enter(tools: Tools, browser: str) -> dict[str, Any]:
    """Options for `navigator.credentials.get`, for one answer; `browser` is its cookie of before the login."""
    return authenticators.options_to_enter(
        challenges.place(tools), challenges.ask(tools, challenges.ENTER, browser)
    )


def enter(
    tools: Tools,
    browser: str,
    answer: Answer,
    address: str | None,
    request_id: str,
    before: str | None = None,
) -> LoggedIn:
    """Begin a session with a passkey; `before` is the token of an earlier one in the same browser, which ends.

    Raises:
        Refused: one sentence at `passkey`, whatever was wrong: question, place, verification, signature, counter,
            what it opens, an account that is not active, or too early after failures.
    """
    ctx = anonymous(tools, request_id, address)
    claim = challenges.claim_in(answer)
    brakes = slowing.for_passkey(claim.credential_id if claim else b"", address)
    with tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise logins.refused("passkey")
        found = passkeys.with_user(reader, claim.credential_id) if claim else None
    row, user = found or (None, None)
    asked = claim is not None and challenges.take(tools, claim, challenges.ENTER, browser)
    opened = _opened(tools, claim, row, user, answer) if asked else None
    if row is None or user is None or opened is None:
        logins.count(ctx, brakes, user, "passkey")
    keys, counted = opened
    token = pseudonyms.new_token()
    with tools.store.unit() as unit:
        first = passkeys.used(unit, row.id, counted, ctx.now)
        if first:
            slowing.succeeded(unit, brakes)
            logins.begin(unit, ctx, token, keys, before, how="passkey")
        else:
            leave(
                unit, ctx, Event.VAULT_REFUSED, outcome=Outcome.DENIED, reason="passkey_counter",
                target=user.id, organisation=logins.organisation_of(unit, user.id),
            )  # fmt: skip
    if not first:
        logins.count(ctx, brakes, user, "passkey")
    return LoggedIn(token, user.language)


def _opened(
    tools: Tools, claim: Claim | None, row: PasskeyRow | None, user: UserRow | None, answer: Answer
) -> tuple[UserKeys, int] | None:
    """The person's keys and the authenticator's counter, or None."""
    if claim is None or row is None or user is None or user.state != "active":
        return None
    try:
        counted = authenticators.check_answer(
            challenges.place(tools), claim.challenge, answer.given, row.public_key, user.id
        )
        output = authenticators.prf_in(answer.output)
        keys = open_with_passkey(output, row.credential_id, user.id, row.sealed_secret)
    except DoesNotOpen:
        return None
    if (user.kem_public, user.sign_public) != (keys.public.kem, keys.public.sign):
        return None
    return keys, counted
