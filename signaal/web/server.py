"""The embedded server: waitress, one process, a few threads. Several processes: see wsgi.py."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from waitress.server import create_server

from signaal.actions.context import Tools
from signaal.config.settings import Settings
from signaal.web.app import create_app

_BODY = 1024 * 1024
"""Bytes of a request at most; the application refuses more than a quarter of it in words."""


def serve_web(tools: Tools, settings: Settings, ready: Callable[[int], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish the requests that run. Call it in the main thread.

    `ready` is called with the port once the address is taken: from then on connections wait, none is lost.

    Raises:
        OSError: the address is in use or not ours.
    """
    host = settings.server
    family = socket.AF_INET6 if ":" in host.host else socket.AF_INET
    listening = socket.create_server((host.host, host.port), family=family, backlog=128)
    server = create_server(
        create_app(tools, settings),
        sockets=[listening],
        threads=host.threads,
        ident=None,
        url_scheme="https" if host.behind_tls else "http",
        clear_untrusted_proxy_headers=not host.trusted_proxies,
        max_request_body_size=_BODY,
        # What is larger than these would be laid in a temporary file: pages and forms never touch the disk.
        inbuf_overflow=2 * _BODY,
        outbuf_overflow=16 * _BODY,
        channel_timeout=60,
    )
    signal.signal(signal.SIGTERM, _leave)
    try:
        ready(int(listening.getsockname()[1]))
        server.run()
    finally:
        server.close()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)  # waitress ends its threads when it sees this
