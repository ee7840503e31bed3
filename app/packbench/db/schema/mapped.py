"""The classes that name tables and columns, without SQLAlchemy's mapper.

A class of the schema is written as SQLAlchemy's declarative ones are, and type checkers take it for
one. No row becomes an object here, so that its attributes are the columns themselves: to map a
hundred classes was a large part of every start, and a query of mapped attributes is made slower.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["Declarative", "InstrumentedAttribute", "Mapped", "aliased", "mapped_column", "model_of"]

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase as Declarative
    from sqlalchemy.orm import InstrumentedAttribute, Mapped, aliased, mapped_column

    def model_of(column: InstrumentedAttribute[Any]) -> type[Any]:
        """The class that a column belongs to; none of an alias."""

else:
    from datetime import date
    from types import NoneType
    from typing import Annotated, get_args, get_origin

    from sqlalchemy import Boolean, Column, Date, Double, ForeignKey, LargeBinary, String, Table
    from sqlalchemy.types import TypeEngine

    InstrumentedAttribute = Column

    class Mapped:
        """What is in its brackets says the type of a column, and whether it may be NULL."""

        def __class_getitem__(cls, item):
            """What is in the brackets."""
            return item

    class mapped_column:  # noqa: N801 - SQLAlchemy's name
        """What is to be said of a column beside its name and type."""

        def __init__(self, *arguments, **options):
            self.arguments, self.options = arguments, options

    class _Mapping(type):
        """Makes the table of every class that names one."""

        def __init__(cls, name, bases, namespace):
            super().__init__(name, bases, namespace)
            if "__tablename__" in namespace:
                _map(cls, namespace.get("__table_args__", ()))

        def __clause_element__(cls):
            """What stands for the class in a statement."""
            return cls.__table__

    class Declarative(metaclass=_Mapping):
        """The base of all tables; a class of its own gives it a `metadata`."""

        type_annotation_map = {}  # noqa: RUF012 - SQLAlchemy's name

    class _Alias:
        """A table under another name."""

        def __init__(self, table):
            self._table = table

        def __getattr__(self, name):
            columns = self._table.c
            if name not in columns:
                raise AttributeError(name)
            return columns[name]

        def __clause_element__(self):
            """What stands for it in a statement."""
            return self._table

    def aliased(model):
        """The table of a class once more in a statement."""
        return _Alias(model.__table__.alias())

    def model_of(column):
        """The class that a column belongs to; none of an alias."""
        return column.table.info["model"]

    _TYPES = {str: String, bool: Boolean, date: Date, float: Double, bytes: LargeBinary}

    def _map(model, rest):
        keywords = rest[-1] if rest and isinstance(rest[-1], dict) else {}
        columns = [_column(model, *one) for one in _attributes(model)]
        model.__table__ = Table(
            model.__tablename__,
            model.metadata,
            *columns,
            *(rest[:-1] if keywords else rest),
            info={"model": model},
            **keywords,
        )
        for column in columns:
            setattr(model, column.name, column)

    def _attributes(model):
        """Name, annotation and what else is said of each column, those of the class first."""
        for one in model.__mro__:
            said = vars(one)
            for name, annotation in said.get("__annotations__", {}).items():
                yield name, annotation, said.get(name) or mapped_column()

    def _column(model, name, annotation, said):
        if get_origin(annotation) is Annotated:
            annotation, said = get_args(annotation)
        parts = get_args(annotation) or (annotation,)
        options = {"nullable": NoneType in parts, **said.options}
        if any(isinstance(one, type | TypeEngine | ForeignKey) for one in said.arguments):
            # a foreign key has the type of what it names
            return Column(name, *said.arguments, **options)
        [kind] = set(parts) - {NoneType}
        type_ = model.type_annotation_map.get(kind) or _TYPES[kind]
        return Column(name, type_, *said.arguments, **options)
