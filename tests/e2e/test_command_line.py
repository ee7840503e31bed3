"""Exit codes, one document a command, sentences for people, batches."""

import shlex
from pathlib import Path

import pytest

from helpers.command_line import CommandLine

BATCH = """\
# a small warehouse
import warehouses 'ware houses.csv'

import products products.csv   # with a remark
stock receive W1 A 5
orders show NOBODY
stock receive W1 A 1
"""
WRONG_USAGE = (
    "orders fly",
    "stock receive W1 A 0",
    "stock receive W1 A -3",
    "stock receive W1 A many",
    "import dreams products.csv",
    "export dreams dreams.csv",
    "export products",
    "batch nowhere.txt",
    "demo --orders 0",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "products.csv").write_text("sku,name\nA,Apple\n")
    (tmp_path / "ware houses.csv").write_text("code,name\nW1,Graz\n")
    (tmp_path / "bad.csv").write_text("sku,name\nB,\nC,Cup\n")
    (tmp_path / "work.txt").write_text(BATCH)
    return tmp_path


def test_a_batch_stops_at_the_first_line_that_fails(packbench: CommandLine, folder: Path) -> None:
    answer = packbench("batch", folder / "work.txt")
    assert answer.exit == 1
    assert [(one["line"], one["exit"]) for one in answer.documents] == [
        (2, 0),
        (4, 0),
        (5, 0),
        (6, 1),
    ]
    assert answer.documents[2]["output"]["stock"][0]["on_hand"] == 5
    assert answer.documents[3]["output"]["error"]["code"] == "not_found"
    (row,) = packbench("stock", "list").document["stock"]
    assert row["on_hand"] == 5


def test_empty_lists_say_so_and_undo_names_the_command_as_it_is_typed(
    packbench_file: CommandLine, folder: Path
) -> None:
    listed = packbench_file.for_people("orders", "list").out
    assert listed == "There are no orders yet: packbench import orders FILE brings some in.\n"
    listed = packbench_file.for_people("orders", "list", "--country", "AT").out
    assert listed == "No order fits this.\n"
    listed = packbench_file.for_people("backorders", "list").out
    assert listed == "No order waits that fits this.\n"
    packbench_file("import", "warehouses", folder / "ware houses.csv")
    packbench_file("import", "products", folder / "products.csv")
    packbench_file("stock", "receive", "W1", "A", 1)
    assert packbench_file.for_people("undo").out.startswith("Undone: `stock receive` (command ")


def test_a_batch_can_go_on_and_come_from_a_pipe(packbench_file: CommandLine, folder: Path) -> None:
    text = (folder / "work.txt").read_text()
    answer = packbench_file("batch", "-", "--keep-going", stdin=f"{text}stock fly\nstock list\n")
    assert [one["exit"] for one in answer.documents] == [0, 0, 0, 1, 0, 2, 0]
    assert answer.documents[-1]["output"]["stock"][0]["on_hand"] == 6
    assert answer.exit == 0


def test_a_batch_with_an_open_quote_does_nothing(packbench_file: CommandLine, folder: Path) -> None:
    (folder / "open.txt").write_text("import products products.csv\nstock list 'W1\n")
    answer = packbench_file("batch", folder / "open.txt")
    assert (answer.exit, answer.error[0]) == (2, "usage")
    assert not (folder / "packbench.db").exists()


def test_wrong_usage_is_told_in_a_sentence(packbench_file: CommandLine) -> None:
    lines = "\n".join(WRONG_USAGE)
    told = packbench_file("batch", "-", "--keep-going", stdin=lines).documents
    assert [one["exit"] for one in told] == [2] * len(WRONG_USAGE)
    assert {one["output"]["error"]["code"] for one in told} == {"usage"}
    assert all(one["output"]["error"]["message"] for one in told)
    alone = packbench_file(*shlex.split(WRONG_USAGE[1]))
    assert (alone.exit, alone.error[0]) == (2, "usage")
    assert not list(packbench_file.folder.iterdir())


def test_who_is_on_hold_is_told_when_it_is_to_be_allocated(
    packbench: CommandLine, folder: Path
) -> None:
    (folder / "orders.csv").write_text("order_number,sku,quantity,country\nO1,A,2,DE\n")
    for kind, file in (("warehouses", "ware houses"), ("products", "products"), ("orders",) * 2):
        assert packbench("import", kind, folder / f"{file}.csv").exit == 0
    assert packbench("allocate", "--order", "O1").err == ""
    assert packbench("orders", "hold", "O1", "--reason", "asked").exit == 0
    answer = packbench("allocate", "--order", "O1")
    assert (answer.exit, answer.document["orders"]) == (0, 0)
    assert "O1 is on hold and was not tried." in answer.err


def test_a_dry_run_shows_the_plan_and_why_something_gets_none(
    packbench: CommandLine, folder: Path
) -> None:
    (folder / "later.csv").write_text("sku,name,backorder\nB,Bowl,backorder\nC,Cup,no\n")
    (folder / "orders.csv").write_text(
        "order_number,sku,quantity,country\nO1,A,2,DE\nO1,B,1,DE\nO1,C,1,DE\n"
    )
    for kind, file in (("warehouses", "ware houses"), ("products", "products")):
        assert packbench("import", kind, folder / f"{file}.csv").exit == 0
    assert packbench("import", "products", folder / "later.csv").exit == 0
    assert packbench("import", "orders", folder / "orders.csv").exit == 0
    assert packbench("stock", "receive", "W1", "A", "5").exit == 0
    told = packbench.for_people("allocate", "--dry-run")
    assert told.exit == 0
    shown = [line.rstrip() for line in told.out.splitlines() if line.startswith("O1")]
    rows = [line.split(maxsplit=4)[2:] for line in shown]
    assert rows == [["A", "2", "W1"], ["B", "1", "not stocked"], ["C", "1", "may not wait"]]
    assert packbench("orders", "show", "O1").document["status"] == "new"


def test_a_reroute_tells_what_waits_now_and_why(packbench: CommandLine, folder: Path) -> None:
    (folder / "two.csv").write_text("code,name\nW1,Graz\nW2,Linz\n")
    (folder / "three.csv").write_text("sku,name\nA,Apple\nB,Bread\nC,Cup\n")
    lines = "O1,A,2,DE\nO1,B,3,DE\nO1,C,1,DE\n"
    (folder / "orders.csv").write_text(f"order_number,sku,quantity,country\n{lines}")
    done = packbench(
        "batch",
        "-",
        stdin="""\
import warehouses two.csv
import products three.csv
import orders orders.csv
stock receive W1 A 2
stock receive W2 A 2
stock receive W2 B 1
allocate
stock receive W2 A 1
orders show O1
""",
    ).documents
    assert [line["waiting"] for line in done[-1]["output"]["lines"]] == [0, 2, 1]
    told = packbench("orders", "reroute", "O1", "W2", "--line", "1").document
    assert (told["allocations"][0]["warehouse"], told["waits"]) == ("W2", [])
    told = packbench("orders", "reroute", "O1", "W2").document
    assert [(one["line"], one["quantity"], one["reason"]) for one in told["waits"]] == [
        (2, 2, "out_of_stock"),
        (3, 1, "not_stocked"),
    ]
    assert told["waits"][1]["message"] == "Line 3: 1 of C waits now: not stocked."
    again = packbench.for_people("orders", "reroute", "O1", "W2")
    assert "Line 2: 2 of B wait now: out of stock." in again.out


def test_exit_codes_and_one_document_each(packbench_file: CommandLine, folder: Path) -> None:
    tried = packbench_file("import", "products", folder / "products.csv", "--dry-run")
    assert (tried.exit, tried.document["imported"], tried.err) == (0, 1, "")
    done = packbench_file("import", "products", folder / "products.csv")
    assert (done.exit, done.document["imported"], done.err) == (0, 1, "")
    refused = packbench_file("orders", "show", "NOBODY")
    assert (refused.exit, refused.error[0]) == (1, "not_found")
    some = packbench_file("import", "products", folder / "bad.csv")
    assert (some.exit, some.document["imported"], some.document["rejected"]) == (3, 1, 1)
    assert Path(some.document["rejects_file"]).exists()


def test_people_get_sentences_and_no_document(packbench_file: CommandLine, folder: Path) -> None:
    done = packbench_file.for_people("import", "products", folder / "bad.csv")
    assert done.exit == 3
    assert "“name” is empty, but required." in done.out
    assert "bad.csv.rejected.csv" in done.out
    refused = packbench_file.for_people("orders", "show", "NOBODY")
    assert (refused.exit, refused.out) == (1, "")
    assert refused.err.strip() == "There is no order NOBODY. Check the spelling."


@pytest.mark.usefixtures("folder")
def test_an_export_comes_back_unchanged(packbench_file: CommandLine) -> None:
    lines = "import products products.csv\nexport products all.xlsx\nimport products all.xlsx\n"
    answer = packbench_file("batch", "-", stdin=lines)
    _, written, again = (one["output"] for one in answer.documents)
    assert written == {"kind": "products", "rows": 1, "file": "all.xlsx"}
    assert (again["imported"], again["unchanged"]) == (0, 1)


def test_an_order_shows_what_of_it_may_not_wait(packbench: CommandLine, tmp_path: Path) -> None:
    files = {
        "products": "sku,name,backorder\nA,Apple,no\n",
        "warehouses": "code,name\nW1,Graz\n",
        "orders": "order_number,sku,quantity,country\nO1,A,37,AT\n",
    }
    for kind, text in files.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    lines = "".join(f"import {kind} {kind}.csv\n" for kind in files)
    assert packbench("batch", "-", stdin=f"{lines}allocate\n").exit == 0
    shown = packbench.for_people("orders", "show", "O1").out.splitlines()
    heading = next(line for line in shown if "unavailable" in line)
    row = next(line for line in shown if "37" in line)
    place = heading.index("unavailable")
    assert row[place : place + len("unavailable")].strip() == "37"
