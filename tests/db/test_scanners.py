"""The scanner of a station: said, taken back, refused."""

from dataclasses import replace

import pytest

from helpers.snapshots import snapshot
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import USB
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.scanners import get_scanner, set_scanner

PREFIXED = ScannerSetup(ScannerKind.PREFIX, "~", us_layout=True, port="/dev/ttyACM0", baud=115_200)


def test_a_station_keeps_its_scanner_and_no_other_one_has_it(context: Context) -> None:
    assert get_scanner(context) == ScannerSetup()
    assert get_scanner(context).profile == USB
    assert set_scanner(context, PREFIXED) == PREFIXED
    assert get_scanner(context) == PREFIXED
    assert get_scanner(context).profile.prefix == "~"
    assert get_scanner(replace(context, station="station 9")) == ScannerSetup()


def test_it_is_taken_back_unless_somebody_set_it_since(context: Context) -> None:
    set_scanner(context, PREFIXED)
    set_scanner(context, ScannerSetup(ScannerKind.SLOW, "forgotten", port="  "), key="k")
    assert get_scanner(context) == ScannerSetup(ScannerKind.SLOW)
    undo(context)
    assert get_scanner(context) == PREFIXED
    first = set_scanner(context, PREFIXED, key="k2")
    assert first == PREFIXED
    undo(context)
    with pytest.raises(Refusal):
        undo(context, 2)  # which was taken back already


@pytest.mark.parametrize(
    ("setup", "field"),
    [
        (ScannerSetup(ScannerKind.PREFIX), "prefix"),
        (ScannerSetup(ScannerKind.PREFIX, "a b"), "prefix"),
        (ScannerSetup(ScannerKind.PREFIX, "ü"), "prefix"),
        (ScannerSetup(ScannerKind.PREFIX, "123456789"), "prefix"),
        (ScannerSetup(baud=9_601), "baud"),
        (ScannerSetup(baud=0), "baud"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    context: Context, setup: ScannerSetup, field: str
) -> None:
    set_scanner(context, PREFIXED)
    before = snapshot(context.database)
    with pytest.raises(Refusal) as refused:
        set_scanner(context, setup)
    assert (refused.value.code, refused.value.params["field"]) == (Code.INVALID, field)
    assert snapshot(context.database) == before
