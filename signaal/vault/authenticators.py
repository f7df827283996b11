"""Talking to authenticators (WebAuthn level 3): what a browser is asked, and what makes an answer good.

A question is 32 random bytes; its name in the database is the beginning of its SHA-256. The library checks type,
question, origin, RP id, that somebody was there and was verified, and the signature. It is loaded when first
needed: who never uses a passkey does not wait for it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.secret import Secret

PRF_INPUT = hashlib.sha256(b"signaal/v1 passkey").digest()
"""What every authenticator is asked to compute over, with a secret of its own."""
LONGEST = 16_384
"""Characters of an answer; a real one has one or two thousand."""
_PRF_LENGTH = 32
_ON_THIS_MACHINE = re.compile(r"http://localhost(:\d{1,5})?")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Place:
    """Where passkeys belong: the host of the public address, and the origin that a browser must name."""

    rp_id: str
    origin: str

    def allows(self, origin: object) -> bool:
        """On this machine itself the port is free: for a browser, all of localhost is one place already."""
        if origin == self.origin:
            return True
        here = _ON_THIS_MACHINE.fullmatch(self.origin) is not None
        return here and isinstance(origin, str) and _ON_THIS_MACHINE.fullmatch(origin) is not None


@dataclass(frozen=True)
class NewPasskey:
    """What an authenticator made: its name for it, the public key as COSE, where its counter stands."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Claim:
    """What an answer says of itself before anything is checked."""

    challenge: bytes
    credential_id: bytes


def place_of(public_url: str) -> Place:
    """From the setting `server.public_url`; never from what a request says."""
    parts = urlsplit(public_url)
    return Place(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}")


def new_challenge() -> bytes:
    return secrets.token_bytes(32)


def challenge_id(challenge: bytes) -> str:
    """The name under which a question is kept."""
    return hashlib.sha256(challenge).hexdigest()[:32]


def options_to_add(
    place: Place, challenge: bytes, user_id: str, login: str, known: Iterable[bytes]
) -> dict[str, Any]:
    """For `navigator.credentials.create`: a passkey that is found without a name, with verification and PRF."""
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=place.rp_id,
        rp_name="Signaal",
        user_id=bytes.fromhex(user_id),
        user_name=login,
        user_display_name=login,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=credential) for credential in known],
    )
    return {**options_to_json_dict(options), "extensions": _prf()}


def options_to_enter(place: Place, challenge: bytes, only: bytes | None = None) -> dict[str, Any]:
    """For `navigator.credentials.get`; `only` names one passkey, without it the person chooses."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=place.rp_id,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=only)] if only else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return {**options_to_json_dict(options), "extensions": _prf()}


def claim_in(answer: str) -> Claim:
    """Which question an answer is to, and with which passkey. DoesNotOpen: it cannot be read."""

    def read() -> Claim:
        found = json.loads(answer)
        said = json.loads(_bytes(found["response"]["clientDataJSON"]))
        return Claim(_bytes(said["challenge"]), _bytes(found["rawId"]))

    return _whole(answer, read)


def check_new(place: Place, challenge: bytes, answer: str) -> NewPasskey:
    """A passkey that was made now, here, for this question, by somebody whom the authenticator verified.

    Raises:
        DoesNotOpen: any of that is not so, or the answer cannot be read.
    """

    def check() -> NewPasskey:
        from webauthn import verify_registration_response

        done = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.rp_id,
            expected_origin=_origin(place, answer),
            require_user_verification=True,
        )
        return NewPasskey(done.credential_id, done.credential_public_key, done.sign_count)

    return _whole(answer, check)


def check_answer(place: Place, challenge: bytes, answer: str, public_key: bytes, user_id: str) -> int:
    """The authenticator's counter, when this person's passkey answered this question, verified, here.

    The counter itself is for the caller to compare, under a lock.

    Raises:
        DoesNotOpen: any of that is not so, or the answer cannot be read.
    """

    def check() -> int:
        from webauthn import verify_authentication_response

        handle = json.loads(answer)["response"].get("userHandle")
        if handle is None or _bytes(handle) != bytes.fromhex(user_id):
            raise DoesNotOpen
        done = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.rp_id,
            expected_origin=_origin(place, answer),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        return int(done.new_sign_count)

    return _whole(answer, check)


def prf_in(text: str) -> Secret:
    """The PRF output as the page sends it, base 64. DoesNotOpen unless it is 32 bytes."""
    raw = _whole(text, lambda: _bytes(text))
    if len(raw) != _PRF_LENGTH:
        raise DoesNotOpen
    return Secret(raw)


def _whole(text: str, read: Callable[[], _T]) -> _T:
    """What `read` makes of an answer. Whatever a browser sends, there is one refusal."""
    if len(text) > LONGEST:
        raise DoesNotOpen
    try:
        return read()
    except DoesNotOpen:
        raise
    except Exception:  # noqa: BLE001 - a parser of strange bytes may fail in any way; all of them are a no
        raise DoesNotOpen from None


def _origin(place: Place, answer: str) -> str:
    said = json.loads(_bytes(json.loads(answer)["response"]["clientDataJSON"]))
    if said.get("crossOrigin") or not place.allows(said["origin"]):
        raise DoesNotOpen
    return str(said["origin"])


def _prf() -> dict[str, Any]:
    return {"prf": {"eval": {"first": base64.urlsafe_b64encode(PRF_INPUT).decode().rstrip("=")}}}


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DoesNotOpen from None
