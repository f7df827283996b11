"""How a connection is set up: the settings of SQLite and PostgreSQL that our promises rest on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

WAIT_SECONDS = 5
READERS = 8

_SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # erased bytes are overwritten
    "PRAGMA recursive_triggers = ON",  # or REPLACE would delete without its trigger
    "PRAGMA temp_store = MEMORY",  # no leftovers of a sort on disk
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
)
_POSTGRES_OPTIONS = (
    f"-c timezone=UTC -c lock_timeout={WAIT_SECONDS}s -c idle_in_transaction_session_timeout=60s"
)


def checked(url: str) -> URL:
    """The parsed address of a database we know. ValueError otherwise; the text never shows a password."""
    parsed = make_url(url)
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
    if not is_sqlite(url):
        options = {"postgresql_readonly": True} if read_only else {}
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=WAIT_SECONDS,
            connect_args={"options": _POSTGRES_OPTIONS},
            execution_options=options,
        )
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

    return engine
