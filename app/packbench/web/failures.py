"""What goes wrong of a request: the status of the answer, its code, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.logs.incidents import log_bug, log_refusal
from packbench.services.office.ready import meaning_of
from packbench.words.refusals import sentence
from packbench.words.serving import RequestFault, request_words

RETRY_S = 5
"""Seconds after which a program may ask again where the database can't be reached."""

_STATUS: Mapping[RequestFault, int] = {
    RequestFault.UNAUTHORIZED: 401,
    RequestFault.NO_SUCH_PATH: 404,
    RequestFault.NO_SUCH_CHANNEL: 404,
    RequestFault.WRONG_METHOD: 405,
    RequestFault.TOO_SLOW: 408,
    RequestFault.TOO_LARGE: 413,
    RequestFault.BAD_JSON: 422,
    RequestFault.BAD_PARAMETER: 422,
    RequestFault.TOO_OFTEN: 429,
}
_REFUSED: Mapping[Code, int] = {Code.NOT_FOUND: 404, Code.INVALID: 422, Code.BUSY: 503}
_OTHERWISE_REFUSED = 409


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that says what went wrong."""

    status: int
    code: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """As a program reads it."""
        return {"error": {"code": self.code, "message": self.message}, **self.more}


class RequestError(Exception):
    """A request that is answered before any service is asked.

    Args:
        fault: what is wrong with it.
        headers: of the answer.
        params: the values that its sentence names.
    """

    def __init__(
        self, fault: RequestFault, headers: Mapping[str, str] | None = None, /, **params: object
    ) -> None:
        super().__init__(fault, params)
        self.fault, self.params, self.headers = fault, params, dict(headers or {})


def failure_of(context: Context, error: Exception) -> Failure:
    """The answer to a request that failed; a bug is logged, and told by its incident alone."""
    try:
        return _failure(meaning_of(context.database, error))
    except Exception as bug:  # noqa: BLE001 - the last resort: a sentence that can't be told
        return _bug(bug)


def _failure(meant: BaseException) -> Failure:
    match meant:
        case RequestError():
            words = request_words(meant.fault, meant.params)
            return Failure(_STATUS[meant.fault], meant.fault.value, words, meant.headers)
        case Refusal():
            log_refusal(meant)
            status = _REFUSED.get(meant.code, _OTHERWISE_REFUSED)
            if meant.params.get("field") == "cursor":  # its form is right, its time is not
                status = _OTHERWISE_REFUSED
            return Failure(status, meant.code.value, sentence(meant), _again(status))
        case EnvironmentFault():
            log_refusal(meant)
            return Failure(503, meant.code.value, sentence(meant), _again(503))
    return _bug(meant)


def _bug(error: BaseException) -> Failure:
    incident = log_bug(error)
    return Failure(500, "bug", request_words(RequestFault.BUG, {"incident": incident}))


def _again(status: int) -> dict[str, str]:
    return {"Retry-After": str(RETRY_S)} if status == 503 else {}  # noqa: PLR2004 - HTTP's number
