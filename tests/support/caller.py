"""Somebody at the door without a browser: the real application over a world, cookies and form tokens included."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.world import World

START_TOKEN = "s" * 43


class Caller:
    """A person of the world, or nobody (name None). Logs in again by itself when a page ended the session."""

    def __init__(self, app: Flask, world: World, name: str | None) -> None:
        self.app, self.world, self.name = app, world, name

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET, without following."""
        return self._client()[0].get(path, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:
        """POST with a good form token and whatever is given."""
        client, key = self._client()
        nonce = secrets.token_hex(16)
        mark = hmac.new(key, b"signaal form " + nonce.encode(), hashlib.sha256).hexdigest()
        return client.post(path, data={"csrf_token": f"{nonce}.{mark}", **(data or {})}, **options)

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        """GET or POST (empty but for the token)."""
        return self.post(path, **options) if method == "POST" else self.get(path, **options)

    def _client(self) -> tuple[FlaskClient, bytes]:
        client = self.app.test_client()
        if self.name is None:
            client.set_cookie("signaal-start", START_TOKEN)
            return client, START_TOKEN.encode()
        here = self.world.ctx(self.name)
        client.set_cookie("signaal", self.world.people[self.name].token)
        return client, here.csrf_key
