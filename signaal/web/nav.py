"""The menu: each role's room offers its pages, a person sees those that the role permits."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from signaal.access.permissions import Permission
from signaal.web.speech import t
from signaal.web.visit import visit


@dataclass(frozen=True)
class NavItem:
    """One entry: the endpoint it leads to, the key of its word, who may see it. `place` orders the menu."""

    endpoint: str
    key: str
    permission: Permission
    place: int = 50


@dataclass(frozen=True)
class Shown:
    url: str
    label: str
    current: bool


def offer(app: Flask, *items: NavItem) -> None:
    """Add entries to the menu of this app."""
    app.extensions.setdefault("signaal.nav", []).extend(items)


def menu() -> list[Shown]:
    """The entries for who is here; nobody logged in has no menu."""
    here = visit()
    if here.ctx is None:
        return []
    items: list[NavItem] = sorted(current_app.extensions.get("signaal.nav", []), key=lambda item: item.place)
    links = [(url_for(item.endpoint), t(item.key)) for item in items if here.ctx.holds(item.permission)]
    inside = max((url for url, _label in links if _is_inside(url, request.path)), key=len, default="")
    return [Shown(url, label, url == inside) for url, label in links]


def _is_inside(url: str, path: str) -> bool:
    """Of two entries that hold this page, the one with the longer address is where somebody is."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
