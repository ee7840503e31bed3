"""The difference of an old list alone, on a page for the picker who holds that list."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from helpers.printed_pages import page_texts, scanned_at_all_sizes
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Location
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.refusals import Code
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.documents.differences import write_pick_difference
from packbench.services.documents.printing import pick_lists
from packbench.services.orders import cancelling, changes
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.changing import add_orders
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.revisions import changes_since
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.stock.changes import move


@pytest.fixture
def room(context: Context) -> Stockroom:
    """P1 was printed: O1 has 3 of A from A-01-1 and 2 of B, O2 has 1 of B."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 6, "B": 5}})
    with context.database.write.begin() as connection:
        place = connection.execute(select(Location.warehouse_id).limit(1)).scalar_one()
        for code in ("A-01-1", "A-02-1", "B-01-1"):
            values = {"warehouse_id": place, "code": code, "code_key": code.lower()}
            connection.execute(insert(Location).values(values))
    for sku, units, target in (("A", 3, "A-01-1"), ("A", 3, "A-02-1"), ("B", 5, "B-01-1")):
        move(context, "W1", sku, units, source="FLOOR", target=target)
    room.order("O1", ("A", 3), ("B", 2))
    room.order("O2", ("B", 1))
    room.order("O3", ("A", 1))
    room.allocate()
    create_wave(context, WaveRequest(orders=("O1", "O2")))
    pick_lists(context, ["P1"])
    return room


def test_it_tells_what_to_put_back_and_to_take(room: Stockroom, tmp_path: Path) -> None:
    context = room.context
    add_orders(context, "P1", ["O3"])
    cancelling.cancel(context, [Chosen("O1", 2, 1)])
    cancelling.cancel(context, [Chosen("O2")])
    changes.set_priority(context, ["O1"], 7)
    revision = get_wave(context, "P1").revision
    written = write_pick_difference(context, "P1", 1, tmp_path)
    [file] = map(Path, written.files)
    pdf = file.read_bytes()
    text = " ".join("\n".join(page_texts(pdf)).split())
    back, more = text.split("Take as well")
    assert "Put back" in back
    assert back.count("B-01-1") == 2
    assert "A-01-1" not in back
    assert "A-02-1" in more
    assert "the priority is “7”, not “0” any more" in more
    assert own_code(OwnKind.PICK_LIST, 1, revision) in scanned_at_all_sizes(pdf)
    refuse(
        room, Code.NOTHING_TO_DO, lambda: write_pick_difference(context, "P1", revision, tmp_path)
    )


def test_what_was_found_elsewhere_is_told_with_its_old_bin(room: Stockroom) -> None:
    confirm_picks(room.context, "P1", [PickedTask(1, 1, location="A-02-1")])
    [one] = changes_since(room.context, "P1", 1).changes
    assert (one.change, one.was_at, one.location) == ("moved", "A-01-1", "A-02-1")


def test_a_list_that_was_never_made_is_told(room: Stockroom, tmp_path: Path) -> None:
    refuse(room, Code.NOT_FOUND, lambda: changes_since(room.context, "P1", 9))
    refuse(room, Code.NOT_FOUND, lambda: write_pick_difference(room.context, "P1", 9, tmp_path))


def test_of_a_void_wave_all_goes_back(room: Stockroom, tmp_path: Path) -> None:
    cancel_wave(room.context, "P1")
    written = write_pick_difference(room.context, "P1", 1, tmp_path)
    text = "\n".join(page_texts(Path(written.files[0]).read_bytes()))
    assert "The wave is cancelled" in text
    assert text.count("B-01-1") == 2
