"""The whole SCMS history in a database: every line is accounted for, and tells of suppliers."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine

FILE = Path(__file__).parents[3] / "shared" / "data" / "scms.csv.xz"
LINES = 10_324

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason=f"needs ../shared/data/{FILE.name}"),
]


def test_suppliers_products_and_past_orders_come_in_whole(
    packbench_file: CommandLine, tmp_path: Path
) -> None:
    table = tmp_path / "warehouses.csv"
    table.write_text("code,name,active\nSCMS,SCMS,no\n", encoding="utf-8")
    lines = [
        f"import suppliers {FILE} --profile scms",
        f"import products {FILE} --profile scms",
        f"import warehouses {table}",
        f"import purchase-history {FILE} --profile scms",
        'suppliers facts "Trinity Biotech, Plc"',
        "stock value",
    ]
    answer = packbench_file("batch", "-", stdin="\n".join(lines))
    assert (answer.exit, answer.err) == (0, "")
    suppliers, products, _, past, facts, value = (one["output"] for one in answer.documents)
    assert (suppliers["imported"], products["imported"], past["imported"]) == (73, 184, 6_233)
    for one in (suppliers, products, past):
        left_out = sum(cause["rows"] for cause in one["left_out"])
        assert one["taken_rows"] + one["rejected_rows"] + left_out == one["rows"] == LINES
    assert past["taken_rows"] == LINES
    assert (facts["orders_with_lead_time"], facts["lines_with_a_day"]) == (275, 356)
    assert round(facts["lead_days_mean"], 1) == 102.2
    assert value["units"] == 0
