"""An authenticator in software: makes passkeys and answers questions as a browser would hand the answers on.

Everything that a real one would refuse to do can be asked of it: another place, no verification, no PRF, a
counter that stands still.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from signaal.actions.challenges import Answer

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Passkey:
    """What stays in the device."""

    id: bytes
    user_handle: bytes
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    secret: bytes = field(repr=False)
    count: int = 0


@dataclass
class Authenticator:
    """One device with its browser. `counts=False`: says 0 every time, as synchronised passkeys do."""

    origin: str = "http://localhost"
    rp_id: str = ""
    verifies: bool = True
    prf: bool = True
    counts: bool = True
    cross_origin: bool = False
    keys: list[Passkey] = field(default_factory=list)

    def make(self, options: dict[str, Any], *, proof: bool = False) -> Answer:
        """As `navigator.credentials.create`; with `proof` the PRF output comes from a second question."""
        made = Passkey(
            secrets.token_bytes(32),
            unb64(options["user"]["id"]),
            ec.generate_private_key(ec.SECP256R1()),
            secrets.token_bytes(32),
        )
        self.keys.append(made)
        client = self._client("webauthn.create", options["challenge"])
        data = self._data(options["rp"]["id"], made, with_key=True)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        given = self._json(made, {"clientDataJSON": b64(client), "attestationObject": b64(attestation)})
        if not proof:
            return Answer(given, self._output(made, options))
        again = {"challenge": options["challenge"], "rpId": options["rp"]["id"]}
        second = self.answer({**again, "extensions": options["extensions"]}, made)
        return Answer(given, second.output, second.given)

    def answer(self, options: dict[str, Any], passkey: Passkey | None = None) -> Answer:
        """As `navigator.credentials.get`, with the last passkey or the one given."""
        used = passkey or self.keys[-1]
        used.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(options["rpId"], used)
        signature = used.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": b64(used.user_handle),
        }
        return Answer(self._json(used, response), self._output(used, options))

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said).encode()

    def _data(self, rp_id: str, used: Passkey, *, with_key: bool = False) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verifies else 0) | (_WITH_KEY if with_key else 0)
        data = hashlib.sha256((self.rp_id or rp_id).encode()).digest() + bytes([flags])
        data += (used.count if self.counts else 0).to_bytes(4, "big")
        if not with_key:
            return data
        numbers = used.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return data + bytes(16) + len(used.id).to_bytes(2, "big") + used.id + cbor2.dumps(cose)

    def _output(self, used: Passkey, options: dict[str, Any]) -> str:
        if not self.prf:
            return ""
        asked = unb64(options["extensions"]["prf"]["eval"]["first"])
        salt = hashlib.sha256(b"WebAuthn PRF\x00" + asked).digest()
        return b64(hmac.digest(used.secret, salt, "sha256"))

    def _json(self, used: Passkey, response: dict[str, str]) -> str:
        named = {"id": b64(used.id), "rawId": b64(used.id), "type": "public-key"}
        return json.dumps({**named, "response": response, "clientExtensionResults": {}})
