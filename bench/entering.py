"""Coming in: passphrase and code, a PIN, a passkey; each beside the bare derivation, and how many derivations it takes.

    python -m bench.entering [ROUNDS]

The real actions over SQLite at the real cost (Argon2id, 64 MiB, 3 passes). Median milliseconds of one call.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from signaal.actions import passkey_logins, passkeys, sessions, unlocking
from signaal.vault.argon import PRODUCTION, Argon
from signaal.vault.passwords import Passwords
from signaal.vault.pseudonyms import new_id
from tests.support.authenticator import Authenticator
from tests.support.world import ADDRESS, World

PIN, BROWSER = "274915", "b" * 43


class Counted(Argon):
    """Argon2id at its real cost that says how often it ran."""

    def __init__(self) -> None:
        super().__init__(PRODUCTION)
        self.count = 0

    def derive(self, *args, **options):
        self.count += 1
        return super().derive(*args, **options)


def main(rounds: int = 15) -> None:
    """Print a line for each way in."""
    with tempfile.TemporaryDirectory() as folder:
        world = World.build(f"sqlite:///{folder}/signaal.db", Path(folder))
        argon = Counted()
        nurse = sessions.open(world.tools, world.log_in("nurse"), new_id(), ADDRESS)
        made = Passwords(argon, world.keyfile).enrol(world.people["nurse"].passphrase, nurse.keys.user)
        _put(world, made)
        world.tools = replace(world.tools, passwords=Passwords(argon, world.keyfile))
        bare = _say("the bare derivation", argon, rounds, lambda _: argon.derive(b"x", bytes(16)))
        for name, way in (
            ("passphrase and code", _login),
            ("PIN", _pin(world)),
            ("passkey", _passkey(world)),
        ):
            took = _say(name, argon, rounds, way(world) if name == "passphrase and code" else way)
            print(f"  beside the bare derivation: {took / bare:.2f}")
        world.close()


def _login(world: World) -> Callable[[int], object]:
    person = world.people["nurse"]

    def once(_: int) -> object:
        code = world.totp_code("nurse")
        return sessions.log_in(world.tools, person.login, person.passphrase, code, ADDRESS, new_id())

    return once


def _pin(world: World) -> Callable[[int], object]:
    token = [world.log_in("nurse")]
    unlocking.set_pin(sessions.open(world.tools, token[0], new_id(), ADDRESS), token[0], PIN)

    def once(_: int) -> object:
        world.clock.advance(minutes=16)
        sessions.open(world.tools, token[0], new_id(), ADDRESS)
        token[0] = unlocking.unlock(world.tools, token[0], PIN, ADDRESS, new_id()).token
        return token[0]

    return once


def _passkey(world: World) -> Callable[[int], object]:
    ctx, device = sessions.open(world.tools, world.log_in("nurse"), new_id(), ADDRESS), Authenticator()
    passkeys.add(ctx, "Telefoon", device.make(passkeys.ask_to_add(ctx)))

    def once(_: int) -> object:
        answer = device.answer(passkey_logins.ask_to_enter(world.tools, BROWSER))
        return passkey_logins.enter(world.tools, BROWSER, answer, ADDRESS, new_id())

    return once


def _put(world: World, made) -> None:
    from signaal.store.tables_people import UserRow

    with world.tools.store.unit() as unit:
        row = unit.get(UserRow, world.people["nurse"].user_id)
        row.salt, row.kdf, row.verifier, row.sealed_secret = (
            made.salt,
            dict(made.kdf),
            made.verifier,
            made.sealed_secret,
        )
        unit.audited = True
        unit.written()


def _say(name: str, argon: Counted, rounds: int, once: Callable[[int], object]) -> float:
    once(0)
    before, times = argon.count, []
    for number in range(rounds):
        began = time.perf_counter()
        once(number)
        times.append((time.perf_counter() - began) * 1000)
    took = statistics.median(times)
    print(f"{name}: {took:.1f} ms, {(argon.count - before) / rounds:.0f} derivation(s)")
    return took


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
