"""The type of a query's row where its columns are told by their names."""

from typing import Any

from sqlalchemy import Row

AnyRow = Row[*tuple[Any, ...]]
