"""An application on localhost, served by waitress in a thread of the test, that ends whole.

Waitress's own `close` is for the thread that serves: from another it takes the sockets away under a running select.
Here that thread is told to end and waited for; only then does anything close. No thread and no socket is left.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server
from waitress.task import ThreadedTaskDispatcher

THREADS = 4
PATIENCE = 60
"""Seconds for the requests that still run when the end is asked."""


class _Workers(ThreadedTaskDispatcher):
    """Waitress's own, and it knows its threads: they are waited for until they are gone."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[threading.Thread] = []

    def start_new_thread(self, target: Callable[..., Any], thread_no: int) -> None:
        """Called for each thread of the count."""
        made = threading.Thread(target=target, name=f"waitress-{thread_no}", args=(thread_no,), daemon=True)
        self._all.append(made)
        made.start()

    def end(self) -> None:
        """What runs is finished, what waits is dropped; nobody is left."""
        self.shutdown(cancel_pending=True, timeout=PATIENCE)
        for thread in self._all:
            _gone(thread)


def _gone(thread: threading.Thread) -> None:
    thread.join(PATIENCE)
    assert not thread.is_alive(), f"{thread.name} of the test server does not end"


@contextmanager
def listening_to(app: Flask) -> Iterator[str]:
    """Serve an application on localhost until the block ends; its address."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    workers, places = _Workers(), dict[int, Any]()
    workers.set_thread_count(THREADS)
    server = cast(
        TcpWSGIServer,
        create_server(
            app,
            map=places,
            sockets=[listening],
            _dispatcher=workers,
            ident=None,
            clear_untrusted_proxy_headers=True,
        ),
    )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    ending = threading.Event()

    def serve() -> None:
        while not ending.is_set():
            wasyncore.loop(map=places, use_poll=True, count=1)

    thread = threading.Thread(target=serve, name="test server", daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{listening.getsockname()[1]}"
    finally:
        ending.set()
        server.pull_trigger()  # it wakes, and sees
        _gone(thread)
        workers.end()
        wasyncore.close_all(places)
