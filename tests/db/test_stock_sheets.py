"""Stock changed from a spreadsheet: each row before and after, one command, one undo."""

from collections.abc import Iterator

import pytest

from helpers.sample import add_location, warehouse_id_of
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.domain.outcomes import RowOutcome, Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import PREVIEW, Results
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.stock.changes import adjust, list_stock
from packbench.services.stock.levels import read_levels, set_levels
from packbench.services.stock.sheets import change_by_sheet, sheet_of_text

COUNTS = """warehouse\tsku\tbin\tlot\tquantity
W1\tA\tFLOOR\t\t8
w1\tb\tA-1\tL1\t3
W1\tA\tA-9\t\t1
W1\tNONE\t\t\t1
W1\tA\t\t\tmany
W1\tB\tFLOOR\t\t2
W1\ta\tfloor\t\t80
"""


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """W1 has 80 of A, which should be 8, and 2 of B."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 80, "B": 2}})
    with context.database.write.begin() as connection:
        add_location(connection, warehouse_id_of(connection, "W1"), "A-1")
    yield room
    room.check()


def on_hand(room: Stockroom) -> dict[str, int]:
    return {row.sku: row.on_hand for row in list_stock(room.context)}


def told(results: Results) -> list[tuple[str, RowOutcome]]:
    return [(row.order_number, row.outcome) for row in results.results]


def test_counts_are_looked_at_done_and_taken_back(room: Stockroom) -> None:
    room.order("O1", ("A", 10))
    room.allocate()
    sheet = sheet_of_text(COUNTS)
    before = snapshot(room.context.database)
    looked = change_by_sheet(room.context, sheet, how=PREVIEW)
    assert snapshot(room.context.database) == before
    done = change_by_sheet(room.context, sheet)
    assert done.results == looked.results
    assert done.undoable
    assert told(done) == [
        ("1 · A · W1 · FLOOR", RowOutcome.DONE),
        ("2 · b · w1 · A-1 · L1", RowOutcome.DONE),
        ("3 · A · W1 · A-9", RowOutcome.REFUSED),
        ("4 · NONE · W1", RowOutcome.REFUSED),
        ("5 · A · W1", RowOutcome.REFUSED),
        ("6 · B · W1 · FLOOR", RowOutcome.DONE),
        ("7 · a · W1 · floor", RowOutcome.REFUSED),
        ("O1", RowOutcome.LOSES),
    ]
    assert done.results[0].notes[0].params == {"location": "FLOOR", "before": 80, "after": 8}
    assert done.results[5].notes[0].code is Said.SO_ALREADY
    assert done.results[6].notes[0].params == {"row": 1}  # counted twice: the first stays
    assert on_hand(room) == {"A": 8, "B": 5}
    undo(room.context)
    assert on_hand(room) == {"A": 80, "B": 2}
    assert room.promised("O1") == {(1, "W1"): 10}


def test_changes_need_a_reason_and_are_refused_when_somebody_took_the_goods(
    room: Stockroom,
) -> None:
    text = "sku;warehouse;delta\nA;W1;-72\nB;W1;+1\nB;W1;0\nB;W1;" + "9" * 5_000
    sheet = sheet_of_text(text)
    assert {row.outcome for row in change_by_sheet(room.context, sheet).results} == {
        RowOutcome.REFUSED
    }
    change_by_sheet(room.context, sheet, reason="mistyped")
    assert on_hand(room) == {"A": 8, "B": 3}
    adjust(room.context, "W1", "B", -3, reason="gone")
    with room.context.database.read.connect() as connection:
        query = "SELECT max(id) FROM command WHERE name = 'stock.sheet'"
        command = connection.exec_driver_sql(query).scalar_one()
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as raised:
        undo(room.context, command)
    assert raised.value.code is Code.CANNOT_UNDO
    assert snapshot(room.context.database) == before


def test_levels_of_many(room: Stockroom) -> None:
    set_levels(room.context, "W1", "B", {"safety": "2"})
    room.order("O1", ("B", 1))
    room.allocate()
    sheet = sheet_of_text("warehouse,sku,safety,minimum\nW1,A,3,10\nW1,B,0,\nW1,X,1,1\nW1,A,x,\n")
    done = change_by_sheet(room.context, sheet)
    assert [one.outcome.value for one in done.results] == [
        *("done", "done", "refused", "refused", "done")
    ]
    levels = read_levels(room.context, "W1", "A")
    assert (levels["safety"], levels["minimum"]) == ("3", "10")
    assert room.promised("O1") == {(1, "W1"): 1}  # what is not kept back any more serves at once


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("warehouse\tsku\tquantity\n", Said.SHEET_EMPTY),
        ("sku\tquantity\nA\t1\n", Said.SHEET_LACKS_COLUMNS),
        ("warehouse\tsku\nW1\tA\n", Said.SHEET_LACKS_COLUMNS),
        ("warehouse\tsku\tquantity\tdelta\nW1\tA\t1\t1\n", Said.SHEET_SAYS_SEVERAL),
        ("warehouse\tsku\tquantity\tcounted\nW1\tA\t1\t2\n", Said.SHEET_COLUMN_TWICE),
        ("just words", Said.SHEET_LACKS_COLUMNS),
        ("", Said.SHEET_LACKS_COLUMNS),
    ],
)
def test_what_is_no_sheet_of_stock_says_so(text: str, why: Said) -> None:
    with pytest.raises(Refusal) as raised:
        sheet_of_text(text)
    assert raised.value.params["why"] == why
