"""Tokens that prove a form came from our own page: nonce + HMAC under a key of the session (ASVS 5.0 3.5.1).

Before login the key is the random start cookie. The nonce makes every page's token different, so that a
compressed response does not give it away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from flask import request
from wtforms import Field, ValidationError
from wtforms.csrf.core import CSRF
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from signaal.web import cookies
from signaal.web.speech import t
from signaal.web.visit import visit

FIELD = "csrf_token"


class TokenCsrf(CSRF):
    """Our own `Meta.csrf_class`: no Flask session is involved."""

    def setup_form(self, form: BaseForm) -> list[tuple[str, UnboundField[Any]]]:
        self.form = form
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        return make_token()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        if not is_good(field.data):
            raise ValidationError(t("errors.csrf"))


def make_token() -> str:
    """A fresh token for a form of this visit."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_sign(nonce)}"


def is_good(token: object, key: bytes | None = None) -> bool:
    """Was this token made for this session (or, before login, for this browser)? `key`: for another session."""
    if not isinstance(token, str) or not token.isascii() or token.count(".") != 1:
        return False
    nonce, signature = token.split(".")
    return len(nonce) == 32 and hmac.compare_digest(signature, _sign(nonce, key))


def comes_from_elsewhere() -> bool:
    """Does the browser say that another site sent this? One that says nothing is held to the token alone."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


def _sign(nonce: str, key: bytes | None = None) -> str:
    here = visit()
    if key is None:
        key = here.ctx.csrf_key if here.ctx is not None else cookies.start_token().encode("ascii")
    return hmac.new(key, b"signaal form " + nonce.encode("ascii"), hashlib.sha256).hexdigest()
