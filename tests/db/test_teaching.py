"""Codes are taught to products on both engines: by hand, shared by two, taken back."""

from pathlib import Path

import pytest

from helpers.importing import Files, causes, counts
from helpers.snapshots import snapshot
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.control_codes import control_code
from packbench.domain.scanning.meaning import ScanKind
from packbench.engine.command.context import Context
from packbench.services.office.exporting import export_file
from packbench.services.office.undo import undo
from packbench.services.products.teaching import Teaching, preview_teaching, teach_code
from packbench.services.scanning import resolve


@pytest.fixture
def context(context: Context, tmp_path: Path) -> Context:
    files = Files(context, tmp_path)
    files.load("products", "sku,name,barcode\nMUG,Mug,4006381333931\nCUP,Cup,\n")
    files.load("orders", "order_number,sku,quantity\n1001,CUP,1\n")
    return context


def named(context: Context, code: str) -> str:
    meaning = resolve(context, code)
    return f"{meaning.kind} {meaning.name}" if not meaning.choices else meaning.name


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("X-77", "X-77"),
        ("4006381333955", "04006381333955"),
        ("]E04006381333955", "04006381333955"),
        ("]C10104006381333955\x1d10LOT", "04006381333955"),
        ("https://id.gs1.org/01/04006381333955/21/S1", "04006381333955"),
        ("5*X-77", "X-77"),
    ],
)
def test_an_unknown_code_stands_for_the_product_until_it_is_taken_back(
    context: Context, code: str, kept: str
) -> None:
    before = snapshot(context.database)
    shown = preview_teaching(context, code, "cup")
    assert shown == Teaching(kept, "CUP", "Cup")
    assert snapshot(context.database) == before
    assert teach_code(context, code, "cup") == shown
    assert named(context, code) == "product CUP"
    undo(context)
    assert resolve(context, code).kind is ScanKind.UNKNOWN


def test_a_code_of_two_products_is_asked_for_by_each_scan(context: Context) -> None:
    with pytest.raises(Refusal) as refused:
        teach_code(context, "4006381333931", "CUP")
    assert refused.value.code is Code.CODE_IN_USE
    assert named(context, "4006381333931") == "product MUG"
    assert preview_teaching(context, "4006381333931", "CUP").also == "product MUG"
    teach_code(context, "4006381333931", "CUP", also=True)
    both = "product MUG | product CUP"
    assert named(context, "4006381333931") == both
    meaning = resolve(context, "]C1010400638133393110L7")
    assert [(one.name, one.lot) for one in meaning.choices] == [("MUG", "L7"), ("CUP", "L7")]
    undo(context)
    assert named(context, "4006381333931") == "product MUG"
    teach_code(context, "1001", "CUP", also=True)
    assert named(context, "1001") == "product CUP | order 1001"


@pytest.mark.parametrize(
    ("code", "sku", "why"),
    [
        ("X-77", "NO-SUCH", Code.NOT_FOUND),
        ("4006381333932", "CUP", Code.INVALID),
        (control_code("DONE"), "CUP", Code.INVALID),
        (own_code(OwnKind.LOCATION, 1), "CUP", Code.INVALID),
        ("  ", "CUP", Code.INVALID),
        ("\u200b", "CUP", Code.INVALID),
        ("X" * 81, "CUP", Code.INVALID),
        ("A\x1dB", "CUP", Code.INVALID),
        ("4006381333931", "MUG", Code.CODE_KNOWN),
        ("mug", "MUG", Code.CODE_KNOWN),
        ("1001", "CUP", Code.CODE_IN_USE),
        ("mug", "CUP", Code.CODE_IN_USE),
    ],
)
def test_what_cannot_be_taught_changes_nothing(
    context: Context, code: str, sku: str, why: Code
) -> None:
    before = snapshot(context.database)
    with pytest.raises(Refusal) as refused:
        teach_code(context, code, sku)
    assert refused.value.code is why
    assert snapshot(context.database) == before


def test_shared_codes_are_written_to_a_file_and_read_again(
    context: Context, tmp_path: Path
) -> None:
    teach_code(context, "4006381333931", "CUP", also=True)
    path = tmp_path / "shared.csv"
    assert export_file(context, "shared-codes", path).rows == 1
    text = path.read_text(encoding="utf-8")
    assert text.splitlines() == ["code,sku", "4006381333931,CUP"]
    undo(context)
    assert named(context, "4006381333931") == "product MUG"
    files = Files(context, tmp_path)
    assert counts(files.load("shared-codes", text)) == (1, 0, 0, 0)
    assert counts(files.load("shared-codes", text)) == (0, 0, 1, 0)
    assert resolve(context, "4006381333931").kind is ScanKind.SEVERAL
    bad = files.load("shared-codes", "code,sku\n4006381333932,CUP\nX,NONE\n")
    assert causes(bad) == [(1, "code", "bad_check_digit"), (2, "sku", "unknown_sku")]
