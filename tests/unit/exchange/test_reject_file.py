"""The file of rejected rows can be mended and imported again."""

import errno
import os
from pathlib import Path

import pytest

from helpers.tables import MakeFile
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.exchange.kinds import ORDERS, PRODUCTS
from packbench.exchange.profiles import load_profile
from packbench.exchange.reading import read_records
from packbench.exchange.reject_file import earlier_rejects, reject_path, write_rejects

ORDERS_FILE = "Order_Number;SKU;quantity;remark\n1;A;1;x\n2;A;1;x\n2;B;0;=1+1\n3;A;1\n4;A;2;x\n"


def test_all_rows_of_a_rejected_order_are_written_with_their_cause(make_file: MakeFile) -> None:
    path = make_file(ORDERS_FILE)
    parsed = read_records(ORDERS, path)
    written = write_rejects(parsed.table, parsed.rejected)
    assert written == reject_path(path) == path.with_name("table.csv.rejected.csv")
    assert written.read_text().splitlines() == [
        "rejected_because,Order_Number,SKU,quantity,remark",
        "Rejected because of row 3.,2,A,1,x",
        "quantity: “0” is not above 0.,2,B,0,'=1+1",
        '"The row has 3 fields, the header 4.",3,A,1',
    ]


def test_the_mended_file_is_imported_and_nothing_else(make_file: MakeFile) -> None:
    parsed = read_records(ORDERS, make_file(ORDERS_FILE))
    written = write_rejects(parsed.table, parsed.rejected)
    mended = written.read_text().replace(",B,0,", ",B,5,")
    written.write_text(mended)
    again = read_records(ORDERS, written)
    assert [record.fields.order_number for record in again.records] == ["2"]
    assert [line.quantity for line in again.records[0].lines] == [1, 5]
    assert again.unknown_columns == ("remark",)
    assert [rejected.rejects[0].code for rejected in again.rejected] == ["wrong_field_count"]


def test_causes_of_an_earlier_import_are_replaced(make_file: MakeFile) -> None:
    parsed = read_records(PRODUCTS, make_file("sku,name,weight_g\nA,Apple,much\n"))
    first = write_rejects(parsed.table, parsed.rejected)
    first.write_text(first.read_text().replace("much,", "more,").replace(",much", ",-1"))
    again = read_records(PRODUCTS, first)
    second = write_rejects(again.table, again.rejected)
    assert second.read_text().splitlines() == [
        "rejected_because,sku,name,weight_g",
        "weight_g: “-1” is below 0.,A,Apple,-1",
    ]


def test_rows_of_a_foreign_file_keep_its_columns(make_file: MakeFile) -> None:
    header = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    row = "536365,A,six,2010-12-01 08:26:00,2.55,17850.0,EIRE"
    profile = load_profile("online-retail")
    parsed = read_records(ORDERS, make_file(f"{header}\n{row}\n"), profile=profile)
    written = write_rejects(parsed.table, parsed.rejected)
    assert written.read_text().splitlines() == [
        f"rejected_because,{header}",
        f"Quantity: “six” is not a whole number.,{row}",
    ]
    again = read_records(ORDERS, written, profile=profile)
    assert [rejected.rejects[0].column for rejected in again.rejected] == ["Quantity"]


@pytest.mark.parametrize(
    ("number", "fault"),
    [(errno.ENOSPC, FaultCode.DISK_FULL), (errno.EROFS, FaultCode.FOLDER_READ_ONLY)],
)
def test_a_full_disk_or_read_only_folder_is_told_and_nothing_is_left(
    make_file: MakeFile, monkeypatch: pytest.MonkeyPatch, number: int, fault: FaultCode
) -> None:
    path = make_file("sku,name,weight_g\nA,Apple,much\n")
    parsed = read_records(PRODUCTS, path)

    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(EnvironmentFault) as caught:
        write_rejects(parsed.table, parsed.rejected)
    assert caught.value.code is fault
    assert list(path.parent.iterdir()) == [path]


def test_rejects_of_another_file_of_this_name_are_kept(make_file: MakeFile) -> None:
    path = make_file("sku,name\n,Monday\n")
    for day in ("Monday", "Tuesday", "Tuesday", "Wednesday"):
        path.write_text(f"sku,name\n,{day}\n")
        parsed = read_records(PRODUCTS, path)
        written = write_rejects(parsed.table, parsed.rejected)
        assert day in written.read_text()
    kept = sorted(earlier_rejects(reject_path(path)))
    assert [one.name for one in kept] == [
        "table.csv.rejected-1.csv",
        "table.csv.rejected-2.csv",
    ]
    assert ["Monday" in kept[0].read_text(), "Tuesday" in kept[1].read_text()] == [True, True]
