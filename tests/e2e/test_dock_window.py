"""The dock in a window that is a process: scanned into at a scanner's speed, killed meanwhile."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.dock_window import STATION
from helpers.importing import Files
from packbench.db.engine import Database
from packbench.domain.scanning.control_codes import control_code
from packbench.engine.check.database import check_invariants
from packbench.engine.command.context import Context
from packbench.services.purchasing import orders as purchasing
from packbench.services.receiving.receipts import list_receipts, open_here
from packbench.services.stations import place_station

SCANS, KILLED_AFTER = 400, 120
CARTON = "10000096385071"
UNITS = {"T101": ("T101", 1), "96385074": ("M202", 1), CARTON: ("M202", 6)}
WRONG = ("NO77", "C303")  # nothing that is known; not on the purchase order


def drawn() -> list[str]:
    chance = random.Random(13)  # noqa: S311 - the same in every run
    return chance.choices([*UNITS, *WRONG], weights=[68, 15, 5, 7, 5], k=SCANS)


def units_of(codes: Sequence[str]) -> dict[str, int]:
    sums = {"T101": 0, "M202": 0}
    for code in codes:
        sku, units = UNITS.get(code, ("T101", 0))
        sums[sku] += units
    return sums


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    """PO1 brings just what is scanned, and C303 is another product."""
    context = Context(database, operator="Ana", station=STATION)
    files = Files(context, tmp_path)
    files.load("warehouses", "code,name,countries\nW1,One,*\n")
    files.load("suppliers", "code,name\nS1,Seller\n")
    items = f"sku,name,barcode,packs\nT101,Tea,,\nM202,Mug,96385074,6*{CARTON}\nC303,Cup,,\n"
    assert files.load("products", items).rejects == []
    come = units_of(drawn())
    rows = "".join(f"PO1,S1,W1,{sku},{units},sent\n" for sku, units in come.items())
    head = "po_number,supplier,warehouse,sku,quantity,status\n"
    assert files.load("purchase-orders", head + rows).rejects == []
    place_station(context, "W1")
    return context


@contextmanager
def window(context: Context, folder: Path, codes: Sequence[str]) -> Iterator[Iterator[str]]:
    """The lines that a window tells which is scanned into; it is killed at the end."""
    path = folder / "codes.txt"
    path.write_text("\n".join(codes), encoding="utf-8")
    command = [sys.executable, "-m", "helpers.dock_window", context.database.url, str(path)]
    environment = {**os.environ, "PYTHONPATH": "tests"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield (line.rstrip("\n") for line in process.stdout)
        finally:
            process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the window is the same on both
def test_four_hundred_scans_are_booked_by_a_window_that_is_killed_while_it_counts(
    context: Context, tmp_path: Path
) -> None:
    codes = drawn()
    with window(context, tmp_path, ["PO1", *codes]) as told:
        assert next(told).startswith("open\tReady.")
        assert next(told) == "right\tPO1 is open. Scan what came."
        for _ in range(KILLED_AFTER):
            next(told)
    view = open_here(context)
    assert view is not None
    counted = {line.sku: line.counted for line in view.lines}
    # It may have counted one or more whose verdict nobody read any more.
    done = next((at for at in range(KILLED_AFTER, SCANS) if units_of(codes[:at]) == counted), None)
    assert done is not None, counted
    with window(context, tmp_path, [*codes[done:], control_code("DONE")]) as told:
        begun = next(told)
        if begun == "open\tReady.":  # what is open here was still being read
            begun = next(told)
        assert begun.endswith("\tPO1 is open. Scan what came.")
        answers = [next(told) for _ in range(SCANS - done)]
        for code, answer in zip(codes[done:], answers, strict=True):
            assert answer.startswith("wrong" if code in WRONG else "right"), (code, answer)
        booked = next(told)
    come = units_of(codes)
    assert booked == f"right\t{view.receipt} is booked: {sum(come.values())} units."
    lines = purchasing.get(context, "PO1").lines
    assert {line.sku: (line.received, line.rejected) for line in lines} == {
        sku: (units, 0) for sku, units in come.items()
    }
    assert open_here(context) is None
    assert [one.status for one in list_receipts(context)] == ["booked"]
    with context.database.read.connect() as connection:
        assert all(one.ok for one in check_invariants(connection))
