"""How a connection is set up: the settings of SQLite and PostgreSQL that our promises rest on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

WAIT_SECONDS = 5.0
"""How long a unit waits for another's lock before it gives up."""
READERS = 8

_SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # erased bytes are overwritten
    "PRAGMA recursive_triggers = ON",  # or REPLACE would delete without its trigger
    "PRAGMA temp_store = MEMORY",  # no leftovers of a sort on disk
)


def checked(url: str) -> URL:
    """The parsed address of a database we know. ValueError otherwise; the text never shows a password."""
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise ValueError("this is no address of a database") from problem
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError(f"unknown kind of database: {parsed.get_backend_name()}; use sqlite or postgresql")
    if is_sqlite(parsed) and parsed.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file: sqlite:////path/signaal.db")
    return parsed


def is_sqlite(url: URL) -> bool:
    """True for the embedded database."""
    return url.get_backend_name() == "sqlite"


def build_engine(url: URL, *, read_only: bool = False, enforce_keys: bool = True) -> Engine:
    """An engine with our settings. `enforce_keys=False` only to migrate SQLite, which rebuilds tables."""
    if is_sqlite(url):
        return _sqlite_engine(url, read_only, enforce_keys)
    return _postgres_engine(url, read_only)


def _postgres_engine(url: URL, read_only: bool) -> Engine:
    settings = {
        "timezone": "UTC",
        "lock_timeout": f"{round(WAIT_SECONDS * 1000)}ms",
        "idle_in_transaction_session_timeout": "60s",
    }
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=WAIT_SECONDS,
        connect_args={"options": " ".join(f"-c {name}={value}" for name, value in settings.items())},
        # A read sees one moment, as in SQLite; a write sees what others committed while it waited for a row.
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
        execution_options={"postgresql_readonly": True} if read_only else {},
    )
    event.listen(engine, "handle_error", _tell_no_values)
    return engine


def _tell_no_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row ("Key (login)=(j.jansen) already exists"): leave only the place."""
    original, shown = context.original_exception, context.sqlalchemy_exception
    place = getattr(original, "diag", None)
    if place is None or shown is None or place.sqlstate is None:
        return
    text = " ".join(
        filter(None, (place.sqlstate, place.table_name, place.column_name, place.constraint_name))
    )
    original.args = (text,)
    shown.args = (f"({type(original).__name__}) {text}",)


def _sqlite_engine(url: URL, read_only: bool, enforce_keys: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_timeout=WAIT_SECONDS,
        pool_size=READERS if read_only else 1,
        max_overflow=0,
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # pysqlite's own transactions off: we say BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout = {round(WAIT_SECONDS * 1000)}")
        for setting in _SQLITE_SETTINGS:
            connection.execute(setting)
        if not enforce_keys:
            connection.execute("PRAGMA foreign_keys = OFF")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        if not connection.get_execution_options().get("outside_transaction"):
            connection.exec_driver_sql(begin)

    @event.listens_for(engine, "checkin")
    def end(connection: Any, _record: Any) -> None:
        # A COMMIT that failed (a loose foreign key, a full disk) leaves SQLite's transaction open.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine
