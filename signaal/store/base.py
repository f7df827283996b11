"""What every table shares: the base class, column types and names of constraints.

Rows are typed SQLAlchemy 2 dataclasses, keyword only; a row's text never shows its values.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, dataclass_transform

from sqlalchemy import (
    JSON,
    TIMESTAMP,
    BigInteger,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column
from sqlalchemy.types import TypeEngine

from signaal import terms

WRITTEN_AS = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How a moment stands in SQLite: fixed width, so that text order is time order."""


def written(moment: datetime) -> str:
    """A moment in UTC as `WRITTEN_AS` says, without reading that pattern anew for each moment of each row."""
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC: timestamptz in PostgreSQL, fixed-width text in SQLite.

    Raises:
        ValueError: a naive datetime is handed in. SQLite's own type would take it and lose the zone.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """A moment on its way in."""
        if value is None:
            return None
        moment = terms.aware(value)
        return moment if dialect.name == "postgresql" else written(moment)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """A moment on its way out: always aware, always UTC."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return terms.aware(value)
        return datetime.fromisoformat(value).astimezone(UTC)


BigNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: SQLite's INTEGER is that already, and only INTEGER may be its row number."""

Id = Annotated[str, mapped_column(String(32), primary_key=True)]
"""A random row id of 32 hexadecimal characters, made by the caller."""


def refers_to(column: str) -> ForeignKey:
    """A foreign key that is checked at commit, so that rows of one unit may be written in any order."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Base of every row."""

    __witness__: ClassVar[tuple[str, ...]] = ()
    """Columns whose change needs an event in the log; empty: the table is not evidence.
    Left out are volatile columns only: leases, tries, last seen."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        bytes: LargeBinary,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[int]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
    }
