"""A gate without anything behind it: the door can be tested before and without the actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient

from signaal.access.actors import Actor, Membership
from signaal.access.permissions import Permission
from signaal.access.policy import holds
from signaal.clock import MovingClock
from signaal.terms import Role, Say
from signaal.web.app import build
from signaal.web.csrf import FIELD
from signaal.web.site import Site

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TOKEN = "t" * 43
LOCKED = "l" * 43


@dataclass(frozen=True)
class FakeMe:
    name: str = "Noor van den Bergh"


@dataclass(frozen=True)
class FakeCtx:
    """As much of a Ctx as the door looks at."""

    actor: Actor
    language: str = "nl"
    csrf_key: bytes = b"k" * 32
    me: FakeMe = field(default_factory=FakeMe)
    closes_at: datetime | None = None

    def holds(self, permission: Permission) -> bool:
        return holds(self.actor, permission)


def person(*roles: Role) -> Actor:
    return Actor("u" * 32, tuple(Membership(role, False, "team", "organisation") for role in roles))


class FakeGate:
    """Knows one token per role; remembers what was refused."""

    def __init__(self) -> None:
        self.people: dict[str, FakeCtx] = {TOKEN: FakeCtx(person(Role.SIGNALLER))}
        self.refusals: list[Permission] = []
        self.kept: list[tuple[str, str, dict[str, list[str]]]] = []
        self.opened: list[tuple[str, str]] = []
        self.done: list[str] = []
        self.hidden: list[bool] = []

    def open(self, token: str, request_id: str, address: str) -> Any:
        self.opened.append((request_id, address))
        return self.people.get(token)

    def keep_typed(self, token: str, form: str, typed: Mapping[str, list[str]], at: str) -> str | None:
        self.kept.append((token, form, dict(typed)))
        return "d" * 32 if token == LOCKED else None

    def finished(self, ctx: Any, form_id: str) -> None:
        self.done.append(form_id)

    def can_unlock(self, token: str) -> bool:
        return False

    def hide_closed(self, token: str, is_from_there: Callable[[bytes], bool]) -> None:
        self.hidden.append(is_from_there(b"k" * 32))

    def why_closed(self, token: str) -> Say | None:
        return Say("errors.not_valid") if token == LOCKED else None

    def refused(self, ctx: Any, permission: Permission) -> None:
        self.refusals.append(permission)


def well() -> Mapping[str, object]:
    return {"ok": True}


@dataclass
class Door:
    """An application over a fake gate, with the means to look inside."""

    app: Flask
    gate: FakeGate
    clock: MovingClock
    instance: Path

    def client(self, token: str | None = None) -> FlaskClient:
        client = self.app.test_client()
        if token is not None:
            name = "__Host-signaal" if self.app.extensions["signaal"].behind_tls else "signaal"
            client.set_cookie(name, token)
        return client

    def view(self, path: str, view: Callable[..., Any], *methods: str) -> None:
        """Hang a view for one test on the application."""
        self.app.add_url_rule(path, path.strip("/") or "root", view, methods=methods or ("GET",))


def door(instance: Path, **settings: Any) -> Door:
    gate = FakeGate()
    clock = MovingClock(NOON)
    health = settings.pop("health", well)
    site = Site(gate=cast(Any, gate), clock=clock, instance=instance, health=health, **settings)
    return Door(build(site), gate, clock, instance)


def token_in(html: str) -> str:
    """The form token of a page."""
    mark = f'name="{FIELD}" type="hidden" value="'
    start = html.index(mark) + len(mark)
    return html[start : html.index('"', start)]
