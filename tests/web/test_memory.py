"""What is unlocked for one request reaches no log, no error page and no trace of a crash, wherever it breaks."""

from __future__ import annotations

import base64
import io
import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, got_request_exception

from signaal.actions import cards, custody, logins, passkey_logins, passkeys, sessions, unlocking
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.store import sessions as session_rows
from signaal.terms import Setting
from signaal.vault import keys, pin
from signaal.vault import passkeys as sealed_passkeys
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.support.authenticator import Authenticator, unb64
from tests.support.serving import make_app
from tests.support.visitor import Visitor, hidden_in
from tests.support.world import World

PIN = "274915"


class Broken(RuntimeError):
    """What no handler foresees."""


def forms(raw: bytes) -> set[str]:
    """Every way in which bytes end up in a text."""
    coded = {
        raw.hex(),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }
    return coded | {repr(raw)[2:-1]}


@dataclass
class Watched:
    """A world at its most talkative: everything that is written anywhere while something breaks."""

    world: World
    app: Flask
    written: io.StringIO
    errors: list[BaseException]
    visitor: Visitor

    def secrets(self) -> set[str]:
        """Everything that opens something for the nurse."""
        person = self.world.people["nurse"]
        assert person.secret is not None
        ctx = self.world.ctx("nurse")
        raw = [ctx.keys.user.secret.reveal(), person.secret.reveal(), ctx.csrf_key]
        raw += [ctx.keys.team(self.world.teams["jgz_team"]).secret.reveal()]
        raw += [secret.reveal() for secret in (self.world.keyfile.totp_key, self.world.keyfile.session_salt)]
        raw += [ctx.keys.user.grant_key.reveal()]
        return {form for found in raw for form in forms(found)} | {person.passphrase, person.token}

    def everything(self) -> str:
        """The log as written, and each crash as a tool would print it that shows the variables too."""
        traces = [
            "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
            for error in self.errors
        ]
        return self.written.getvalue() + "\n".join(traces)


@pytest.fixture
def watched(world: World) -> Iterator[Watched]:
    app, written, errors = make_app(world), io.StringIO(), []
    handler, root = logging.StreamHandler(written), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def note(_sender: object, exception: BaseException, **_: object) -> None:
        errors.append(exception)

    got_request_exception.connect(note, app)
    yield Watched(world, app, written, errors, Visitor.at(world, app))
    got_request_exception.disconnect(note, app)
    root.removeHandler(handler)
    root.setLevel(before)


def breaks(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, *, after: bool) -> list[object]:
    """Break a function before or after its work; what it was given and gave stay in the frames."""
    caught: list[object] = []
    real = getattr(place, name)

    def broken(*given: Any, **named: Any) -> Any:
        made = real(*given, **named) if after else None
        try:
            raise Broken(name, type(made).__name__)
        except Broken as error:
            caught.append(error)
            raise

    monkeypatch.setattr(place, name, broken)
    return caught


@pytest.mark.asvs("16.2.5", "16.5.1")
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("place", "name"),
    [
        (custody, "unseal"), (custody, "reopen"), (sessions, "open_user_secret"), (sessions, "csrf_key"),
        (keys.UserKeys, "check_mark"),
    ],
    ids=lambda found: getattr(found, "__name__", found),
)  # fmt: skip
def test_a_crash_while_a_card_is_open_shows_no_key(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, after: bool
) -> None:
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark="Boomvalkzin")
    code = cards.submit(
        watched.world.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch())
    ).pseudonym
    watched.visitor.log_in("nurse")
    cookie = watched.visitor.client.get_cookie("signaal")
    assert cookie is not None
    secrets = watched.secrets() | {cookie.value}
    with monkeypatch.context() as patched:
        caught = breaks(patched, place, name, after=after)
        page = watched.visitor.get(f"/kaart/{code}")
        assert page.status_code == 500
    watched.errors.extend(error for error in caught if isinstance(error, BaseException))
    assert "Broken" in watched.everything(), "the crash itself is seen"
    for secret in secrets:
        assert secret not in page.text
        assert secret not in watched.written.getvalue()
    for secret in secrets - {cookie.value}:
        assert secret not in watched.everything(), "in the variables of a frame"


@pytest.mark.parametrize(
    ("place", "name"),
    [(logins, "_derived"), (logins, "begin"), (session_rows, "add")],
    ids=lambda found: getattr(found, "__name__", found),
)
def test_a_crash_at_the_login_shows_neither_passphrase_nor_key(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, place: Any, name: str
) -> None:
    secrets = watched.secrets()
    with monkeypatch.context() as patched:
        breaks(patched, place, name, after=True)
        page = watched.visitor.log_in("nurse")
    assert page.status_code == 500
    for secret in secrets:
        assert secret not in page.text
        assert secret not in watched.written.getvalue()


@pytest.mark.parametrize("name", ["open_with_pin", "slow_root"])
def test_a_crash_at_the_pin_shows_neither_pin_nor_key(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    watched.visitor.log_in("nurse")
    watched.visitor.post("/toegang/pin", pin=PIN, again=PIN)
    watched.world.clock.advance(minutes=16)
    with monkeypatch.context() as patched:
        breaks(patched, pin, name, after=True)
        page = watched.visitor.post("/ontgrendelen", pin=PIN)
    assert page.status_code == 500
    assert unlocking.can_unlock(watched.world.tools, _cookie(watched)), "a crash is no wrong try too many"
    for secret in (PIN, _cookie(watched)):
        assert secret not in page.text
        assert secret not in watched.written.getvalue()


def _cookie(watched: Watched) -> str:
    found = watched.visitor.client.get_cookie("signaal")
    assert found is not None
    return found.value


def test_a_crash_at_a_passkey_shows_nothing_of_it(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    device, ctx = Authenticator(), watched.world.ctx("nurse")
    passkeys.add(ctx, "Telefoon", device.make(passkeys.ask_to_add(ctx)))
    page = hidden_in(watched.visitor.get("/inloggen").text)
    token = {"csrf_token": page["csrf_token"]}
    options = watched.visitor.client.post("/inloggen/passkey/vraag", data=token).get_json()
    answer = device.answer(options)
    data = {**token, "passkey": answer.given, "passkey_secret": answer.output}
    with monkeypatch.context() as patched:
        breaks(patched, passkey_logins, "open_with_passkey", after=True)
        broken = watched.visitor.client.post("/inloggen/passkey", data=data)
    assert broken.status_code == 500
    wrong = watched.visitor.client.post("/inloggen/passkey", data={**data, "onbekend": "x"})
    assert wrong.status_code == 422
    user = forms(ctx.keys.user.secret.reveal()) | forms(unb64(answer.output))
    for secret in user | {answer.output}:
        for text in (broken.text, wrong.text, watched.written.getvalue()):
            assert secret not in text


def test_what_holds_keys_says_nothing_of_them_when_it_is_printed(watched: Watched) -> None:
    ctx = watched.world.ctx("nurse")
    device = pin.Device(watched.world.people["nurse"].token, watched.world.keyfile.session_salt, "s")
    root, kept = pin.slow_root(watched.world.tools.passwords.argon, device, PIN)
    things = [
        ctx,
        ctx.keys,
        ctx.keys.user,
        ctx.keys.team(watched.world.teams["jgz_team"]),
        device,
        root,
        kept,
    ]
    things += [watched.world.tools, watched.world.keyfile, Authenticator().make(passkeys.ask_to_add(ctx))]
    shown = " ".join(f"{thing!r} {thing!s} {[thing]}" for thing in things)
    assert not [secret for secret in watched.secrets() if secret in shown]
    assert "attestationObject" not in shown
    sealed = sealed_passkeys.seal_for_passkey(root, b"credential", ctx.keys.user)
    assert ctx.keys.user.secret.reveal() not in sealed
