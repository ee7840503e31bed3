"""The server itself: where it listens, how it is encrypted, how it ends."""

import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import uvicorn

from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.web.app import RequestLimits, create_app
from packbench.words.files import os_reason

_LAST_ANSWERS_S = 20
_IDLE_S = 5
_MOST_LINES = 200
_BACKLOG = 128
_HEAD_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class ServerSetup:
    """Where a server listens, and for whom.

    Attributes:
        certificate: a PEM file with the certificate and those above it; None for plain HTTP.
        key: a PEM file with its key; None where it stands in the same file.
        proxy: the address of the proxy in front, whose word on who asks is taken; None for none.
        limits: how much is answered.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None
    limits: RequestLimits = field(default_factory=RequestLimits)


def run_server(context: Context, setup: ServerSetup, on_ready: Callable[[str], None]) -> None:
    """Serves until SIGTERM or Ctrl+C: then no request begins, and those under way end.

    `on_ready` is told the address once it listens. Raises an EnvironmentFault where it can't be
    served there.
    """
    encryption = _encryption(setup) if setup.certificate else None
    with _listening(setup) as sock:
        host, port = sock.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            create_app(context, setup.limits),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            proxy_headers=setup.proxy is not None,
            forwarded_allow_ips=setup.proxy or "",
            limit_concurrency=_MOST_LINES,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_LAST_ANSWERS_S,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            ssl_context_factory=None if encryption is None else (lambda *_: encryption),
        )
        on_ready(f"{'https' if encryption else 'http'}://{shown}:{port}")
        _Server(config).run(sockets=[sock])


class _Server(uvicorn.Server):
    """Ends by a signal without ending the process by it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {one: signal.signal(one, self._end) for one in signals}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.handle_exit(number, frame)


@contextmanager
def _listening(setup: ServerSetup) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in setup.host else socket.AF_INET
    try:
        sock = socket.create_server((setup.host, setup.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        address = f"{setup.host}:{setup.port}"
        fault = FaultCode.ADDRESS_TAKEN
        raise EnvironmentFault(fault, address=address, cause=os_reason(error)) from error
    with sock:
        yield sock


def _encryption(setup: ServerSetup) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # A key with a passphrase is refused: nobody is there to type it.
        context.load_cert_chain(setup.certificate or "", setup.key, password=lambda: b"")
    except (OSError, ValueError) as error:
        fault = FaultCode.CERTIFICATE_UNUSABLE
        raise EnvironmentFault(fault, path=str(setup.certificate)) from error
    return context
