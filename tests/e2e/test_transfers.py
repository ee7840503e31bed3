"""Transfers in two steps by the command line: sent, received, short, taken back."""

from pathlib import Path

from helpers.command_line import CommandLine

SEND = "stock transfer A 6 --from W1 --to W2 --in-transit"
LINES = f"""
import products products.csv
import warehouses warehouses.csv
import stock stock.csv
stock transfer A 2 --from W1 --to W2
{SEND} --dry-run
transfers list
{SEND} --expected 2030-01-02
stock list --sku A
transfers receive T-1 A=7
transfers receive T-1 A=4
transfers close T-1 --reason fell
transfers cancel T-1
undo
transfers cancel T-1
settings set stock.transfers two-step
stock transfer A 1 --from W1 --to W2
db check
"""


def test_goods_travel_between_warehouses(packbench_file: CommandLine) -> None:
    folder: Path = packbench_file.folder
    (folder / "products.csv").write_text("sku,name\nA,Tea\n", encoding="utf-8")
    (folder / "warehouses.csv").write_text("code,name\nW1,One\nW2,Two\n", encoding="utf-8")
    (folder / "stock.csv").write_text("warehouse,sku,quantity\nW1,A,10\nW2,A,0\n", encoding="utf-8")
    answer = packbench_file("batch", "-", "--keep-going", stdin=LINES.strip())
    exits = [one["exit"] for one in answer.documents]
    told = [one["output"] for one in answer.documents][3:]
    assert exits == [0] * 8 + [1, 0, 0, 1] + [0] * 5
    once, looked, listed, sent, stock, over, part, closed, again, undone, back, _, other, _ = told
    assert [row["on_hand"] for row in once["stock"]] == [8, 2]  # at once unless it is said
    assert (looked["kept"], listed["transfers"]) == (False, [])
    assert sent["transfer"]["expected_on"] == "2030-01-02"
    assert [(row["on_hand"], row["incoming"]) for row in stock["stock"]] == [(2, 0), (2, 6)]
    words = over["error"]["message"]
    assert words.startswith("Only 6 of A are still on their way with T-1.")
    assert (part["transfer"]["in_transit"], part["stock"][1]["on_hand"]) == (2, 6)
    assert (closed["transfer"]["status"], closed["lines"][0]["lost"]) == ("closed", 2)
    assert again["error"]["code"] == "wrong_state"
    assert undone["undone"]["name"] == "transfers.close"
    assert (back["transfer"]["returned"], back["stock"][0]["on_hand"]) == (2, 4)
    assert (other["transfer"]["transfer"], other["transfer"]["in_transit"]) == ("T-2", 1)
