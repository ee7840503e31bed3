"""SKUs with colons and quotes on the command line."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine


@pytest.mark.parametrize(
    ("line", "sku", "cost"),
    [
        ('"M8:20":5:0.10', "M8:20", "0.10"),
        ('"M8:20":5', "M8:20", None),
        ("M:L:5:2", "M:L", "2"),
        ('"12"" pan":5', '12" pan', None),
        ("PLAIN:5:1.50", "PLAIN", "1.50"),
    ],
)
def test_a_line_of_a_purchase_order(
    packbench_file: CommandLine, tmp_path: Path, line: str, sku: str, cost: str | None
) -> None:
    quoted = sku.replace('"', '""')
    (tmp_path / "p.csv").write_text(f'sku,name\n"{quoted}",x\n', encoding="utf-8")
    (tmp_path / "w.csv").write_text("code,name\nW1,x\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("code,name\nS1,x\n", encoding="utf-8")
    for kind, name in (("products", "p"), ("warehouses", "w"), ("suppliers", "s")):
        assert packbench_file("import", kind, str(tmp_path / f"{name}.csv")).exit == 0
    made = packbench_file("po", "create", "--supplier", "S1", "--warehouse", "W1", "--line", line)
    assert made.exit == 0
    [told] = made.document["lines"]
    assert (told["sku"], told["ordered"]) == (sku, 5)
    assert (told["unit_cost"] is None) == (cost is None)


@pytest.mark.parametrize("arriving", ['W1:"M8:20":5', "W1:M:L:5", "W1:PLAIN:5"])
def test_what_would_come_in(packbench_file: CommandLine, tmp_path: Path, arriving: str) -> None:
    (tmp_path / "p.csv").write_text("sku,name\nM8:20,x\nM:L,x\nPLAIN,x\n", encoding="utf-8")
    (tmp_path / "w.csv").write_text("code,name\nW1,x\n", encoding="utf-8")
    for kind, name in (("products", "p"), ("warehouses", "w")):
        assert packbench_file("import", kind, f"{name}.csv").exit == 0
    assert packbench_file("whatif", "--receive", arriving).exit == 0
    assert packbench_file("whatif", "--receive", arriving.replace(":5", ":0")).exit == 2


@pytest.mark.parametrize("line", ["A:0", "A:-3:1", "A:x", "A", "A:0:5"])
def test_a_wrong_form_is_wrong_usage(packbench_file: CommandLine, line: str) -> None:
    words = ("po", "create", "--supplier", "S", "--warehouse", "W", "--line", line)
    assert packbench_file(*words).exit == 2
