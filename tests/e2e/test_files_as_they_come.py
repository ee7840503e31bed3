"""Files as shops and spreadsheet programs write them, imported by the command line."""

from pathlib import Path

import pytest
import xlsxwriter

from helpers.command_line import CommandLine

HEAD = "order_number,sku,quantity,customer_name,country\n"
PROFILE = """\
title = "Shop"
encoding = "windows-1250"
[kinds.orders.columns]
order_number = "No"
sku = "Item"
quantity = "Qty"
customer_name = "Name"
"""


def names(packbench: CommandLine, folder: Path) -> list[str]:
    packbench("export", "orders", "all.csv")
    lines = (folder / "all.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("customer_name")
    return [line.split(",")[place] for line in lines[1:]]


def test_a_report_with_tabs_loses_no_order(packbench_file: CommandLine, tmp_path: Path) -> None:
    rows = '1\tA\t1\t"Premium\tAnn\n2\tA\t1\tTee\tBob\n3\tA\t1\tPan 24"\tCyd\n'
    head = "order_number\tsku\tquantity\ttitle\tcustomer_name\n"
    (tmp_path / "report.txt").write_text(head + rows)
    answer = packbench_file("import", "orders", "report.txt")
    assert (answer.exit, answer.document["imported"]) == (0, 3)
    assert names(packbench_file, tmp_path) == ["Ann", "Bob", "Cyd"]


def test_an_encoding_is_doubted_and_chosen(packbench_file: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "pl.csv").write_bytes(f"{HEAD}1,A,1,Łucja Żak,PL\n".encode("cp1250"))
    doubted = packbench_file("import", "orders", "pl.csv", "--dry-run").document["notes"]
    assert "--encoding windows-1250" in doubted[1]
    answer = packbench_file("import", "orders", "pl.csv", "--encoding", "windows-1250")
    assert answer.document["notes"] == ["The file was read as Windows-1250."]
    assert names(packbench_file, tmp_path) == ["Łucja Żak"]
    wrong = packbench_file("import", "orders", "pl.csv", "--encoding", "nonsense")
    assert wrong.exit == 2
    assert "nonsense is no encoding" in wrong.error[1]


def test_an_own_profile_is_named_by_its_path_or_by_name(
    packbench_file: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    own = data / "packbench" / "profiles"
    own.mkdir(parents=True)
    (tmp_path / "my.toml").write_text(PROFILE)
    (own / "shop.toml").write_text(PROFILE)
    (tmp_path / "orders.csv").write_bytes("No,Item,Qty,Name\n1,A,1,Żak\n".encode("cp1250"))
    first = packbench_file("import", "orders", "orders.csv", "--profile", "./my.toml")
    assert (first.exit, first.document["imported"]) == (0, 1)
    second = packbench_file("import", "orders", "orders.csv", "--profile", "shop")
    assert (second.exit, second.document["unchanged"]) == (0, 1)
    assert names(packbench_file, tmp_path) == ["Żak"]
    third = packbench_file("import", "orders", "orders.csv", "--profile", "none")
    assert third.exit == 1
    assert third.error[0] == "profile_unknown"
    assert "shop" in third.error[1]
    assert "shopify-orders" in third.error[1]


def test_errors_and_formats_of_a_workbook(packbench_file: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku,name,weight_g\n00123,Mug,300\n")
    packbench_file("import", "products", "products.csv")
    with xlsxwriter.Workbook(tmp_path / "p.xlsx") as book:
        old = book.add_worksheet("old")
        old.write_row(0, 0, ["sku", "name"])
        old.write_row(1, 0, ["HIDDEN", "Hidden"])
        sheet = book.add_worksheet("new")
        sheet.write_row(0, 0, ["sku", "name", "weight_g"])
        sheet.write_number(1, 0, 123, book.add_format({"num_format": "00000"}))
        sheet.write_string(1, 1, "Mug")
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
        sheet.activate()
        old.hide()
    answer = packbench_file("import", "products", "p.xlsx", "--update")
    assert answer.exit == 3
    (reject,) = answer.document["rejects"]
    assert (reject["column"], reject["value"], reject["code"]) == ("weight_g", "#N/A", "error_cell")
    assert answer.document["notes"] == ["Hidden sheets were not read: “old”."]
    rejected = (tmp_path / "p.xlsx.rejected.csv").read_text(encoding="utf-8")
    assert ",00123,Mug,#N/A" in rejected
    packbench_file("export", "products", "after.csv")
    after = (tmp_path / "after.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in after[1:]] == ["00123"]
    assert ",300," in after[1]


def test_what_empty_cells_do_is_told(packbench_file: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("sku,name,weight_g,barcode\nA,Mug,300,4006381333931\nB,Tee,,\n")
    assert packbench_file("import", "products", path).document["notes"] == []
    path.write_text("sku,name,weight_g,barcode\nA,Mug,,\nB,Tee shirt,5,\n")
    notes = packbench_file("import", "products", path, "--update").document["notes"]
    (told,) = notes
    assert told.startswith("Empty cells emptied what changed records had there")
    assert "barcode (2), weight_g (1)" in told
    assert told.endswith("To keep what is there, leave the column out of the file.")
    packbench_file("export", "products", "after.csv")
    assert "4006381333931" not in (tmp_path / "after.csv").read_text()


def test_rejected_rows_of_another_day_are_kept(packbench_file: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    for name in ("Monday", "Tuesday"):
        path.write_text(f"{HEAD}1,A,0,{name},AT\n")
        answer = packbench_file("import", "orders", path)
    assert answer.document["rejects_file"].endswith("orders.csv.rejected.csv")
    (note,) = answer.document["notes"]
    assert note.endswith("from a file of this name are now in orders.csv.rejected-1.csv.")
    assert "Monday" in (tmp_path / "orders.csv.rejected-1.csv").read_text()
    assert "Tuesday" in (tmp_path / "orders.csv.rejected.csv").read_text()


def test_files_of_other_kinds_are_named(packbench_file: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "orders.xls").write_text("<html><body><table><tr><td>order_number")
    answer = packbench_file("import", "orders", "orders.xls")
    assert answer.exit == 1
    code, message = answer.error
    assert code == "file_kind"
    assert message.startswith("orders.xls is a web page that is called a table. Open it")


def test_settings_of_one_stock_row_are_put_together_and_do_not_contradict(
    packbench_file: CommandLine, tmp_path: Path
) -> None:
    for kind, text in {
        "warehouses": "code,name\nW1,Graz\n",
        "products": "sku,name\nA,Cup\n",
        "locations": "warehouse,code\nW1,A-1\nW1,A-2\nW1,A-3\n",
        "stock": "warehouse,sku,quantity,location,safety,minimum\n"
        "W1,A,60,A-1,3,\nW1,A,40,A-2,,5\nW1,A,20,A-3,4,\n",
    }.items():
        (tmp_path / f"{kind}.csv").write_text(text)
        answer = packbench_file("import", kind, f"{kind}.csv")
    (reject,) = answer.document["rejects"]
    assert (reject["row"], reject["column"], reject["code"]) == (3, "safety", "contradiction")
    assert reject["message"] == "“4” is not what row 1 says of the same sku: “3”."
    (tmp_path / "again.csv").write_text("warehouse,sku,quantity,location,safety\nW1,A,50,A-1,\n")
    again = packbench_file("import", "stock", "again.csv", "--update").document
    assert (again["updated"], again["notes"]) == (1, [])  # an empty cell leaves what is set
    packbench_file("export", "stock", "out.csv")
    head, *rows = [line.split(",") for line in (tmp_path / "out.csv").read_text().splitlines()]
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert {(one["safety"], one["minimum"]) for one in told} == {("3", "5")}


def test_empty_cells_below_the_first_row_of_an_order_empty_nothing(
    packbench_file: CommandLine, tmp_path: Path
) -> None:
    head = "order_number,sku,quantity,customer_name,channel,phone\n"
    (tmp_path / "o.csv").write_text(f"{head}1,A,1,Ann,web,1\n1,B,1,,,\n")
    packbench_file("import", "orders", "o.csv")
    (tmp_path / "o.csv").write_text(f"{head}1,A,1,Ann,web,2\n1,B,1,,,\n")
    again = packbench_file("import", "orders", "o.csv", "--update").document
    assert (again["updated"], again["notes"]) == (1, [])


@pytest.mark.parametrize(
    ("barcode", "code"),
    [
        ("4006381333931.0", "barcode_with_decimals"),
        ("4.006381333931E12", "scientific"),
        ("n/a", "no_barcode"),
        ("-", "no_barcode"),
    ],
)
def test_what_programs_make_of_barcodes(
    packbench_file: CommandLine, tmp_path: Path, barcode: str, code: str
) -> None:
    (tmp_path / "p.csv").write_text(f"sku,name,barcode\nA,Cup,{barcode}\n")
    answer = packbench_file("import", "products", "p.csv")
    assert (answer.exit, answer.document["imported"]) == (3, 0)
    (reject,) = answer.document["rejects"]
    assert (reject["column"], reject["code"]) == ("barcode", code)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;;;\norder_number;sku;quantity\n1;A;1\n",
        '"sep=;",,\norder_number,sku,quantity\n1,A,1\n',
        "sep=;\norder_number,sku,quantity\n1,A,1\n",
    ],
)
def test_a_line_that_names_a_delimiter_and_was_saved_again(
    packbench_file: CommandLine, tmp_path: Path, text: str
) -> None:
    (tmp_path / "o.csv").write_text(text)
    assert packbench_file("import", "orders", "o.csv").document["imported"] == 1
