"""What all tables share: column types, naming of constraints, one MetaData."""

import enum
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Numeric,
    String,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from packbench.db.schema.mapped import Declarative, mapped_column

_MONEY_SCALE = 4
_MONEY_UNIT = Decimal(10) ** -_MONEY_SCALE


class Money(TypeDecorator[Decimal]):
    """An amount of money with four decimals: NUMERIC, on SQLite an integer of 1/10,000."""

    impl = Numeric(14, _MONEY_SCALE)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite has no exact decimals, so it stores whole numbers."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(14, _MONEY_SCALE))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Rounds to four decimals, the finest unit that is kept."""
        if value is None:
            return None
        exact = value.quantize(_MONEY_UNIT)
        return int(exact.scaleb(_MONEY_SCALE)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The amount as Decimal on both engines."""
        if value is None:
            return None
        return Decimal(value).scaleb(-_MONEY_SCALE) if dialect.name == "sqlite" else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; naive ones are a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite stores it without zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


_ID_TYPE = BigInteger().with_variant(Integer(), "sqlite")

Id = Annotated[int, mapped_column(_ID_TYPE, primary_key=True)]
"""A surrogate key."""

SortText = String().with_variant(String(collation="C"), "postgresql")
"""Text that is compared byte by byte on both engines: keys and codes, not words for people."""


class Base(Declarative):
    """The one MetaData, with names for every constraint so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - it is read from the class
        int: BigInteger().with_variant(Integer(), "sqlite"),
        Decimal: Money,
        datetime: UtcDateTime,
    }


def one_of(column: str, words: type[enum.StrEnum]) -> CheckConstraint:
    """A CHECK that `column` holds one of the words of an enumeration."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def not_negative(*columns: str) -> list[CheckConstraint]:
    """A CHECK for each column that it is 0 or more."""
    return [CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative") for column in columns]
