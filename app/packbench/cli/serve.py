"""`packbench serve`: what programs of channels ask over HTTP."""

import ipaddress
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer

from packbench.cli.session import Session
from packbench.cli.watch import tell_came
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.services.serving.watching import Watcher
from packbench.words.language import tr

_MEGA = 1_000_000


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8765,
    certificate: Annotated[
        Path | None, typer.Option(help="A PEM file: encrypts with this certificate.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="A PEM file with its key, where it is another file.")
    ] = None,
    behind_proxy: Annotated[
        str | None,
        typer.Option(help="The address of a proxy that encrypts; it says who asks."),
    ] = None,
    requests_a_minute: Annotated[
        int, typer.Option(min=1, help="That are answered of one channel.")
    ] = 600,
    folder: Annotated[
        Path | None, typer.Option(help="Watch this folder for files, as `watch` does.")
    ] = None,
    most_mb: Annotated[int, typer.Option(min=1, max=100, help="Of one request.")] = 10,
) -> None:
    """Serve programs of channels over HTTP until SIGTERM or Ctrl+C; /docs tells what they ask."""
    session: Session = context.obj
    if certificate is None and behind_proxy is None and not _is_loopback(host):
        words = tr(
            "tokens would go over the network in the open: give --certificate, or --behind-proxy"
            " with the address of the proxy that encrypts"
        )
        raise typer.BadParameter(words)
    if key_file is not None and certificate is None:
        raise typer.BadParameter(tr("--key-file goes with --certificate"))
    try:
        from packbench.web.app import RequestLimits  # noqa: PLC0415 - an extra, and slow to load
        from packbench.web.server import ServerSetup, run_server  # noqa: PLC0415 - the same
    except ImportError as error:
        raise EnvironmentFault(FaultCode.SERVER_MISSING, name=error.name or "") from error
    limits = RequestLimits(most_mb * _MEGA, requests_a_minute)
    setup = ServerSetup(host, port, certificate, key_file, behind_proxy, limits)

    def ready(address: str) -> None:
        words = tr("Serving at {address}; {address}/docs tells what can be asked. Ctrl+C ends it.")
        session.emit({"address": address}, words.format(address=address))

    with _watching(session, folder):
        run_server(session.lasting_context(), setup, ready)


@contextmanager
def _watching(session: Session, folder: Path | None) -> Iterator[None]:
    """A folder is watched beside, on a thread that ends with the block."""
    if folder is None:
        yield
        return
    watcher, stop = Watcher(session.lasting_context(), folder), Event()
    failed: list[Exception] = []

    def watch() -> None:
        try:
            watcher.run(stop, lambda came: None if session.as_json else tell_came(session, came))
        except Exception as error:  # noqa: BLE001 - told by the thread that waits for this one
            failed.append(error)
            signal.raise_signal(signal.SIGTERM)

    thread = Thread(target=watch, name="folder")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    if failed:
        raise failed[0]


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
