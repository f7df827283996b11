"""The schema's version: tables come from the migrations only, never from the models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from signaal.store.connections import build_engine, checked, is_sqlite
from signaal.store.failures import translated

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parents[2] / "migrations"


def migrate(url: str, revision: str = "head") -> str:
    """Bring a database to a revision (default: the newest), each step in its own transaction.

    Returns:
        The revision it now has.

    Raises:
        Unavailable: the database is locked, full or gone; the step that failed left nothing.
    """
    from alembic import command  # a fifth of the time to start, for who migrates only

    database = checked(url)
    engine = build_engine(database, enforce_keys=False)
    try:
        with translated(), engine.connect() as connection:
            settings = _settings()
            settings.attributes["connection"] = connection
            before = _revision(connection)
            connection.rollback()
            if _goes_down(settings, before, revision):
                command.downgrade(settings, revision)
            else:
                command.upgrade(settings, revision)
            if is_sqlite(database):
                _refuse_loose_ends(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
            now = _revision(connection)
    finally:
        engine.dispose()
    return now or "base"


def head() -> str:
    """The revision that the code expects: migrations are numbered, and each file is named after its number."""
    return max((path.name.partition("_")[0] for path in (FOLDER / "versions").glob("*_*.py")), default="base")


def current(url: str) -> str:
    """The revision that a database has; `base` when it has none. Unavailable when it cannot be reached."""
    engine = build_engine(checked(url))
    try:
        with translated(), engine.connect() as connection:
            return _revision(connection) or "base"
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return None if found is None else str(found)


def _settings() -> Config:
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return settings


def _goes_down(settings: Config, current: str | None, revision: str) -> bool:
    if revision == "base" or revision.startswith("-"):
        return True
    if current is None or revision in {"head", "heads"}:
        return False
    from alembic.script import ScriptDirectory

    older = ScriptDirectory.from_config(settings).iterate_revisions(current, "base")
    return revision in {script.revision for script in older} - {current}


def _refuse_loose_ends(found: object) -> None:
    if found:
        raise RuntimeError(f"foreign keys lead nowhere after migrating: {found}")
