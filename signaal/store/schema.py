"""The schema's version: tables come from the migrations only, never from the models."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from signaal.store.connections import build_engine, checked, is_sqlite
from signaal.store.failures import translated

FOLDER = Path(__file__).parents[2] / "migrations"


def migrate(url: str, revision: str = "head") -> str:
    """Bring a database to a revision (default: the newest), each step in its own transaction.

    Returns:
        The revision it now has.

    Raises:
        Unavailable: the database is locked, full or gone; the step that failed left nothing.
    """
    database = checked(url)
    engine = build_engine(database, enforce_keys=False)
    try:
        with translated(), engine.connect() as connection:
            settings = _settings()
            settings.attributes["connection"] = connection
            current = MigrationContext.configure(connection).get_current_revision()
            connection.rollback()
            if _goes_down(settings, current, revision):
                command.downgrade(settings, revision)
            else:
                command.upgrade(settings, revision)
            if is_sqlite(database):
                _refuse_loose_ends(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
            now = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return now or "base"


def head() -> str:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(_settings()).get_current_head() or "base"


def current(url: str) -> str:
    """The revision that a database has; `base` when it has none. Unavailable when it cannot be reached."""
    engine = build_engine(checked(url))
    try:
        with translated(), engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or "base"
    finally:
        engine.dispose()


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return settings


def _goes_down(settings: Config, current: str | None, revision: str) -> bool:
    if revision == "base" or revision.startswith("-"):
        return True
    if current is None or revision in {"head", "heads"}:
        return False
    older = ScriptDirectory.from_config(settings).iterate_revisions(current, "base")
    return revision in {script.revision for script in older} - {current}


def _refuse_loose_ends(found: object) -> None:
    if found:
        raise RuntimeError(f"foreign keys lead nowhere after migrating: {found}")
