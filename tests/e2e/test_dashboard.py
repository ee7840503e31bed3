"""The numbers of the dashboard on the command line."""

from pathlib import Path

from helpers.command_line import CommandLine

FILES = {
    "warehouses": "code,name,countries\nW1,Main,*\n",
    "products": "sku,name,unit_cost\nA,Apple,2.50\nB,Bowl,\n",
    "stock": "warehouse,sku,quantity\nW1,A,4\n",
    "orders": "order_number,sku,quantity,country,ship_by\nO1,A,3,AT,2020-01-01\nO2,X,1,AT,\n",
}


def test_numbers_are_told(tmp_path: Path) -> None:
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text)
    packbench = CommandLine(f"sqlite:///{tmp_path / 'packbench.db'}", tmp_path)
    lines = [f"import {kind} {kind}.csv\n" for kind in FILES]
    assert packbench("batch", "-", stdin="".join([*lines, "allocate\n"])).exit == 0
    told = packbench("dashboard", "--days", "7").document
    assert {need: count for need, count in told["needs"].items() if count} == {
        "late": 1,
        "due_today": 1,
        "problems": 2,
    }
    assert told["orders_by_state"] == {"attention": 1, "ready": 1}
    assert told["shipments_by_step"] == {"to_release": 1}
    [of_all, of_w1] = told["orders_by_age"]
    assert (of_all["orders"], of_w1["orders"], of_w1["warehouse"]) == (2, 1, "W1")
    [sold] = told["sales_by_sku"]
    assert (sold["sku"], sold["units"], sold["year_before"]) == ("A", 3, 0)
    assert told["stock_value"][-1]["value"] == "10.00"
    assert [one["sku"] for one in told["dead_stock"]] == ["A"]
    assert "needs somebody" in packbench.for_people("dashboard").out
    assert packbench("dashboard", "--warehouse", "NO").error[0] == "not_found"
    assert packbench("dashboard", "--days", "0").exit == 2
