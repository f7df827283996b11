"""Logging in as somebody of the municipality, and looking at rows as no door can."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from signaal.actions import sessions
from signaal.actions.context import Ctx, operator
from signaal.actions.democodes import current_code
from signaal.clock import MovingClock
from signaal.store.base import Base
from tests.demo.conftest import Municipality

Row = TypeVar("Row", bound=Base)
_CTX: dict[tuple[str, str], Ctx] = {}


def ctx_of(municipality: Municipality, login: str) -> Ctx:
    """A request of this person, at the end of the play."""
    key = (str(municipality.folder), login)
    if key not in _CTX:
        tools = municipality.tools
        account = next(found for found in municipality.result.accounts if found.login == login)
        assert isinstance(tools.clock, MovingClock)
        code = current_code(operator(tools), account.totp_secret).code
        token = sessions.log_in(tools, login, account.passphrase, code, "192.0.2.1", tools.ids()).token
        found = sessions.open(tools, token, tools.ids(), "192.0.2.1")
        assert found is not None
        _CTX[key] = found
    return _CTX[key]


def rows(municipality: Municipality, kind: type[Row]) -> list[Row]:
    """Every row of a table."""
    with municipality.tools.store.reading() as reader:
        return list(reader.session.scalars(select(kind)))
