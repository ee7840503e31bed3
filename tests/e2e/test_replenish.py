"""Pick bins filled out of reserve, on the command line: planned, carried, given up, on paper."""

from pathlib import Path

from helpers.command_line import CommandLine

FILES = {
    "warehouses": "code,name,countries\nW1,Main,*\n",
    "products": "sku,name\nA,Apple\n",
    "locations": "warehouse,code\nW1,P-1\nW1,R-1\nW1,R-2\n",
    "pick-bins": "warehouse,location,sku,minimum,maximum\nW1,P-1,A,5,20\n",
    "stock": "warehouse,sku,quantity,location\nW1,A,2,P-1\nW1,A,10,R-1\nW1,A,30,R-2\n",
}


def test_from_a_pick_bin_to_a_full_one(tmp_path: Path) -> None:
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text)
    packbench = CommandLine(f"sqlite:///{tmp_path / 'packbench.db'}", tmp_path)
    text = "".join(f"import {kind} {kind}.csv\n" for kind in FILES)
    assert packbench("batch", "-", stdin=text).exit == 0
    tried = packbench("replenish", "plan", "W1", "--dry-run").document["tasks"]
    assert [(one["source"], one["target"], one["units"]) for one in tried] == [("R-2", "P-1", 18)]
    assert packbench("replenish", "list").document["tasks"] == []
    made = packbench.for_people("replenish", "plan", "W1").out
    assert "1 task: 18 units are to be carried." in made
    assert "below minimum" in made
    assert packbench("replenish", "plan", "W1").error[0] == "nothing_to_do"
    assert packbench("replenish", "done", "RP1", "--to", "R-1").error[0] == "nothing_to_do"
    told = packbench.for_people("replenish", "done", "rp1", "--units", "10", "--to", "p-1").out
    assert "RP1: 10 of A lie in P-1. 8 are left to carry." in told
    paper = packbench("replenish", "paper", "W1", "--out", "list.pdf").document
    assert (tmp_path / paper["file"]).read_bytes()[:4] == b"%PDF"
    short = packbench("replenish", "done", "RP1", "--units", "0", "--short").document
    assert (short["short"], short["task"]["units"]) == (8, 0)
    assert packbench("undo").exit == 0
    given = packbench("replenish", "cancel", "RP1", "RP9").document["results"]
    assert [(one["name"], one["outcome"]) for one in given] == [("RP1", "done"), ("RP9", "refused")]
    assert packbench("replenish", "advice", "W1").error[0] == "nothing_to_do"
    assert (
        packbench("replenish", "slot", "W1", "A", "--from", "R-1", "--to", "r-1").error[0]
        == "invalid"
    )
    shown = packbench("pick-bins", "list").document["pick-bins"]
    assert [(one["location"], one["sku"], one["maximum"]) for one in shown] == [("P-1", "A", "20")]
    assert packbench("db", "check").exit == 0
