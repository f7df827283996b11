"""What the door needs of the rest of the house, handed in: the gate to actions, a clock, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from signaal.access.permissions import Permission
from signaal.clock import Clock

if TYPE_CHECKING:
    from signaal.actions.context import Ctx, Tools


class Gate(Protocol):
    """The narrow way from a request to the actions: who comes, and a trace of a refusal."""

    def open(self, token: str, request_id: str, address: str) -> Ctx | None:
        """The logged-in person behind a cookie token, or None: unknown, ended and expired look the same."""
        ...

    def refused(self, ctx: Ctx, permission: Permission) -> None:
        """Leave a trace of a refusal in the log, in a transaction of its own."""
        ...


@dataclass(frozen=True)
class Site:
    """Settings of the door. `health` answers {"ok": bool, ...} without anything personal.

    `trusted_proxies` is the number of reverse proxies whose X-Forwarded-* count; 0 trusts none.
    `instance` is the folder where the scheduler writes nu.html; `max_bytes` bounds a request.
    """

    gate: Gate
    clock: Clock
    instance: Path
    health: Callable[[], Mapping[str, object]]
    tools: Tools | None = None
    behind_tls: bool = False
    trusted_proxies: int = 0
    contact: str = "mailto:security@signaal.invalid"
    theme: str | None = None
    max_bytes: int = 256 * 1024
