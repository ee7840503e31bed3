"""A CUPS of the tests' own on loopback, with printers that are sockets.

`running_cups()` starts one in a folder of its own. A `SocketPrinter` takes what a real printer
would, and can be switched off.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.postgres_server import free_port

_PATIENCE_S = 20.0
_CONF = """Listen 127.0.0.1:{port}
Browsing Off
DefaultAuthType None
ErrorPolicy retry-job
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Location /admin>
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """SystemGroup root lpadmin
ServerRoot {folder}/root
StateDir {folder}/state
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
ErrorLog {folder}/error_log
AccessLog {folder}/access_log
PageLog {folder}/page_log
"""
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TEST.PPD"
*Manufacturer: "Packbench"
*Product: "(Test)"
*ModelName: "Test"
*ShortNickName: "Test"
*NickName: "Test"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*cupsFilter: "application/vnd.cups-pdf 0 -"
*OpenUI *PageSize/Page Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageSize A5/A5: "<</PageSize[420 595]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageRegion A5/A5: "<</PageSize[420 595]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 830"
*ImageableArea A5/A5: "12 12 408 583"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*PaperDimension A5/A5: "420 595"
*OpenUI *InputSlot/Paper Source: PickOne
*OrderDependency: 20 AnySetup *InputSlot
*DefaultInputSlot: Upper
*InputSlot Upper/Upper tray: ""
*InputSlot Lower/Lower tray: ""
*CloseUI: *InputSlot
*DefaultFont: Courier
*Font Courier: Standard "(1.0)" Standard ROM
"""


class SocketPrinter:
    """What stands at the other end of a `socket:` device: keeps every document that comes."""

    def __init__(self) -> None:
        self.port = free_port()
        self.documents: list[bytes] = []
        self._arrived = threading.Condition()
        self._socket: socket.socket | None = None

    @property
    def device(self) -> str:
        return f"socket://127.0.0.1:{self.port}"

    def switch_on(self) -> None:
        """Listens, until it is switched off."""
        listening = socket.create_server(("127.0.0.1", self.port))
        self._socket = listening
        threading.Thread(target=self._serve, args=(listening,), daemon=True).start()

    def switch_off(self) -> None:
        """Does not listen any more."""
        if self._socket is not None:
            self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None

    def wait_for(self, count: int = 1) -> list[bytes]:
        """The documents, once so many have come."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.documents) >= count, _PATIENCE_S)
        assert came, f"{len(self.documents)} of {count} documents came"
        return self.documents

    def _serve(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, connection.makefile("rb") as stream:
                    data = stream.read()
                if data:
                    with self._arrived:
                        self.documents.append(data)
                        self._arrived.notify_all()


@dataclass
class Cups:
    """A running CUPS: its address, and the printers that were added."""

    address: str
    folder: Path
    printers: dict[str, SocketPrinter] = field(default_factory=dict)

    def add(self, name: str, *, said: str = "", papers: bool = False) -> SocketPrinter:
        """Adds a printer that is switched on; `papers` gives it A4, A5 and two trays."""
        printer = SocketPrinter()
        printer.switch_on()
        model = ["-m", "raw"]
        if papers:
            ppd = self.folder / "test.ppd"
            ppd.write_text(_PPD, encoding="ascii")
            model = ["-P", str(ppd)]
        told = ["-D", said] if said else []
        self.run("lpadmin", "-p", name, "-E", "-v", printer.device, *model, *told)
        self.printers[name] = printer
        return printer

    def remove(self, name: str) -> None:
        """Takes a printer away, with the jobs that wait there."""
        self.printers.pop(name).switch_off()
        self.run("lpadmin", "-x", name)

    def remove_all(self) -> None:
        """Leaves no printer."""
        for name in list(self.printers):
            self.remove(name)

    def wait_until_printed(self) -> None:
        """Waits until no job is on its way: of one that is, CUPS tells in words of its own."""
        until = time.monotonic() + _PATIENCE_S
        while self.run("lpstat", "-W", "not-completed", "-o"):
            assert time.monotonic() < until, "a job is still on its way"
            time.sleep(0.05)

    def run(self, program: str, *arguments: str) -> str:
        """Runs a program of CUPS on this server."""
        path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or program
        environment = {**os.environ, "CUPS_SERVER": self.address, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [path, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _make_folders(folder: Path) -> None:
    folder.chmod(0o711)
    for name in ("root", "state", "cache", "spool", "spool/tmp", "root/ppd"):
        made = folder / name
        made.mkdir()
        if os.geteuid() == 0:
            shutil.chown(made, "lp", "lp")


@contextlib.contextmanager
def running_cups() -> Iterator[Cups]:
    """Starts a CUPS, and stops it at the end."""
    program = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert program, "CUPS was not found; run packaging/setup.sh test"
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="packbench-cups-"))
    _make_folders(folder)
    conf, files = folder / "cupsd.conf", folder / "cups-files.conf"
    conf.write_text(_CONF.format(port=port), encoding="ascii")
    files.write_text(_FILES.format(folder=folder), encoding="ascii")
    server = subprocess.Popen([program, "-f", "-c", str(conf), "-s", str(files)])
    cups = Cups(f"127.0.0.1:{port}", folder)
    try:
        _wait_until_it_answers(port, server, folder)
        yield cups
    finally:
        cups.remove_all()
        server.terminate()
        server.wait(_PATIENCE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(port: int, server: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    log = folder / "error_log"
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "CUPS did not start")
