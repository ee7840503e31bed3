"""Commands on several purchase orders at once: told a row, taken back whole."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Supplier
from packbench.domain.outcomes import RowOutcome
from packbench.domain.refusals import Code
from packbench.engine.bulk import DO_IT, PREVIEW, Results
from packbench.engine.command.context import Context
from packbench.services.office.lists import (
    PurchaseOrderQuery,
    purchase_order_list,
    purchase_papers,
)
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.services.purchasing.cloning import clone
from packbench.services.purchasing.milestones import attach, set_milestone
from packbench.services.purchasing.orders import change_states, find, get, list_all
from packbench.services.purchasing.receiving import ReceivedLine, receive

PURCHASES = """po_number,supplier,warehouse,sku,quantity,unit_cost,expected_on,status
PO1,S,W1,A,2,1.50,2031-01-05,sent
PO2,S,W1,A,5,1.50,2031-02-05,sent
PO3,S,W1,B,4,,,draft
"""
ORDERS = """order_number,sku,quantity,country
O1,A,2,AT
O2,A,1,AT
O3,A,9,AT
"""


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """O1 waits for PO1, O2 for PO2, O3 for more than comes."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name\nS,Seller\nX,Other\n")
    files.load("purchase-orders", PURCHASES)
    files.load("orders", ORDERS)
    allocate(context)
    yield room
    room.check()


def states(room: Stockroom) -> list[str]:
    return [one.status for one in list_all(room.context)]


def told(results: Results) -> list[tuple[str, str, list[tuple[str, object, object]]]]:
    return [
        (
            row.order_number,
            row.outcome.value,
            [
                (one.code.value, one.params.get("count"), one.params.get("orders"))
                for one in row.notes
            ],
        )
        for row in results.results
    ]


def test_a_cancel_tells_who_waits_and_whose_date_is_lost(room: Stockroom) -> None:
    tried = change_states(room.context, ["PO1"], "cancel", how=PREVIEW)
    assert told(tried) == [
        (
            "PO1",
            "done",
            [
                ("purchase_cancelled", 2, None),
                ("waited_for_by", 1, ["O1"]),
                ("comes_later", 1, ["O1"]),
            ],
        )
    ]
    assert states(room) == ["sent", "sent", "draft"]
    both = change_states(room.context, ["PO1", "PO2", "PO3"], "cancel")
    rows = {number: notes for number, _, notes in told(both)}
    assert rows["PO1"][1:] == [("waited_for_by", 1, ["O1"]), ("loses_its_date", 1, ["O1"])]
    assert rows["PO2"][1:] == [
        ("waited_for_by", 2, ["O2", "O3"]),
        ("loses_its_date", 1, ["O2"]),
    ]
    assert rows["PO3"] == [("purchase_cancelled", 4, None)]
    assert states(room) == ["cancelled", "cancelled", "cancelled"]
    undo(room.context)
    assert states(room) == ["sent", "sent", "draft"]


def test_milestones_and_papers_are_kept_and_found(room: Stockroom, tmp_path: Path) -> None:
    context = room.context
    day = date(2031, 1, 2)
    results = set_milestone(context, ["PO1", "PO3"], "confirmed", day)
    assert [row.outcome.value for row in results.results] == ["done", "refused"]
    set_milestone(context, ["PO1", "PO2"], "shipped", day)
    paper = tmp_path / "offer.pdf"
    told = attach(context, ["PO1"], str(paper))
    assert told.results[0].notes[0].code.value == "paper_missing"
    refuse(room, Code.INVALID, lambda: set_milestone(context, ["PO1"], "lost", day))
    refuse(room, Code.INVALID, lambda: attach(context, ["PO1"], " "))
    assert not attach(context, ["PO1"], str(paper)).undoable

    def found(**query: Any) -> list[str]:
        return [one.number for one in find(context, PurchaseOrderQuery(**query))]

    assert found(milestones=("confirmed",)) == []
    assert found(milestones=("shipped",)) == ["PO1", "PO2"]
    assert found(milestones=("shipped",), suppliers=("X",)) == []
    assert found(waited_for=True) == ["PO1", "PO2"]
    assert found(overdue_on=date(2031, 1, 6)) == ["PO1"]
    [row] = purchase_order_list(context).rows([1])
    assert (row.milestone, row.milestone_on) == ("shipped", day)
    undo(context)
    assert purchase_papers(context, 1).attachments == []
    undo(context)
    assert purchase_papers(context, 1).milestones == {"confirmed": day}
    set_milestone(context, ["PO1"], "confirmed", None)
    assert purchase_papers(context, 1).milestones == {}


def test_rows_that_are_not_fit_are_told_and_the_others_go(room: Stockroom) -> None:
    results = change_states(room.context, ["PO3", "PO1", "po3"], "authorize")
    assert [(row.order_number, row.outcome) for row in results.results] == [
        ("PO3", RowOutcome.DONE),
        ("PO1", RowOutcome.REFUSED),
    ]
    refuse(room, Code.NOT_FOUND, lambda: change_states(room.context, ["PO3", "PO9"], "send"))
    refuse(room, Code.NOTHING_TO_DO, lambda: change_states(room.context, [], "send"))
    nothing = change_states(room.context, ["PO1", "PO2"], "close")
    assert not nothing.undoable
    assert states(room) == ["sent", "sent", "authorized"]


def test_of_a_supplier_out_of_use_nothing_is_bought(room: Stockroom) -> None:
    with room.context.database.write.begin() as connection:
        connection.execute(update(Supplier).values(active=False))
    for action in ("authorize", "send"):
        [row] = change_states(room.context, ["PO3"], action).results
        assert row.outcome is RowOutcome.REFUSED
    [copy] = clone(room.context, ["PO1"]).results
    assert copy.outcome is RowOutcome.REFUSED
    assert states(room) == ["sent", "sent", "draft"]
    change_states(room.context, ["PO1"], "cancel")
    change_states(room.context, ["PO1"], "restore")
    assert states(room)[0] == "sent"


def test_a_copy_is_a_draft_that_undo_cancels(room: Stockroom) -> None:
    receive(room.context, "PO1", lines=[ReceivedLine("A", 1)])
    made = clone(room.context, ["PO1", "PO3"], how=DO_IT)
    assert [row.outcome.value for row in made.results] == ["done", "made", "done", "made"]
    copy = get(room.context, made.results[1].order_number)
    assert (copy.number, copy.status) == ("PO4", "draft")
    assert [(one.sku, one.ordered, one.received, one.expected_on) for one in copy.lines] == [
        ("A", 2, 0, None)
    ]
    assert copy.lines[0].unit_cost == get(room.context, "PO1").lines[0].unit_cost
    undo(room.context)
    assert states(room) == ["part_received", "sent", "draft", "cancelled", "cancelled"]
    clone(room.context, ["PO3"])
    change_states(room.context, ["PO6"], "authorize")
    undo(room.context)
    change_states(room.context, ["PO6"], "cancel")
    assert states(room)[-1] == "cancelled"
