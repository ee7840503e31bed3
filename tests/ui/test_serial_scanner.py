"""A scanner at a serial port, played by a pseudo-terminal."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from helpers.shop import open_dialog, page, press, settle, wait_for
from packbench.domain.scanning.scanner import ScannerSetup
from packbench.domain.scanning.serial_codes import MOST_BYTES, SerialCodes
from packbench.services.scanners import set_scanner
from packbench.ui.parts.scanner.scan_hub import last_scans
from packbench.ui.parts.scanner.serial_port import SerialScanner
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace


@dataclass
class Cable:
    """A port whose plug can be pulled: a link to one end of a pseudo-terminal."""

    port: Path
    ends: list[int] = field(default_factory=list)

    def plug_in(self) -> None:
        self.ends = list(os.openpty())
        self.port.symlink_to(os.ttyname(self.ends[1]))

    def pull(self) -> None:
        self.port.unlink()
        for end in self.ends:
            os.close(end)
        self.ends = []

    def send(self, data: bytes) -> None:
        os.write(self.ends[0], data)


@pytest.fixture
def cable(place: Workplace, tmp_path: Path) -> Iterator[Cable]:
    made = Cable(tmp_path / "scanner")
    made.plug_in()
    page(place, "orders")
    set_scanner(place.context, ScannerSetup(port=str(made.port), baud=115_200))
    settle()
    [scanner] = place.desk.window.findChildren(SerialScanner)
    wait_for(lambda: scanner.is_open)
    yield made
    place.desk.window.close()
    assert not any(one.name.startswith("scanner ") for one in threading.enumerate())
    if made.ends:
        made.pull()


def texts(place: Workplace) -> list[str]:
    return [one.text for one in last_scans(place.desk.window.hub)]


def told(place: Workplace) -> list[str]:
    return [one.text for one in place.desk.window.messages.past()]


def test_scans_come_whole_and_in_order(place: Workplace, cable: Cable) -> None:
    cable.send(b"SO-1001\r\nSO-1002\r")
    cable.send(b"\x024006381333931\x03\r]d20104006381333931\x1d10AB\t")
    wanted = ["SO-1001", "SO-1002", "4006381333931", "]d20104006381333931\x1d10AB"]
    wait_for(lambda: texts(place) == wanted)
    for number in range(40):
        cable.send(f"NO-{number}\r".encode())
    wait_for(lambda: texts(place)[-40:] == [f"NO-{number}" for number in range(40)])


def test_a_cable_that_is_pulled_mid_code_is_told_and_comes_back(
    place: Workplace, cable: Cable
) -> None:
    cable.send(b"SO-1001\rSO-10")
    wait_for(lambda: texts(place) == ["SO-1001"])
    cable.pull()
    wait_for(lambda: any("can't be reached" in one for one in told(place)))
    [lost] = [one for one in told(place) if "can't be reached" in one]
    assert "A code was cut off after SO-10." in lost
    cable.plug_in()
    wait_for(lambda: told(place)[-1] == f"The scanner at {cable.port} is there again.")
    cable.send(b"02\rSO-1003\r")
    wait_for(lambda: texts(place) == ["SO-1001", "02", "SO-1003"])  # never put together


def test_at_the_bench_the_trouble_stands_on_the_screen(place: Workplace, cable: Cable) -> None:
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    assert isinstance(bench, StationScreen)
    cable.send(b"NO-SUCH\r")
    wait_for(lambda: "NO-SUCH" in bench.band.words)
    cable.pull()
    wait_for(lambda: "can't be reached" in bench.noted)
    press(bench, Qt.Key.Key_Escape)


def test_a_code_without_an_end_is_told_and_dropped(place: Workplace, cable: Cable) -> None:
    cable.send(b"SO-1001")
    wait_for(lambda: any("sent SO-1001 and no end" in one for one in told(place)))
    cable.send(b"SO-1002\r")
    wait_for(lambda: texts(place) == ["SO-1002"])


def test_without_a_port_nothing_reads_any_more(place: Workplace, cable: Cable) -> None:
    set_scanner(place.context, ScannerSetup())
    settle()
    assert not any(one.name.startswith("scanner ") for one in threading.enumerate())
    cable.send(b"SO-1001\r")
    settle()
    assert texts(place) == []


def test_a_port_that_is_not_there_is_told_once(place: Workplace, tmp_path: Path) -> None:
    set_scanner(place.context, ScannerSetup(port=str(tmp_path / "no-such-port")))
    wait_for(lambda: any("can't be reached" in one for one in told(place)))
    place.desk.window.close()
    assert sum("can't be reached" in one for one in told(place)) == 1


def test_noise_without_an_end_is_not_kept_for_ever() -> None:
    codes = SerialCodes()
    for _ in range(100):
        assert codes.feed(b"\xff" * 1_000) == []
    assert len(codes.begun) == MOST_BYTES
    assert [one.text for one in codes.feed(b"\r\r\n\xc3\xa4\r")][1:] == ["ä"]
