"""A municipality's own pager: a short signed POST after Standard Webhooks, to one configured address and no other.

It says which step of a clock was taken and a reference, never content (R21). No redirect is followed, no proxy of the
machine's surroundings is asked, the certificate is checked.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from signaal.notify.mailer import NotDelivered, Problem
from signaal.terms import aware

_GONE = 410
_MOVED = range(300, 400)
_TAKEN = range(200, 300)
LONGEST_ANSWER = 1024
"""Bytes of an answer that are read: it says nothing to us."""


@dataclass(frozen=True)
class Page:
    """One message. `id` follows from the outbox row, so that a page that comes twice is recognised."""

    id: str
    kind: str
    reference: str | None
    created_at: datetime
    sent_at: datetime

    def body(self) -> bytes:
        """What is sent and signed; the same at every try."""
        data = {"kind": self.kind} | ({"reference": self.reference} if self.reference else {})
        stamp = aware(self.created_at).isoformat()
        return json.dumps({"type": "signaal.step", "timestamp": stamp, "data": data}).encode()


class Pager(Protocol):
    """Something that takes a page out of the house."""

    @property
    def organisation(self) -> str:
        """The name of the municipality whose teams are paged; "" is every one."""
        ...

    def page(self, page: Page) -> None:
        """Hand it over. NotDelivered when that did not work."""
        ...


@dataclass(frozen=True)
class WebhookPager:
    """To one https address (or this machine itself). Times in seconds; `sign` signs id, moment and body."""

    url: str
    sign: Callable[[str, int, bytes], str] = field(repr=False)
    organisation: str = ""
    timeout: float = 10
    context: ssl.SSLContext | None = None

    def page(self, page: Page) -> None:
        """Send it and wait for a yes.

        Raises:
            NotDelivered: not reached, not safely, moved, busy; `refused` (final) only when it says 410 Gone.
        """
        body, seconds = page.body(), int(page.sent_at.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": page.id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": self.sign(page.id, seconds, body),
        }
        parts = urlsplit(self.url)
        where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with closing(self._connection(parts.scheme, parts.hostname or "", parts.port)) as connection:
                connection.request("POST", where, body, headers)
                answer = connection.getresponse()
                answer.read(LONGEST_ANSWER)
        except ssl.SSLError:
            raise NotDelivered(Problem.SECURITY) from None
        except (OSError, http.client.HTTPException):
            raise NotDelivered(Problem.UNREACHABLE) from None
        if answer.status in _TAKEN:
            return
        raise NotDelivered(_problem(answer.status))

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            context = self.context or ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=self.timeout, context=context)
        return http.client.HTTPConnection(host, port, timeout=self.timeout)


def wrong_with(url: str) -> str | None:
    """What keeps an address from being a pager's, in a few words; None when nothing does."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "is no address"
    if not parts.hostname or parts.scheme not in ("http", "https"):
        return "has to start with https://"
    if parts.scheme == "http" and not _is_here(parts.hostname):
        return "has to start with https:// unless it is this machine"
    if parts.username or parts.password or parts.fragment:
        return "may hold no name, password or #"
    return None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _problem(status: int) -> Problem:
    """A pager that is set up wrong is tried again for a day: somebody may mend it. Only 410 says never again."""
    if status == _GONE:
        return Problem.REFUSED
    return Problem.MOVED if status in _MOVED else Problem.BUSY
