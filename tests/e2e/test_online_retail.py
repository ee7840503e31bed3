"""The whole Online Retail file in a database: every line is accounted for."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine

FILE = Path(__file__).parents[3] / "shared" / "data" / "online_retail.csv.xz"
LINES, TAKEN = 541_909, 530_525

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason=f"needs ../shared/data/{FILE.name}"),
]


def test_products_and_orders_come_in_whole(packbench_file: CommandLine) -> None:
    lines = [
        f"import products {FILE} --profile online-retail",
        f"import orders {FILE} --profile online-retail",
        "orders show 536365",
        "orders list --status attention",
    ]
    answer = packbench_file("batch", "-", stdin="\n".join(lines))
    assert (answer.exit, answer.err) == (0, "")
    products, orders, first, attention = (one["output"] for one in answer.documents)
    assert (products["imported"], products["taken_rows"]) == (3_958, LINES)
    left_out = {one["cause"]: one["rows"] for one in orders["left_out"]}
    assert left_out == {
        "cancelled_invoice": 9_288,
        "bad_debt": 3,
        "stock_adjustment": 1_336,
        "stock_adjustment_up": 757,
    }
    assert (orders["imported"], orders["rejected"]) == (22_061 - 1_336 - 757, 0)
    assert orders["rows"] == orders["taken_rows"] + sum(left_out.values()) == LINES
    assert orders["taken_rows"] == TAKEN
    assert (len(first["lines"]), first["country"], first["status"]) == (7, "GB", "new")
    assert {one["problems"][-1]["code"] for one in attention["orders"]} == {"country_missing"}
