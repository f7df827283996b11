"""What a database error means to somebody who waits: locked, full or gone is "not now".

Everything else is a mistake of ours and passes through unchanged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from signaal.terms import Say, Unavailable

_NOT_NOW = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM,
}  # fmt: skip


def unavailable() -> Unavailable:
    """The error that doors show as a page that says what happened (503)."""
    return Unavailable(Say("errors.database"))


@contextmanager
def translated() -> Iterator[None]:
    """Turn a locked, full or unreachable database into Unavailable; let everything else through.

    Raises:
        Unavailable: nothing was stored; trying again later may help.
    """
    try:
        yield
    except exc.TimeoutError as problem:
        raise unavailable() from problem
    except exc.DBAPIError as problem:
        if not _is_not_now(problem):
            raise
        raise unavailable() from problem


def _is_not_now(problem: exc.DBAPIError) -> bool:
    if problem.connection_invalidated:
        return True
    original = problem.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in _NOT_NOW
    return isinstance(problem, exc.OperationalError | exc.InterfaceError)
