"""The classes that name tables and columns: SQLAlchemy's tables, without its mapper.

A class of the schema is written as SQLAlchemy's declarative ones are. No row becomes an object, so
that its attributes are the columns themselves: to map a hundred classes was a large part of every
start, and a query of mapped attributes is made slower (decision 0280).
"""

from collections.abc import Iterator
from datetime import date
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Generic,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
    get_origin,
)

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    FromClause,
    LargeBinary,
    MetaData,
    String,
    Table,
)
from sqlalchemy.types import TypeEngine

T = TypeVar("T")
M = TypeVar("M")

_TYPES: dict[Any, Any] = {
    str: String,
    bool: Boolean,
    date: Date,
    float: Double,
    bytes: LargeBinary,
}


class Mapped(Generic[T]):
    """Annotates a column: what is in its brackets is its type, and whether it may be NULL."""

    if TYPE_CHECKING:

        def __get__(self, instance: None, owner: type[object]) -> Column[T]:
            """The column, which takes the place of the annotation."""


class _Said(NamedTuple):
    """What is said of a column beside its name and type."""

    arguments: tuple[Any, ...] = ()
    options: dict[str, Any] = {}  # noqa: RUF012 - nobody writes into it


def mapped_column(*arguments: Any, **options: Any) -> Any:
    """What is to be said of a column beside its name and type, as `sqlalchemy.Column` takes it."""
    return _Said(arguments, options)


class _Mapping(type):
    """Makes the table of every class that names one."""

    __table__: Table

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        if "__tablename__" in namespace:
            cls.__table__ = _make_table(cls, namespace.get("__table_args__", ()))

    def __clause_element__(cls) -> FromClause:
        """What stands for the class in a statement."""
        return cls.__table__


class Declarative(metaclass=_Mapping):
    """The base of all tables; a class of its own gives it a `metadata`."""

    __tablename__: ClassVar[str]
    metadata: ClassVar[MetaData]
    type_annotation_map: ClassVar[dict[Any, Any]] = {}


class _Alias:
    """A table under another name."""

    def __init__(self, table: FromClause) -> None:
        self._table = table

    def __getattr__(self, name: str) -> object:
        columns = self._table.c
        if name not in columns:
            raise AttributeError(name)
        return columns[name]

    def __clause_element__(self) -> FromClause:
        """What stands for it in a statement."""
        return self._table


def aliased(model: type[M]) -> type[M]:
    """The table of a class once more in a statement."""
    return cast("type[M]", _Alias(cast("_Mapping", model).__table__.alias()))


def model_of(column: Column[Any]) -> type[Declarative]:
    """The class that a column belongs to; none of an alias."""
    return cast("type[Declarative]", column.table.info["model"])


def _make_table(model: Any, rest: tuple[Any, ...]) -> Table:
    """The table of a class, whose attributes become its columns."""
    keywords = rest[-1] if rest and isinstance(rest[-1], dict) else {}
    columns = [_column(model, *one) for one in _attributes(model)]
    constraints = rest[:-1] if keywords else rest
    table = Table(
        *(model.__tablename__, model.metadata, *columns, *constraints),
        info={"model": model},
        **keywords,
    )
    for column in columns:
        setattr(model, column.name, column)
    return table


def _attributes(model: type) -> Iterator[tuple[str, Any, _Said]]:
    """Name, type and what else is said of each column, those of the class first."""
    for one in model.__mro__:
        said = vars(one)
        for name, annotation in said.get("__annotations__", {}).items():
            if get_origin(annotation) is Mapped:
                yield name, get_args(annotation)[0], said.get(name) or _Said()


def _column(model: Any, name: str, type_: Any, said: _Said) -> Column[Any]:
    if get_origin(type_) is Annotated:
        type_, said = get_args(type_)
    parts = get_args(type_) or (type_,)
    options = {"nullable": NoneType in parts, **said.options}
    if any(isinstance(one, type | TypeEngine | ForeignKey) for one in said.arguments):
        # a foreign key has the type of what it names
        return Column(name, *said.arguments, **options)
    [kind] = set(parts) - {NoneType}
    known = model.type_annotation_map.get(kind) or _TYPES[kind]
    return Column(name, known, *said.arguments, **options)
