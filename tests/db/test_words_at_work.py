"""What every order command says of an order that is held, in picking, picked or packed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from helpers.importing import Files
from packbench.domain.outcomes import RowOutcome
from packbench.domain.refusals import Refusal
from packbench.engine.bulk import PREVIEW
from packbench.engine.command.context import Context
from packbench.services.commands.declaration import Declaration, Values
from packbench.services.commands.orders import ORDER_COMMANDS
from packbench.services.orders import allocating
from packbench.services.orders.changes import hold
from packbench.services.packing.closing import close_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.words.refusals import message, sentence

HEAD = "order_number,sku,quantity,customer_name,street,city,postal_code,country\n"
VALUES: Mapping[str, str | int | bool] = {
    "new": "B",
    "old": "A",
    "warehouse": "VIE",
    "priority": 5,
    "reason": "why",
    "quantity": 1,
    "line": "",
    "method": "DHL",
    "source": "POOL",
    "target": "GRZ",
    "day": "2030-01-01",
    "channel": "shop",
    "add": "x",
    "note": "n",
    "limit": "1",
    "available": True,
}


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """HELD is on hold, PICK in a wave, PICKED picked by Ana, PACKED packed; of each 2 B wait."""
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name,countries,kind,rank\nGRZ,Graz,*,physical,1\n")
    made.load("warehouses", "code,name,countries,kind,rank\nVIE,Wien,*,physical,2\n")
    made.load("warehouses", "code,name,countries,kind\nPOOL,Pool,*,virtual\n")
    made.load("products", "sku,name\nA,Apple\nB,Bowl\n")
    made.load("stock", "warehouse,sku,quantity\nGRZ,A,100\nVIE,A,100\n")
    made.load("shipping-methods", "code,name\nDHL,DHL\n")
    made.load("channels", "channel\nshop\n")
    rows = [
        f"{number},{sku},2,Ana,Street 1,Town,10115,DE\n"
        for number in ("HELD", "PICK", "PICKED", "PACKED")
        for sku in "AB"
    ]
    made.load("orders", HEAD + "".join(rows))
    allocating.allocate(context)
    hold(context, ["HELD"], reason="call first")
    for number in ("PICK", "PICKED", "PACKED"):
        wave = create_wave(context, WaveRequest("GRZ", [number]))
        if number != "PICK":
            confirm_picks(context, wave.number, rest=True)
    open_packing(context, "PACKED-1")
    scan_items(context, "PACKED-1", ["A", "A"])
    close_packing(context, "PACKED-1")
    return made


def told_of(context: Context, command: Declaration, number: str) -> Iterator[tuple[bool, str]]:
    """Whether an order would be changed, and what would be told of it."""
    try:
        results = command.run(context, [number], Values({**VALUES, "into": number}), PREVIEW)
    except Refusal as refusal:
        yield False, sentence(refusal)
        return
    for one in results.results:
        if one.order_number == number:
            yield one.outcome is not RowOutcome.REFUSED, message(one.notes)


def test_each_names_the_wave_the_picker_and_what_happens_to_the_paper(files: Files) -> None:
    context = files.context
    told = {
        (command.id, number): list(told_of(context, command, number))
        for command in ORDER_COMMANDS
        for number in ("HELD", "PICK", "PICKED", "PACKED")
    }
    wrong = []
    for (command, number), rows in told.items():
        for is_changed, words in rows:
            needs = NEEDED[number] if is_changed and command != COPIES else ()
            if "can't be done now" in words or any(one not in words for one in needs):
                wrong.append((command, number, words))
    assert wrong == []
    assert any("wave P2, which Ana picks" in words for _, words in told["orders.reroute", "PICKED"])
    assert any("call first" in words for _, words in told["orders.max_warehouses", "HELD"])


NEEDED: Mapping[str, tuple[str, ...]] = {
    "HELD": (),
    "PICK": ("wave P1", "list"),
    "PICKED": ("wave P2", "Ana", "list"),
    "PACKED": ("PACKED-1 is packed: what was printed for it stays",),
}
"""What is told of an order that a command changes."""
COPIES = "orders.clone"
"""Leaves the order as it is."""
