"""Drop-ship: what waits is sent by its supplier straight to the customer, by a purchase order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.queries.lists.purchasing import PurchaseOrderQuery
from packbench.db.schema import Command, Movement, ShipmentNews
from packbench.domain.outcomes import RowOutcome, Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import PREVIEW, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders.changes import substitute
from packbench.services.back_orders.marks import mark
from packbench.services.documents.printing import packing_slips_of_orders
from packbench.services.office.undo import undo
from packbench.services.orders.cancelling import cancel, cancel_waiting
from packbench.services.orders.changes import hold
from packbench.services.orders.edited import OrderEdit
from packbench.services.orders.editing import edit_order
from packbench.services.orders.looking import get_order
from packbench.services.orders.merging import merge
from packbench.services.orders.splitting import split
from packbench.services.packing.opening import open_packing
from packbench.services.purchasing.buying import purchase_shortages
from packbench.services.purchasing.cloning import clone
from packbench.services.purchasing.drop_ship import drop_ship
from packbench.services.purchasing.drop_ship_states import SupplierSent, note_shipped
from packbench.services.purchasing.edited import PurchaseEdit, PurchaseLineEdit
from packbench.services.purchasing.editing import edit_purchase
from packbench.services.purchasing.orders import change_states, change_status, find, get, list_all
from packbench.services.purchasing.receiving import receive
from packbench.services.shipping.sending import ship_shipment, void_shipment

TERMS = "supplier,sku,pack_size,minimum_quantity,unit_cost\nS,A,1,1,4.50\nT,B,1,1,2\nS,P,10,10,1\n"


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """O1 waits for 3 A and 2 B, O2 for 5 A behind it; nothing is there. S sells A, T sells B."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0, "P": 0}}, kits={"K": {"A": 2}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,currency\nS,Seller,EUR\nT,Trader,EUR\n")
    files.load("supplier-products", TERMS)
    room.order("O1", ("A", 3), ("B", 2), street="Lane 1", city="Graz", country="AT")
    room.order("O2", ("A", 5), street="Lane 2", city="Wien", country="AT")
    room.allocate()
    yield room
    room.check()


def told(results: Results) -> list[tuple[str, str]]:
    return [(row.order_number, row.notes[0].code) for row in results.results]


def sent(room: Stockroom, *numbers: str, **said: Any) -> Results:
    return note_shipped(room.context, numbers, SupplierSent(**said))


def on_its_way(room: Stockroom, *numbers: str) -> None:
    change_states(room.context, numbers, "authorize")
    change_states(room.context, numbers, "send")


def test_a_supplier_sends_what_waits(room: Stockroom) -> None:
    before = room.waits("O1")
    tried = drop_ship(room.context, [Chosen("O1")], how=PREVIEW)
    assert told(tried) == [("O1", Said.DROP_SHIP_MADE_AT)]
    assert room.waits("O1") == before
    drop_ship(room.context, [Chosen("O1")])
    one, two = get(room.context, "PO1"), get(room.context, "PO2")
    assert [(line.sku, line.ordered) for line in one.lines + two.lines] == [("A", 3), ("B", 2)]
    assert (one.status, one.supplier, one.customer_order) == ("draft", "S", "O1")
    assert room.waits("O1") == {}
    assert room.status("O1") == "back_order"
    # It counts as bought, as no stock of ours, and nobody else gets it.
    assert purchase_shortages(room.context, orders=["O1"]).orders == []
    bought = purchase_shortages(room.context).orders
    assert [(line.sku, line.ordered) for one in bought for line in one.lines] == [("A", 5)]
    undo(room.context)
    room.receive("W1", "A", 4)
    assert room.promised("O1") == {}
    assert room.waits("O2") == {1: (1, "out_of_stock")}
    assert told(sent(room, "PO1")) == [("PO1", Code.WRONG_STATE)]
    on_its_way(room, "PO1", "PO2")
    with room.context.database.read.connect() as connection:
        moved = connection.execute(select(func.count()).select_from(Movement)).scalar_one()
    sent(room, "PO1", carrier="DHL", tracking="JD1", units={"A": 1})
    assert (room.status("O1"), get(room.context, "PO1").status) == ("part_shipped", "part_received")
    assert told(sent(room, "PO2", carrier="DHL", tracking="JD1")) == [("PO2", Code.TRACKING_USED)]
    sent(room, "PO1", "PO2")
    assert room.status("O1") == "shipped"
    assert get(room.context, "PO1").status == "received"
    with room.context.database.read.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Movement)).scalar_one() == moved
    room.check()
    # Its channel is told of each shipment, and again of what is taken back.
    news = _news(room)
    assert len(news) == 3
    undo(room.context)
    assert sum(1 for number, by in _news(room).items() if by > news[number]) == 2
    assert room.status("O1") == "part_shipped"
    undo(room.context)
    assert (room.status("O1"), get(room.context, "PO1").status) == ("back_order", "sent")


@pytest.mark.parametrize("taken_back", ["undo", "cancel", "void", "close"])
def test_its_units_wait_again_in_their_place(room: Stockroom, taken_back: str) -> None:
    drop_ship(room.context, [Chosen("O1", 1)])
    room.receive("W1", "A", 2)
    assert room.waits("O2") == {1: (3, "out_of_stock")}
    left = 3
    if taken_back in {"void", "close"}:
        on_its_way(room, "PO1")
        sent(room, "PO1", units={"A": 1})
        left = 2
    if taken_back == "undo":
        undo(room.context, _last(room, "backorders.drop_ship"))
    else:
        change_status(room.context, "PO1", taken_back)
    assert room.waits("O1")[1] == (left, "out_of_stock")
    room.check()
    if taken_back == "undo":
        room.receive("W1", "A", 3)
        assert room.waits("O1") == {2: (2, "out_of_stock")}
        return
    undo(room.context)
    assert room.waits("O1") == {2: (2, "out_of_stock")}
    change_status(room.context, "PO1", taken_back)
    if taken_back != "close":
        change_status(room.context, "PO1", "restore")
        assert room.waits("O1") == {2: (2, "out_of_stock")}
        change_status(room.context, "PO1", taken_back)
        # Served meanwhile, it can't be brought back.
        room.receive("W1", "A", 3)
        refuse(room, Code.NOTHING_TO_DO, lambda: change_status(room.context, "PO1", "restore"))


def test_one_that_can_not_be_brought_back_stays_as_it_is(room: Stockroom) -> None:
    context = room.context
    drop_ship(context, [Chosen("O1")])
    room.receive("W1", "A", 3)
    room.check()
    change_states(context, ["PO1", "PO2"], "cancel")
    assert room.promised("O1") == {}  # O2 was served while O1 was at its supplier
    undo(context)
    room.receive("W1", "A", 5)  # 2 for O2, 3 are left
    change_states(context, ["PO1", "PO2"], "cancel")
    assert room.promised("O1") == {(1, "W1"): 3}
    # Another command: what O1 was given stays, and so does the purchase order that is refused.
    assert told(change_states(context, ["PO1", "PO2"], "restore")) == [
        ("PO1", Code.NOTHING_TO_DO),
        ("PO2", Said.IS_IN_STATE),
    ]
    assert [get(context, one).status for one in ("PO1", "PO2")] == ["cancelled", "draft"]
    room.check()
    undo(context)
    hold(context, ["O1"], reason="fraud")
    assert told(change_states(context, ["PO2"], "restore")) == [("PO2", Code.WRONG_STATE)]
    undo(context)
    # Its undo gives back what the order got by it.
    undo(context, _last(room, "po.cancel"))
    assert [get(context, one).status for one in ("PO1", "PO2")] == ["draft", "draft"]
    assert (room.promised("O1"), room.waits("O1"), room.free("A")) == ({}, {}, {"W1": 3})


def test_what_is_at_a_supplier_is_left_alone(
    room: Stockroom, tmp_path: Path, context: Context
) -> None:
    drop_ship(context, [Chosen("O1", 1, 2)], supplier="S")
    on_its_way(room, "PO1")
    # Not for the warehouse, and no other goods by it.
    refuse(room, Code.WRONG_STATE, lambda: receive(context, "PO1"))
    assert told(clone(context, ["PO1"])) == [("PO1", Code.WRONG_STATE)]
    [here] = [one.number for one in get_order(context, "O1").shipments]
    for at_bench in (open_packing, ship_shipment):
        with pytest.raises(Refusal) as refused:
            at_bench(context, here)
        assert refused.value.params["why"] == Said.IS_AT_SUPPLIER
    refuse(room, Code.NOTHING_TO_DO, lambda: packing_slips_of_orders(context, ["O1"]))
    # The supplier has the address; who changes it is told so.
    moved = edit_order(context, "O1", OrderEdit({"street": "Lane 7"}))
    assert [one.code for one in moved.notes] == [Said.DROP_SHIP_SENT_ELSEWHERE]
    more = PurchaseEdit({}, [PurchaseLineEdit(1, quantity="9")])
    refuse(room, Code.WRONG_STATE, lambda: edit_purchase(context, "PO1", more))
    edit_purchase(context, "PO1", PurchaseEdit({"note": "gift"}, []))
    # He is reminded of it like others, and the customer waits for it.
    edit_purchase(context, "PO1", PurchaseEdit({}, [PurchaseLineEdit(1, expected_on="2026-01-02")]))
    late = find(context, PurchaseOrderQuery(waited_for=True), overdue=True)
    assert [one.number for one in late] == ["PO1"]
    update = "po_number,supplier,warehouse,sku,quantity\nPO1,S,W1,A,9\n"
    rejects = Files(context, tmp_path).load("purchase-orders", update, update=True).rejects
    assert [one.code for one in rejects] == ["purchase_order_drop_ship"]
    # Orders go on with what is left of them.
    assert told(cancel(context, [Chosen("O1")])) == [("O1", Code.WRONG_STATE)]
    refuse(room, Code.WRONG_STATE, lambda: merge(context, ["O1"], into="O2"))
    assert told(cancel_waiting(context, [Chosen("O1", 1, 2)])) == [("O1", Code.TOO_MANY)]
    cancel_waiting(context, [Chosen("O1", 1, 1)])
    substitute(context, "P", ["O1"], old_sku="B")
    room.receive("W1", "A", 9)
    assert room.promised("O1") == {}
    assert told(hold(context, ["O1"], reason="late")) == [("O1", Code.WRONG_STATE)]
    sent(room, "PO1", tracking="JD1")
    [shipped] = [one for one in get_order(context, "O1").shipments if one.status == "shipped"]
    assert (shipped.tracking, room.status("O1")) == ("JD1", "part_shipped")
    refuse(room, Code.WRONG_STATE, lambda: void_shipment(context, shipped.number))


def test_what_no_supplier_can_send(room: Stockroom) -> None:
    context = room.context
    room.order("KIT", ("K", 1), street="Lane 3", city="Wien", country="AT")
    room.order("PACK", ("P", 3), street="Lane 3", city="Wien", country="AT")
    room.order("WHOLE", ("A", 1), ("B", 1), ship_partial=False, street="L", city="W", country="AT")
    room.order("NOWHERE", ("A", 1), country="AT")
    room.order("UNPAID", ("A", 1), payment="awaiting", street="L", city="W", country="AT")
    room.allocate()
    hold(context, ["O2"], reason="wait")
    refused = {
        "KIT": Said.DROP_SHIP_NO_KIT,
        "PACK": Said.DROP_SHIP_IN_PACKS,
        "NOWHERE": Said.DROP_SHIP_WITHOUT_ADDRESS,
        "O2": Said.IS_HELD_FOR,
    }
    results = drop_ship(context, [Chosen(one) for one in refused]).results
    assert {row.order_number: row.notes[0].params["why"] for row in results} == refused
    [part] = drop_ship(context, [Chosen("WHOLE", 1)]).results
    assert part.notes[0].params["why"] == Said.DROP_SHIP_ONLY_COMPLETE
    [nobody] = drop_ship(context, [Chosen("O1", 2)], supplier="S").results
    assert nobody.notes[0].params["why"] == Said.NOBODY_SELLS
    drop_ship(context, [Chosen("UNPAID"), Chosen("WHOLE")])
    assert room.status("WHOLE") == "back_order"
    number = next(one.number for one in list_all(context) if one.customer_order == "UNPAID")
    change_states(context, [number], "authorize")
    [unsent] = change_states(context, [number], "send").results
    assert unsent.notes[0].params["why"] == Said.DROP_SHIP_UNPAID


def test_two_at_once_and_the_same_key_buy_once(room: Stockroom) -> None:
    key = How(key="once")
    first = drop_ship(room.context, [Chosen("O1", 1)], how=key)
    assert drop_ship(room.context, [Chosen("O1", 1)], how=key) == first
    [again] = drop_ship(room.context, [Chosen("O1", 1)]).results
    assert again.outcome is RowOutcome.REFUSED
    assert [one.number for one in list_all(room.context)] == ["PO1"]
    # What was split off of a marked order was never routed.
    mark(room.context, [Chosen("O2")])
    split(room.context, [Chosen("O2", 1, 2)])
    [rest] = drop_ship(room.context, [Chosen("O2/2")]).results
    assert rest.outcome is RowOutcome.DONE


def _news(room: Stockroom) -> dict[str, int]:
    with room.context.database.read.connect() as connection:
        query = select(ShipmentNews.number, ShipmentNews.command_id)
        return {
            row[0]: row[1] for row in connection.execute(query.where(ShipmentNews.number != ""))
        }


def _last(room: Stockroom, name: str) -> int:
    with room.context.database.read.connect() as connection:
        query = select(func.max(Command.id)).where(Command.name == name)
        return connection.execute(query).scalar_one()
