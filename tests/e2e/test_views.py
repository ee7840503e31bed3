"""Saved views on the command line: all rows in the view's order, with its columns, and no more."""

import pytest
from python_calamine import CalamineWorkbook

from helpers.command_line import CommandLine

ORDERS = """order_number,sku,quantity,country,customer_name,ordered_at
1,A,2,AT,=1+1,2026-01-01
2,A,9,DE,Eva,2026-01-02
3,A,4,AT,"+43 660",2026-01-03
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    folder = tmp_path_factory.mktemp("views")
    (folder / "w.csv").write_text("code,name,countries\nW1,Main,*\n")
    (folder / "p.csv").write_text("sku,name\nA,Apple\n")
    (folder / "o.csv").write_text(ORDERS)
    packbench = CommandLine(f"sqlite:///{folder / 'packbench.db'}", folder)
    text = "import warehouses w.csv\nimport products p.csv\nimport orders o.csv\n"
    assert packbench("batch", "-", stdin=text).exit == 0
    return packbench


def test_a_view_from_save_to_delete(shop: CommandLine) -> None:
    columns = ("--column", "customer", "--column", "number", "--column", "units")
    saved = shop(
        *("views", "save", "Österreich  heute", "--tab", "orders", "--filter", "country=AT"),
        *("--sort", "units", "--descending", *columns),
    )
    assert saved.document["name"] == "Österreich heute"
    assert shop("views", "save", "österreich HEUTE", "--tab", "orders").error[0] == "view_exists"
    view = ("Österreich heute", "--tab", "orders")
    shown = shop("views", "show", *view).document
    assert (shown["filter"], shown["sort"], shown["descending"], shown["columns"]) == (
        {"country": ["AT"]},
        "units",
        True,
        ["customer", "number", "units"],
    )
    assert shop("views", "export", *view, "--out", "a.csv").document["rows"] == 2
    written = (shop.folder / "a.csv").read_text().splitlines()
    assert written == ["customer,number,units", "+43 660,3,4", "'=1+1,1,2"]
    assert shop("views", "export", *view, "--out", "a.csv").error[0] == "file_exists"
    assert shop("views", "export", *view, "--out", "a.pdf").error[0] == "cannot_write"
    assert shop("views", "export", *view, "--out", "a.xlsx").exit == 0
    rows = CalamineWorkbook.from_path(shop.folder / "a.xlsx").get_sheet_by_index(0)
    assert rows.to_python()[1] == ["+43 660", "3", 4.0]
    assert shop("views", "share", *view).document["shared"]
    other = CommandLine(shop.database, shop.folder)
    listed = other("--operator", "Ben", "views", "list").document["views"]
    assert [(one["name"], one["mine"]) for one in listed] == [("Österreich heute", False)]
    refused = other("--operator", "Ben", "views", "delete", *view)
    assert refused.error[0] == "view_of_other"
    assert shop("views", "rename", *view[:1], "AT", *view[1:]).document["name"] == "AT"
    assert shop("views", "delete", "AT", "--tab", "orders").exit == 0
    assert shop("views", "list").document == {"views": []}
    assert shop("undo").exit == 0
    assert shop("views", "list", "--tab", "orders").document["views"][0]["name"] == "AT"


@pytest.mark.parametrize(
    "wrong",
    [
        ("save", "x", "--tab", "moon"),
        ("save", "x", "--tab", "orders", "--filter", "moon=full"),
        ("save", "x", "--tab", "orders", "--column", "moon"),
        ("save", "x", "--tab", "orders", "--sort", "moon"),
        ("show", "x"),
    ],
)
def test_what_no_list_has_is_wrong_usage(shop: CommandLine, wrong: tuple[str, ...]) -> None:
    before = shop("views", "list").document
    assert shop("views", *wrong).exit == 2
    assert shop("views", "list").document == before
