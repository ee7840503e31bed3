"""Errors in the log: a bug under an incident id, refusals and faults with their codes.

Messages of exceptions may quote what a customer is called; the log therefore keeps an exception's
kind and the way to it, and the message only of kinds that speak of the program alone.
"""

import logging
import traceback
from uuid import uuid4

from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.logs.masking import fields

_log = logging.getLogger("packbench")

_OF_THE_PROGRAM = (
    AttributeError,
    TypeError,
    NameError,
    ImportError,
    ArithmeticError,
    IndexError,
    AssertionError,
)
_NUMBERS = (
    *("kind", "sku", "name", "other", "warehouse", "available", "units", "open"),
    *("line", "command", "setting", "revision", "wanted"),
)
_LOGGED = "packbench_logged_as"


def log_bug(error: BaseException) -> str:
    """Logs a bug, once, and gives the incident id by which it is found again."""
    incident = getattr(error, _LOGGED, None) or uuid4().hex[:8]
    if not hasattr(error, _LOGGED):
        setattr(error, _LOGGED, incident)
        _log.error("incident id=%s", incident, exc_info=error)
    return str(incident)


def log_refusal(error: Refusal | EnvironmentFault) -> None:
    """Logs what was refused, or what was wrong around us, once: its code and its numbers."""
    if hasattr(error, _LOGGED):
        return
    setattr(error, _LOGGED, "")
    word = "refusal" if isinstance(error, Refusal) else "fault"
    numbers = {name: value for name, value in error.params.items() if name in _NUMBERS}
    _log.info("%s %s", word, fields(code=error.code.value, **numbers))


def trace_lines(error: BaseException) -> list[str]:
    """The way to an error and to what caused it, without the data in its messages."""
    lines: list[str] = []
    for one in _chain(error):
        frames = traceback.extract_tb(one.__traceback__)
        lines += [f"{at.filename}:{at.lineno} in {at.name}: {at.line}" for at in frames]
        lines.append(_kind(one))
    return lines


def _chain(error: BaseException) -> list[BaseException]:
    """What caused the error first, the error last; an error may be told as its own cause."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.insert(0, cause)
        hidden = cause.__suppress_context__
        cause = cause.__cause__ or (None if hidden else cause.__context__)
    return found


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, _OF_THE_PROGRAM):
        return f"{name}: {error}"
    known = fields(
        sqlstate=getattr(error, "sqlstate", None),
        sqlite=getattr(error, "sqlite_errorname", None),
        constraint=getattr(getattr(error, "diag", None), "constraint_name", None),
        errno=getattr(error, "errno", None),
    )
    return f"{name} {known}".rstrip()
