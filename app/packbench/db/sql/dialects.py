"""What SQLAlchemy has for one engine only, loaded for the engine in use and not for the other."""

from importlib import import_module
from types import ModuleType

from sqlalchemy import Connection


def dialect_of(connection: Connection) -> ModuleType:
    """The library's module of the engine in use; its `insert` knows what to do in a conflict."""
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
