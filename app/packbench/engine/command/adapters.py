"""Results and undo records of commands as JSON."""

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

R = TypeVar("R")

_ADAPTERS: "dict[type[Any], TypeAdapter[Any]]" = {}


def adapter_of(result_type: type[R]) -> "TypeAdapter[R]":
    """Writes and reads a type of results or undo records as JSON."""
    # Building one costs milliseconds, so each result type has its own for the process's life.
    found = _ADAPTERS.get(result_type)
    if found is None:
        from pydantic import TypeAdapter  # noqa: PLC0415 - costs a start 0.1 s

        found = _ADAPTERS[result_type] = TypeAdapter(result_type)
    return found
