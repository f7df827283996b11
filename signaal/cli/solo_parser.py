"""The arguments of `signaal solo`."""

from __future__ import annotations

from typing import Any, Protocol

NEEDED = ("kind", "municipality", "person", "login", "officer", "officer-login")
OPTIONAL = ("email", "officer-email")


class Taking(Protocol):
    """As much of a parser as is used here: it knows this module, so this module does not know it."""

    def needs(self, name: str, about: str, **kwargs: Any) -> None: ...

    def takes(self, name: str, about: str, **kwargs: Any) -> None: ...


def add(solo: Taking) -> None:
    """Who, where, and the privacy officer from outside."""
    solo.needs("name", "solo.name")
    for name in NEEDED:
        solo.takes(f"--{name}", _about(name), required=True)
    for name in OPTIONAL:
        solo.takes(f"--{name}", _about(name), default="")
    solo.takes("--profession", "help.profession")


def _about(name: str) -> str:
    return f"solo.{name.replace('-', '_')}"
