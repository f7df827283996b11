"""The server of the browser's tests ends whole: no thread, no socket, whoever is still connected."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.support.listener import listening_to


def place_of(address: str) -> tuple[str, int]:
    port = urlsplit(address).port
    assert port is not None
    return "127.0.0.1", port


@pytest.fixture
def app() -> Flask:
    """Answers `/`."""
    made = Flask("listener")
    made.add_url_rule("/", view_func=lambda: "well")
    return made


def test_nothing_is_left_of_a_server_with_open_connections(app: Flask) -> None:
    before = set(threading.enumerate())
    with ExitStack() as stack:
        with listening_to(app) as address:
            place = place_of(address)
            silent = stack.enter_context(closing(socket.create_connection(place)))
            half = stack.enter_context(closing(socket.create_connection(place)))
            half.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            kept = http.client.HTTPConnection(*place)
            stack.callback(kept.close)
            kept.request("GET", "/")
            assert kept.getresponse().read() == b"well"
            assert len(set(threading.enumerate()) - before) == 5, "one that listens and four that answer"
        assert set(threading.enumerate()) <= before
        for line in (silent, half):
            assert line.recv(10) == b"", "its end is told"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(place).close()


def test_a_request_that_runs_is_answered_before_the_end(app: Flask) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        goes_on.wait(60)
        return "late"

    app.add_url_rule("/slow", view_func=slow)
    with ExitStack() as stack:
        server = stack.enter_context(ExitStack())
        line = http.client.HTTPConnection(*place_of(server.enter_context(listening_to(app))))
        stack.callback(line.close)
        line.request("GET", "/slow")
        assert begun.wait(60)
        ends = threading.Thread(target=server.close)
        ends.start()
        assert ends.is_alive(), "it waits for the answer"
        goes_on.set()
        assert line.getresponse().read() == b"late"
        ends.join()
