"""A mail server of a few verbs on loopback, for tests: it takes, refuses, delays or drops."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class Postbox:
    """The server's behaviour, to be changed at will, and what it took. `answers`: verb -> reply line.

    `denies`: it takes a mail and hangs up without saying so. `silent`: it takes it and says nothing, until the other
    end gives up.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    tls: ssl.SSLContext | None = None
    drops_at: str | None = None
    denies: bool = False
    silent: bool = False
    taken: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Postbox = self.server.postbox  # type: ignore[attr-defined]  # set by postbox_server
        self._say("220 postbox ready")
        self._listen(box)

    def _listen(self, box: Postbox) -> None:
        while line := self.rfile.readline():
            text = line.decode().strip()
            verb = text.split(" ")[0].upper()
            box.heard.append(text)
            if box.drops_at == verb:
                return
            if verb == "EHLO" and verb not in box.answers:
                self._say(*[f"250-{one}" for one in ("postbox", *box.extensions)], "250 HELP")
            elif verb == "DATA" and verb not in box.answers:
                self._take(box)
            elif verb == "STARTTLS" and box.tls is not None:
                self._say("220 go on")
                with closing(box.tls.wrap_socket(self.connection, server_side=True)) as inside:
                    self.rfile, self.wfile = inside.makefile("rb"), inside.makefile("wb")
                    self._listen(box)
                return
            else:
                self._say(box.answers.get(verb, "221 bye" if verb == "QUIT" else "250 fine"))

    def _take(self, box: Postbox) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        answer = box.answers.get(".", "250 taken")
        if answer.startswith("2"):
            box.taken.append(b"".join(lines))
        if box.silent:
            self.rfile.read()
            return
        if box.denies:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._say(answer)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or refuses our certificate, is what the tests are about."""


@pytest.fixture
def new_postbox() -> Iterator[Callable[[], Postbox]]:
    """Starts mail servers on demand; all are stopped at the end."""
    with ExitStack() as stack:

        def start() -> Postbox:
            server = stack.enter_context(_Server(("127.0.0.1", 0), _Talk))
            box = Postbox(port=server.server_address[1])
            server.postbox = box  # type: ignore[attr-defined]  # read by the handler above
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return box

        yield start


@pytest.fixture
def postbox(new_postbox: Callable[[], Postbox]) -> Postbox:
    """One mail server that takes everything."""
    return new_postbox()
