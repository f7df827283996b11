"""What the door needs of the rest of the house, handed in: the gate to actions, a clock, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from signaal.access.permissions import Permission
from signaal.clock import Clock
from signaal.terms import Say

if TYPE_CHECKING:
    from signaal.actions.accounts import Activated, Invitation, TeamCode
    from signaal.actions.challenges import Answer
    from signaal.actions.context import Ctx
    from signaal.actions.enrolment import NewLogin
    from signaal.actions.logins import LoggedIn


class Gate(Protocol):
    """The narrow way from a request to the actions: who comes, a trace of a refusal, what came too late."""

    def open(self, token: str, request_id: str, address: str) -> Ctx | None:
        """The logged-in person behind a cookie token, or None: unknown, ended and expired look the same."""
        ...

    def refused(self, ctx: Ctx, permission: Permission) -> None:
        """Leave a trace of a refusal in the log, in a transaction of its own."""
        ...

    def keep_typed(self, token: str, form: str, typed: Mapping[str, list[str]], at: str) -> str | None:
        """Keep, sealed, what was posted to a session that no longer opens, and where; None when that cannot be."""
        ...

    def finished(self, ctx: Ctx, form_id: str) -> None:
        """A form did its work: what was kept of it before is not needed any more."""
        ...

    def log_in(
        self, login: str, passphrase: str, code: str, address: str, request_id: str, before: str | None
    ) -> LoggedIn:
        """Begin a session. Refused when anything was wrong, Unavailable when too many try at once."""
        ...

    def ask_passkey(self, browser: str) -> dict[str, object]:
        """What a browser hands to an authenticator: one question, for five minutes."""
        ...

    def enter_with_passkey(
        self, browser: str, answer: Answer, address: str, request_id: str, before: str | None
    ) -> LoggedIn:
        """Begin a session with a passkey. Refused as `log_in`."""
        ...

    def can_unlock(self, token: str) -> bool:
        """Would a PIN open this session again?"""
        ...

    def unlock(self, token: str, pin: str, address: str, request_id: str) -> LoggedIn:
        """Open it, under a new token. Refused at `pin`, Unavailable when too many try at once."""
        ...

    def hide_closed(self, token: str, is_from_there: Callable[[bytes], bool]) -> None:
        """Hide a screen that had locked by itself, when the form came from it: no PIN opens it any more."""
        ...

    def invitation(self, token: str, setup: str | None) -> Invitation:
        """What a link to a new account shows. NotFound when the link no longer works."""
        ...

    def activate(self, given: NewLogin, address: str) -> Activated:
        """Take a new account into use. Refused with a sentence per field, NotFound, Unavailable."""
        ...

    def ask_reset(self, login: str, code: str, address: str, request_id: str) -> str:
        """The token of a link to new credentials, for a recovery code. Refused when anything was wrong."""
        ...

    def reset_page(self, token: str, setup: str | None) -> Invitation:
        """What a link to new credentials shows. NotFound when the link no longer works."""
        ...

    def reset(self, given: NewLogin, address: str) -> Activated:
        """Make new credentials that wait for a lead. Refused with a sentence per field, NotFound, Unavailable."""
        ...

    def waiting_codes(
        self, login: str, passphrase: str, code: str, address: str, request_id: str
    ) -> tuple[TeamCode, ...]:
        """The codes to read out once more, for new credentials that wait. Refused when anything was wrong."""
        ...

    def come_back(
        self, login: str, passphrase: str, code: str, paper: str, address: str, request_id: str
    ) -> LoggedIn:
        """Back into the team with the recovery paper. Refused with a sentence per field, Conflict, Unavailable."""
        ...

    def why_closed(self, token: str) -> Say | None:
        """Why this session no longer opens, to tell its owner; None for a token that nobody knows."""
        ...


@dataclass(frozen=True)
class Site:
    """Settings of the door. `health` answers {"ok": bool, ...} without anything personal.

    `trusted_proxies` is the number of reverse proxies whose X-Forwarded-* count; 0 trusts none.
    `instance` is where the scheduler writes nu.html, and where a municipality may put theme.css, its own NL
    Design System theme. `contact_until` is when the contact for leaks must be looked at again (RFC 9116), if
    that was decided. `max_bytes` bounds a request.
    """

    gate: Gate
    clock: Clock
    instance: Path
    health: Callable[[], Mapping[str, object]]
    behind_tls: bool = False
    trusted_proxies: int = 0
    contact: str = "mailto:security@signaal.invalid"
    contact_until: date | None = None
    attention_officer: str = ""
    max_bytes: int = 256 * 1024
    witness: Callable[[int], str] | None = None
    silent: Callable[[], datetime | None] | None = None
    """Since when nothing watches the clocks; None when all is well."""
    """What the program of a witness gets that saw so many events; None when there is no log behind this door."""
