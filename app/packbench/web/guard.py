"""Around every request: whatever is raised becomes an answer, and each request is a log line."""

import logging
import time
from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from packbench.logs.masking import fields
from packbench.web.failures import Failure

_log = logging.getLogger("packbench.web")

_SAFE = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


def answer_of(failure: Failure) -> JSONResponse:
    """A failure as it is sent."""
    return JSONResponse(failure.body, failure.status, failure.headers)


class Guard:
    """The outermost part of the application.

    Args:
        app: what it guards.
        failure_of: tells what is answered to an error.
    """

    def __init__(self, app: ASGIApp, failure_of: Callable[[Exception], Failure]) -> None:
        self._app, self._failure_of = app, failure_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, come what may."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_SAFE]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - the last resort: no traceback is sent
            failure = self._failure_of(error)
            if not status:
                await answer_of(failure)(scope, receive, sending)
        finally:
            _log.info("http %s", _line(scope, status, time.monotonic() - began))


def _line(scope: Scope, status: int, seconds: float) -> str:
    """What is asked, by its name: neither what stands in the path nor in the headers."""
    endpoint: Any = scope.get("endpoint")
    what = getattr(endpoint, "__name__", None)
    channel = scope.get("state", {}).get("channel")
    return fields(what=what, status=status, ms=round(seconds * 1000), channel=channel)
