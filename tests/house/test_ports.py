"""A reserved port: only who asks for its number gets it, again and again."""

from __future__ import annotations

import socket

import pytest

from tests.support.ports import reserved_port


def test_who_knows_the_number_listens_there_and_nobody_else_gets_it() -> None:
    with reserved_port() as port:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
        for _ in range(2):  # a life that ends, and the next one
            with socket.create_server(("127.0.0.1", port)):
                socket.create_connection(("127.0.0.1", port)).close()
        with socket.socket() as stranger, pytest.raises(OSError):
            stranger.bind(("127.0.0.1", port))
