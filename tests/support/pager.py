"""A pager on loopback, for tests: it takes, refuses, redirects, is slow, or takes and hangs up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Beeper:
    """`status`: what it answers. `hangs`: it says nothing until the other end gives up. `drops`: it takes the page and
    says nothing.
    """

    url: str = ""
    status: int = 204
    location: str = ""
    hangs: bool = False
    drops: bool = False
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def _handler(beeper: Beeper) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server asks for
            body = self.rfile.read(int(self.headers["Content-Length"]))
            beeper.asked.append(self.path)
            beeper.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if beeper.hangs:
                self.rfile.read()
            if beeper.hangs or beeper.drops:
                self.close_connection = True
                return
            self.send_response(beeper.status)
            if beeper.location:
                self.send_header("Location", beeper.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gives up is what the tests are about."""


@pytest.fixture
def new_beeper() -> Iterator[Callable[[], Beeper]]:
    """Starts pagers on demand; all are stopped at the end."""
    with ExitStack() as stack:

        def start() -> Beeper:
            beeper = Beeper()
            server = stack.enter_context(_Server(("127.0.0.1", 0), _handler(beeper)))
            beeper.url = f"http://127.0.0.1:{server.server_address[1]}/piep?team=oost"
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return beeper

        yield start


@pytest.fixture
def beeper(new_beeper: Callable[[], Beeper]) -> Beeper:
    """One pager that takes everything."""
    return new_beeper()
