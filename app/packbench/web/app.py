"""The application: what programs of channels may ask, and who they are.

Who asks is known before anything of a request's body is read; what it asks is a service, done on a
thread of its own. Nothing that is read moves a mark: an answer that is lost can be asked for again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from packbench import __version__
from packbench.domain.catalog import code_key
from packbench.domain.plain import plain_values
from packbench.domain.rejects import RejectCode
from packbench.engine.command.context import Context
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.importing.told import import_document
from packbench.services.office.administration import database_info
from packbench.services.serving.orders import of_channel, take_orders
from packbench.services.serving.shipment_feed import acknowledge_shipments, shipment_feed
from packbench.services.serving.tokens import channel_of_token
from packbench.web.answers import (
    OF_BODIES,
    OF_ERRORS,
    ErrorAnswer,
    HealthAnswer,
    InventoryAnswer,
    MarkAnswer,
    OrdersAnswer,
    ShipmentsAnswer,
    cursor_body,
    rows_body,
)
from packbench.web.bodies import MOST_CURSOR, cursor_of, order_rows
from packbench.web.failures import Failure, RequestError, failure_of
from packbench.web.guard import Guard, answer_of
from packbench.web.limits import RateLimit, read_body
from packbench.web.page import description_page
from packbench.words.language import tr
from packbench.words.serving import RequestFault, rejected_words

_THREADS = 8
"""As many services at a time: a database has as many lines."""
_FEWER_MISSES = 10
"""As many times fewer requests are answered of who is not known."""
_BEARER = {"WWW-Authenticate": 'Bearer realm="packbench"'}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """How much is answered: bytes of a request, and requests a minute of one channel."""

    body_bytes: int = 10_000_000
    a_minute: int = 600


@dataclass(frozen=True, slots=True)
class _Caller:
    """A program that is known: the channel of its token, and the token, which is shown nowhere."""

    channel: str
    token: str = field(repr=False)


class Served:
    """What the requests of one server share."""

    def __init__(self, context: Context, limits: RequestLimits) -> None:
        self.context, self.limits = context, limits
        self._threads = CapacityLimiter(_THREADS)
        self._calls = RateLimit(limits.a_minute)
        self._misses = RateLimit(max(1, limits.a_minute // _FEWER_MISSES))

    async def run(self, work: Callable[[], T]) -> T:
        """Runs a service on a thread of its own."""
        return await run_sync(work, limiter=self._threads)

    async def caller(self, request: Request, code: str, token: str | None) -> _Caller:
        """Who asks; raises RequestError for who is not known, or asks too often."""
        known = partial(channel_of_token, self.context, token or "")
        channel = await self.run(known) if token else None
        if channel is None:
            self._misses.take(request.client.host if request.client else "")
            raise RequestError(RequestFault.UNAUTHORIZED, _BEARER)
        request.state.channel = channel
        self._calls.take(channel)
        if code_key(code) != code_key(channel):
            raise RequestError(RequestFault.NO_SUCH_CHANNEL)
        return _Caller(channel, token or "")

    async def run_for(self, caller: "_Caller", work: Callable[[], T]) -> T:
        """Runs a service for a caller whose body was read, which may have taken a while.

        Raises RequestError where the token was revoked meanwhile.
        """

        def known_still() -> T:
            if channel_of_token(self.context, caller.token) is None:
                raise RequestError(RequestFault.UNAUTHORIZED, _BEARER)
            return work()

        return await self.run(known_still)

    def failure(self, error: Exception) -> Failure:
        """What is answered to an error."""
        return failure_of(self.context, error)


def create_app(context: Context, limits: RequestLimits | None = None) -> FastAPI:
    """The application on a database that is ready."""
    served = Served(context, limits or RequestLimits())
    app = FastAPI(
        title="Packbench",
        version=__version__,
        summary=tr("What programs of channels ask of the warehouse."),
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.add_middleware(Guard, failure_of=served.failure)
    _tell_failures(app, served)
    _add_pages(app, served)
    _add_inventory(app, served)
    _add_shipments(app, served)
    _add_orders(app, served)
    return app


def _tell_failures(app: FastAPI, served: Served) -> None:
    """Answers what the framework refuses, and what services refuse, in one form."""

    async def failed(_: Request, error: Exception) -> JSONResponse:
        return answer_of(served.failure(error))

    async def no_such(request: Request, error: Exception) -> JSONResponse:
        told = error if isinstance(error, HTTPException) else HTTPException(404)
        wrong = told.status_code == 405  # noqa: PLR2004 - HTTP's number
        fault = RequestFault.WRONG_METHOD if wrong else RequestFault.NO_SUCH_PATH
        return await failed(request, RequestError(fault, dict(told.headers or {})))

    async def bad(request: Request, error: Exception) -> JSONResponse:
        (first, *_) = error.errors() if isinstance(error, RequestValidationError) else ({},)
        told = {"name": str(first["loc"][-1]), "value": str(first.get("input", ""))[:60]}
        return await failed(request, RequestError(RequestFault.BAD_PARAMETER, **told))

    app.add_exception_handler(RequestError, failed)
    app.add_exception_handler(HTTPException, no_such)
    app.add_exception_handler(RequestValidationError, bad)


def _known(served: Served) -> Any:
    """The dependency of every request for a channel: who asks."""
    scheme = HTTPBearer(auto_error=False, description="The channel's token.")

    async def known(
        request: Request,
        code: Annotated[str, Path(description="The channel, as orders name it.")],
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(scheme)],
    ) -> _Caller:
        return await served.caller(request, code, given.credentials if given else None)

    return Depends(known)


def _add_pages(app: FastAPI, served: Served) -> None:
    """What needs no token: whether it works, and what it can do."""

    @app.get(
        "/health",
        response_model=HealthAnswer,
        responses={503: {"model": ErrorAnswer, "description": "The database is away."}},
    )
    async def health() -> JSONResponse:
        """Tells whether the server and its database answer."""
        await served.run(partial(database_info, served.context.database))
        return JSONResponse({"ok": True, "version": __version__})

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        """Shows what can be asked, for people."""
        return HTMLResponse(description_page(app.openapi()))


def _add_inventory(app: FastAPI, served: Served) -> None:
    """What a channel may show."""
    known = _known(served)

    @app.get(
        "/channels/{code:path}/inventory",  # noqa: FAST003 - the dependency takes it
        response_model=InventoryAnswer,
        responses={**OF_ERRORS},
    )
    async def inventory_(
        caller: Annotated[_Caller, known],
        everything: Annotated[
            bool, Query(alias="all", description="All that it sees, changed or not.")
        ] = False,
    ) -> JSONResponse:
        """Tells what changed since the channel's last acknowledgement, until the next one."""
        ask = partial(inventory, served.context, caller.channel, everything=everything)
        return JSONResponse(plain_values(await served.run(ask)))

    @app.post(
        "/channels/{code:path}/inventory/acknowledge",  # noqa: FAST003 - the dependency takes it
        response_model=MarkAnswer,
        responses={**OF_ERRORS, **OF_BODIES},
        openapi_extra=cursor_body(),
    )
    async def acknowledge_inventory(
        request: Request, caller: Annotated[_Caller, known]
    ) -> JSONResponse:
        """The channel has what was told with this cursor; it is told again once it changes."""
        cursor = cursor_of(await read_body(request, served.limits.body_bytes))
        acknowledged = partial(acknowledge, served.context, caller.channel, cursor)
        done = await served.run_for(caller, acknowledged)
        return JSONResponse(plain_values(done))


def _add_shipments(app: FastAPI, served: Served) -> None:
    """What left for the orders of a channel."""
    known = _known(served)

    @app.get(
        "/channels/{code:path}/shipments",  # noqa: FAST003 - the dependency takes it
        response_model=ShipmentsAnswer,
        responses={**OF_ERRORS},
    )
    async def shipments(
        caller: Annotated[_Caller, known],
        since: Annotated[
            int | None,
            Query(ge=0, le=MOST_CURSOR, description="A cursor; 0 is everything. None: the mark."),
        ] = None,
    ) -> JSONResponse:
        """Tells which shipments left since the channel's mark; asking again tells the same."""
        ask = partial(shipment_feed, served.context, caller.channel, since=since)
        return JSONResponse(plain_values(await served.run(ask)))

    @app.post(
        "/channels/{code:path}/shipments/acknowledge",  # noqa: FAST003 - the same
        response_model=MarkAnswer,
        responses={**OF_ERRORS, **OF_BODIES},
        openapi_extra=cursor_body(),
    )
    async def acknowledge_sent(request: Request, caller: Annotated[_Caller, known]) -> JSONResponse:
        """Moves the mark to a cursor: what was told up to there is known and not told again."""
        cursor = cursor_of(await read_body(request, served.limits.body_bytes))
        context = of_channel(served.context, caller.channel)
        moved = partial(acknowledge_shipments, context, caller.channel, cursor)
        mark = await served.run_for(caller, moved)
        return JSONResponse({"channel": caller.channel, "cursor": mark})


def _add_orders(app: FastAPI, served: Served) -> None:
    """Orders that a program sends."""

    @app.post(
        "/channels/{code:path}/orders",  # noqa: FAST003 - the dependency takes it
        response_model=OrdersAnswer,
        responses={
            207: {"model": OrdersAnswer, "description": "Some orders came in, others did not."},
            **OF_ERRORS,
            **OF_BODIES,
            409: {
                "model": OrdersAnswer,
                "description": "The orders are there, with other content.",
            },
        },
        openapi_extra=rows_body(),
    )
    async def orders(
        request: Request,
        caller: Annotated[_Caller, _known(served)],
        update: Annotated[bool, Query(description="Orders that are there are changed.")] = False,
    ) -> JSONResponse:
        """Takes orders in as an import does; the same orders again change nothing."""
        body = await read_body(request, served.limits.body_bytes)
        rows = await served.run(partial(order_rows, body))  # others are answered meanwhile
        take = partial(take_orders, served.context, caller.channel, rows, update=update)
        result = await served.run_for(caller, take)
        document = import_document(result)
        document.pop("rejects_file")
        if not result.rejected:
            return JSONResponse(document)
        if result.imported or result.updated or result.unchanged:
            return JSONResponse(document, 207)
        codes = {one.code for one in result.rejects}
        known = codes <= _OF_KNOWN_ORDERS and not update
        message = rejected_words(*_first(document), can_update=known)
        error = {"code": result.rejects[0].code, "message": message}
        return JSONResponse({"error": error, **document}, 409 if known else 422)


def _first(document: dict[str, Any]) -> tuple[int, str, str]:
    """Of the first row that stays out: which it is, its column, and why."""
    first = document["rejects"][0]
    return first["row"], first["column"], first["message"]


_OF_KNOWN_ORDERS = {
    *(RejectCode.ALREADY_EXISTS, RejectCode.CHANGED_HERE, RejectCode.ORDER_IN_WORK),
    *(RejectCode.NUMBER_TAKEN, RejectCode.PAYMENT_IN_WORK),
}
"""Why orders stay out that are there already."""
