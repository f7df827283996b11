"""A browser without a screen over the real actions: logs in through the page, keeps cookies, posts forms."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from signaal.web.app import build
from signaal.web.gate import ActionsGate
from signaal.web.site import Site
from tests.support.world import World

_HIDDEN = re.compile(r'<input(?=[^>]* type="hidden")[^>]* name="([^"]+)"[^>]* value="([^"]*)"')


def site_over(world: World) -> Flask:
    """The whole application over this world; the clock is the world's."""
    gate = ActionsGate(world.tools)
    return build(Site(gate, world.clock, world.tools.instance, lambda: {"ok": True}))


@dataclass
class Visitor:
    """Somebody with a browser. `page` is the last answer."""

    client: FlaskClient
    world: World

    @classmethod
    def at(cls, world: World, app: Flask | None = None) -> Visitor:
        return cls((app or site_over(world)).test_client(), world)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, from_page: str | None = None, **fields: Any) -> TestResponse:
        """Send a form: its hidden fields are taken from the page where it stands (or from `path` itself)."""
        hidden = hidden_in(self.client.get(from_page or path).text)
        return self.client.post(path, data={**hidden, **fields})

    def log_in(self, name: str, **fields: Any) -> TestResponse:
        """Through the page of the login, with a code that was not used yet."""
        person = self.world.people[name]
        typed = {"login": person.login, "passphrase": person.passphrase, "code": self.world.totp_code(name)}
        return self.post("/inloggen", **{**typed, **fields})


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of a page: the token, the form's id, what travels along. The last of each name."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
