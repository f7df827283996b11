"""Runs the migrations, on a connection that `signaal.store.schema.migrate` hands over.

From the command line of Alembic: `alembic -x url=sqlite:////path/signaal.db upgrade head`.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from signaal.store.connections import build_engine, checked
from signaal.store.tables import SCHEMA


def run(connection: Connection) -> None:
    """Every migration in a transaction of its own; SQLite changes tables by rebuilding them."""
    context.configure(
        connection=connection,
        target_metadata=SCHEMA,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        transaction_per_migration=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def connect_and_run() -> None:
    """Use the connection handed over, or open the address after `-x url=`."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    url = context.get_x_argument(as_dictionary=True).get("url")
    if not isinstance(url, str):
        raise SystemExit("say which database: alembic -x url=sqlite:////path/signaal.db ...")
    engine = build_engine(checked(url), enforce_keys=False)
    with engine.connect() as opened:
        run(opened)
    engine.dispose()


if context.is_offline_mode():
    raise SystemExit("migrations run on a database only: leave out --sql")
connect_and_run()
