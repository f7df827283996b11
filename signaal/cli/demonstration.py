"""The demo: an invented municipality, played once and kept, with accounts to log in as."""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from signaal.actions import instances
from signaal.actions.context import operator
from signaal.actions.democodes import current_code
from signaal.cli.doors import Account, Doors
from signaal.cli.serving import address, serve_instance
from signaal.cli.voice import Voice
from signaal.runtime import StartError, open_tools, read_settings

ACCOUNTS = "demo-accounts.json"


def demo(given: argparse.Namespace, voice: Voice, doors: Doors) -> int:
    """Play the municipality when it is not there yet, show who can log in, and serve unless told not to."""
    folder: Path = given.instance
    if not (folder / ACCOUNTS).exists():
        voice.tell("demo.playing")
        _play(folder, given.seed, doors)
    accounts = read_accounts(folder)

    def announce(url: str) -> None:
        voice.give({"url": url, "instance": str(folder), "accounts": accounts})
        _show(voice, accounts)

    if given.no_serve:
        settings = read_settings(folder)
        url = address(settings, given.port or settings.server.port)
        announce(url)
        voice.tell("demo.next", folder=folder)
        return 0
    return serve_instance(folder, given.port, voice, doors, announce)


def _play(folder: Path, seed: int, doors: Doors) -> None:
    """Into the instance that `init` made, or beside the place and then moved there: whole or not at all."""
    if (folder / "config.toml").exists():
        _must_be_empty(folder)
        _keep(folder, doors.play_demo(folder, seed))
        return
    unfinished = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        _keep(unfinished, doors.play_demo(unfinished, seed))
        unfinished.replace(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _must_be_empty(folder: Path) -> None:
    """Invented people never come among real ones."""
    if read_settings(folder).production:
        raise StartError(["profile.kind is production: the demo is for an instance of its own"])
    try:
        tools = open_tools(folder)
    except StartError:
        return  # not finished yet: whoever plays finishes it, or says what is wrong
    try:
        if not instances.is_empty(operator(tools)):
            raise StartError(
                ["there are people in this instance already: choose another one with --instance"]
            )
    finally:
        tools.store.close()


def _keep(folder: Path, accounts: Sequence[Account]) -> None:
    """Last of all: with this file the demo is finished, without it nothing is."""
    unfinished = folder / f".{ACCOUNTS}.part"
    with open(unfinished, "w", encoding="utf-8", opener=_private) as file:
        json.dump([dict(account) for account in accounts], file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / ACCOUNTS)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_accounts(folder: Path) -> list[Account]:
    """The accounts of a demo instance.

    Raises:
        StartError: it is no demo instance, or the file cannot be read.
    """
    try:
        found = json.loads((folder / ACCOUNTS).read_text(encoding="utf-8"))
        return [{name: str(value) for name, value in account.items()} for account in found]
    except (OSError, ValueError, AttributeError, TypeError):
        raise StartError([f"{ACCOUNTS} is not there or not readable: run signaal demo first"]) from None


def _show(voice: Voice, accounts: Sequence[Account]) -> None:
    voice.tell("demo.accounts")
    for account in accounts:
        team = f", {account['team']}" if account.get("team") else ""
        role = voice.words(f"role.{account['role']}")
        voice.line(f"  {account['login']:<22} {account['name']} ({role}{team})")
        voice.line(f"  {'':<22} {account['passphrase']}")
    voice.tell("demo.code_how")


def code(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """The current login code of one demo account. Exit code 2 when there is no such account."""
    found = {account["login"]: account for account in read_accounts(given.instance)}
    if given.login not in found:
        raise StartError([voice.words("code.unknown", logins=", ".join(sorted(found)))])
    tools = open_tools(given.instance)
    try:
        now = current_code(operator(tools), found[given.login]["totp_secret"])
    finally:
        tools.store.close()
    voice.give({"login": given.login, "code": now.code, "seconds": now.seconds})
    voice.line(now.code)
    voice.tell("code.left", n=now.seconds)
    return 0
