"""What somebody types where a file could have said it: the same columns, forms and limits."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from packbench.domain.rejects import RejectCode
from packbench.exchange.rejects import Reject, shown

Fields = TypeVar("Fields")


class WrongCellsError(ValueError):
    """Texts that their columns do not take; `rejects` says why, of row 0."""

    def __init__(self, rejects: list[Reject]) -> None:
        super().__init__(rejects)
        self.rejects = rejects


def typed_row(row_type: type[Fields], texts: Mapping[str, str]) -> Fields:
    """A row of one of `exchange.kinds`, of texts by column; an empty one gives the default.

    Raises WrongCellsError with every text that can't be taken, as an import would reject it.
    """
    told = {name: stripped for name, text in texts.items() if (stripped := text.strip())}
    try:
        row: Fields = _adapter(row_type).validate_python(told)
    except ValidationError as error:
        raise WrongCellsError([_reject(told, one) for one in error.errors()]) from error
    return row


def _adapter(row_type: type[Any]) -> TypeAdapter[Any]:
    # Building one costs milliseconds, so each type has its own for the process's life.
    if row_type not in _ADAPTERS:
        _ADAPTERS[row_type] = TypeAdapter(row_type)
    return _ADAPTERS[row_type]


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _reject(told: Mapping[str, str], item: ErrorDetails) -> Reject:
    params = dict(item.get("ctx", {}))
    column = str(item["loc"][0]) if item["loc"] else str(params.pop("column"))
    missing = item["type"] == "missing"
    code = RejectCode.REQUIRED if missing else RejectCode(item["type"])
    return Reject(0, column, shown(told.get(column, "")), code, params)
