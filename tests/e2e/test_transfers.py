"""Transfers in two steps by the command line: sent, received, short, taken back."""

from pathlib import Path

from helpers.command_line import CommandLine


def test_goods_travel_between_warehouses(packbench: CommandLine, tmp_path: Path) -> None:
    table = tmp_path / "stock.csv"
    table.write_text("warehouse,sku,quantity\nW1,A,10\n", encoding="utf-8")
    for kind, text in (
        ("products", "sku,name\nA,Tea\n"),
        ("warehouses", "code,name\nW1,One\nW2,Two\n"),
        ("stock", "warehouse,sku,quantity\nW1,A,10\nW2,A,0\n"),
    ):
        table.write_text(text, encoding="utf-8")
        assert packbench("import", kind, table).exit == 0
    once = packbench("stock", "transfer", "A", 2, "--from", "W1", "--to", "W2").document
    assert [row["on_hand"] for row in once["stock"]] == [8, 2]  # at once unless it is said
    send = ("stock", "transfer", "A", 6, "--from", "W1", "--to", "W2", "--in-transit")
    looked = packbench(*send, "--dry-run").document
    assert (looked["kept"], packbench("transfers", "list").document["transfers"]) == (False, [])
    sent = packbench(*send, "--expected", "2030-01-02", "--key", "k").document
    assert sent["transfer"]["expected_on"] == "2030-01-02"
    assert sent == packbench(*send, "--expected", "2030-01-02", "--key", "k").document
    stock = packbench("stock", "list", "--sku", "A").document["stock"]
    assert [(row["on_hand"], row["incoming"]) for row in stock] == [(2, 0), (2, 6)]
    refused = packbench("transfers", "receive", "T-1", "A=7")
    assert refused.error[1].startswith("Only 6 of A are still on their way with T-1.")
    part = packbench("transfers", "receive", "T-1", "A=4").document
    assert (part["transfer"]["in_transit"], part["stock"][1]["on_hand"]) == (2, 6)
    closed = packbench("transfers", "close", "T-1", "--reason", "fell").document
    assert (closed["transfer"]["status"], closed["lines"][0]["lost"]) == ("closed", 2)
    assert packbench("transfers", "cancel", "T-1").error[0] == "wrong_state"
    assert packbench("undo").document["name"] == "transfers.close"
    back = packbench("transfers", "cancel", "T-1").document
    assert (back["transfer"]["returned"], back["stock"][0]["on_hand"]) == (2, 4)
    told = packbench.for_people("transfers", "show", "T-1").out
    assert "T-1 from W1 to W2: Cancelled" in told
    assert packbench("settings", "set", "stock.transfers", "two-step").exit == 0
    again = packbench("stock", "transfer", "A", 1, "--from", "W1", "--to", "W2").document
    assert (again["transfer"]["transfer"], again["transfer"]["in_transit"]) == ("T-2", 1)
    assert packbench("db", "check").exit == 0
