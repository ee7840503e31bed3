"""The flight recorder: what was scanned last, key by key, where, and what was told of it."""

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from helpers.command_line import CommandLine
from helpers.shop import last, open_dialog, page, press, scan, settle
from packbench.exchange.scan_record import keep_record, read_record
from packbench.ui.parts.scanner.scan_hub import last_scans
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.screens.scanners import controller
from packbench.ui.screens.scanners.last_scans import LastScansDialog
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
EAN = "4006381333931"


def shown(place: Workplace) -> LastScansDialog:
    press(place.desk.window, Qt.Key.Key_F2, CONTROL, SHIFT)
    found = open_dialog(place, "last_scans_dialog")
    assert isinstance(found, LastScansDialog)
    return found


def test_each_scan_stands_there_with_its_verdict_also_a_refused_one(place: Workplace) -> None:
    page(place, "orders")
    scan(place.desk.window, EAN)
    scan(place.desk.window, "SO-1001")
    press(place.desk.window, Qt.Key.Key_Comma, CONTROL)
    settings = open_dialog(place, "settings_dialog")
    scan(settings, "SO-1002")
    assert last(place)[0] is Level.REFUSED
    press(settings, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    settle()
    dialog = shown(place)
    refused = "Scanned SO-1002, but a dialog is open. Close it and scan again."
    assert [row.partition("   ")[2] for row in dialog.words] == [
        f"SO-1002   on Settings of all stations: {refused}",
        "SO-1001   on Orders: order SO-1001",
        f"{EAN}   on Orders: nothing that is known: {EAN}",
    ]
    assert dialog.told.startswith(
        "Keys, with the milliseconds between them (5 in the mean): S +5 O"
    )
    assert dialog.told.endswith("2 +5 <Enter>")
    press(dialog, Qt.Key.Key_Escape)


def test_at_the_bench_the_verdict_is_what_the_band_said(place: Workplace) -> None:
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    assert isinstance(bench, StationScreen)
    for number in range(30):
        scan(bench, f"NO-{number}")
    record = last_scans(place.desk.window.hub)
    assert [one.text for one in record] == [f"NO-{number}" for number in range(30)]
    assert {one.screen for one in record} == {"Packing bench"}
    assert all(one.text in one.verdict for one in record)
    assert record[-1].verdict == bench.band.words
    press(bench, Qt.Key.Key_F3)
    assert last_scans(place.desk.window.hub)[-1] == record[-1]  # a key is no scan
    press(bench, Qt.Key.Key_Escape)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_they_are_saved_as_a_file(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    page(place, "orders")
    scan(place.desk.window, "SO-1001")
    scan(place.desk.window, "=1+1")
    path = tmp_path / f"scans.{ending}"
    monkeypatch.setattr(controller, "ask_where_to_save", lambda *_: path)
    dialog = shown(place)
    dialog.save_wanted.emit()
    assert dialog.told == f"Saved {path}."
    if ending == "csv":
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert [row["text"] for row in rows] == ["SO-1001", "'=1+1"]
    else:
        rows = json.loads(path.read_text(encoding="utf-8"))["scans"]
        assert rows[0]["gaps_ms"] == [5] * 7
    assert rows[0]["verdict"] == "order SO-1001"
    press(dialog, Qt.Key.Key_Escape)


def test_they_are_kept_for_other_programs(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(place, "orders")
    for number in range(60):
        scan(place.desk.window, f"CODE-{number}")
    kept = read_record(place.desk.memory.folder)
    assert [one.text for one in kept] == [f"CODE-{number}" for number in range(10, 60)]
    assert kept == last_scans(place.desk.window.hub)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    keep_record(tmp_path / "config" / "packbench", kept[-2:])
    answer = CommandLine(f"sqlite:///{tmp_path}/other.db", tmp_path)("station", "scans")
    assert [row["text"] for row in answer.document["scans"]] == ["CODE-58", "CODE-59"]
    (place.desk.memory.folder / "last-scans.json").write_text('[{"at": 1}]', encoding="utf-8")
    assert read_record(place.desk.memory.folder) == []
