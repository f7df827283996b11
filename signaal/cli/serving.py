"""Serving: the pages in this process, the clock in one of its own, and both ended together."""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from signaal.actions.context import Tools
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.config.settings import Settings
from signaal.runtime import open_tools, read_settings

PATIENCE = 20.0
"""Seconds for the scheduler to finish what it does."""
AGAIN_AFTER = 5.0
"""Seconds before a scheduler that died is started again."""

_LOG = logging.getLogger("signaal.run")
Announce = Callable[[str], None]


def serve(given: argparse.Namespace, voice: Voice, doors: Doors) -> int:
    """`signaal run`: pages and clock until SIGTERM or Ctrl-C."""
    return serve_instance(given.instance, given.port, voice, doors, lambda _url: None)


def serve_instance(folder: Path, port: int | None, voice: Voice, doors: Doors, announce: Announce) -> int:
    """Serve, and say where: `announce` is called with the address first, the last line is `klaar: <address>`."""
    settings = read_settings(folder)
    logging.getLogger("signaal").setLevel(settings.log.level.upper())
    if port is not None:
        settings = replace(settings, server=replace(settings.server, port=port))
    tools = open_tools(folder, port=settings.server.port)
    clock = _ClockProcess(folder)

    def ready(bound: int) -> None:
        url = address(settings, bound)
        announce(url)
        voice.tell("run.address", folder=folder)
        voice.line(f"klaar: {url}")
        clock.start(bound)

    try:
        doors.serve_web(tools, settings, ready)
    except KeyboardInterrupt:
        pass
    finally:
        clock.end()
        tools.store.close()
    return 0


def address(settings: Settings, port: int) -> str:
    """Where people find it: what the configuration says, else this machine at the port it listens on."""
    return settings.server.public_url or f"http://localhost:{port}"


def schedule(given: argparse.Namespace, _voice: Voice, doors: Doors) -> int:
    """`signaal scheduler`: the clock alone, beside a server of several processes."""
    settings = read_settings(given.instance)
    logging.getLogger("signaal").setLevel(settings.log.level.upper())
    tools: Tools = open_tools(given.instance, port=given.port)
    stop = threading.Event()
    if given.follow:
        threading.Thread(target=_until_closed, args=(stop,), daemon=True).start()
    try:
        doors.run_scheduler(tools, stop)
    finally:
        tools.store.close()
    return 0


def _until_closed(stop: threading.Event) -> None:
    """Whoever started us holds our standard input open; when they are gone, however they went, so are we."""
    while sys.stdin.buffer.read(4096):
        pass
    stop.set()


class _ClockProcess:
    """The scheduler in a process of its own, started again when it dies before it was told to end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: threading.Thread | None = None

    def start(self, port: int) -> None:
        self._keeper = threading.Thread(target=self._keep, args=(port,), daemon=True)
        self._keeper.start()

    def end(self) -> None:
        """Close its input, wait for its last checkpoint, and only then insist."""
        self._ending.set()
        if self._keeper is not None:
            self._keeper.join(PATIENCE + AGAIN_AFTER)

    def _keep(self, port: int) -> None:
        command = [sys.executable, "-m", "signaal", "--instance", str(self._folder), "scheduler"]
        command += ["--follow", "--port", str(port)]
        while not self._ending.is_set():
            # In a session of its own: Ctrl-C is for the server, which then ends the clock in order.
            with subprocess.Popen(  # noqa: S603 - our own interpreter and module, no words of a user
                command, stdin=subprocess.PIPE, start_new_session=True
            ) as process:
                self._watch(process)
            if not self._ending.is_set():
                _LOG.warning("the scheduler ended with code %s; starting it again", process.returncode)
                self._ending.wait(AGAIN_AFTER)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            if self._ending.wait(0.5):
                if process.stdin is not None:
                    process.stdin.close()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                return
