"""One request as the guard sees it: who comes, in which language, from where. Lives in `flask.g`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import g

from signaal.terms import LoginNeeded

if TYPE_CHECKING:
    from signaal.actions.context import Ctx


@dataclass
class Visit:
    """`address` is whole, for the throttle: truncate it before it is written. `began` is aware UTC."""

    request_id: str
    address: str
    began: datetime
    lang: str = "nl"
    ctx: Ctx | None = None
    start_token: str | None = None
    start_token_is_new: bool = False
    csrf_failed: bool = False
    offered_again: bool = False
    """What was typed before the screen closed is drawn in its form again; nothing is done with it yet."""
    looked: bool = False
    """Did the view validate a form?"""


def visit() -> Visit:
    """The visit of this request."""
    found: Visit = g.visit
    return found


def has_visit() -> bool:
    """False outside a request, and in the first lines of one."""
    return "visit" in g


def ctx() -> Ctx:
    """Who is logged in, ready to hand to an action.

    Raises:
        LoginNeeded: nobody is; only public pages can meet this.
    """
    found = visit().ctx
    if found is None:
        raise LoginNeeded()
    return found
