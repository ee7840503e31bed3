"""What happened to a record: by whom, where, before and after, found by the record itself."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from helpers.importing import Files
from helpers.stockroom import Stockroom
from packbench.db.schema import Command, CommandRecord, Supplier
from packbench.domain.history import HistoryEvent, RecordKind
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_orders
from packbench.services.office.history import history_of, record_id
from packbench.services.office.undo import undo
from packbench.services.orders import changes, cloning, merging, splitting
from packbench.services.orders.cancelling import cancel
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing.orders import NewPurchaseLine
from packbench.services.purchasing.receiving import receive
from packbench.words.history import event_lines, fits_words, title_words


@pytest.fixture
def room(context: Context) -> Stockroom:
    """Two orders on the stock of one; one of them waits."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 3, "B": 2}})
    room.order("O1", ("A", 3))
    room.order("O2", ("A", 2), ("B", 1))
    room.allocate()
    return room


def told(room: Stockroom, number: str) -> list[HistoryEvent]:
    """All events of an order, the newest first."""
    context = room.context
    return history_of(
        context, RecordKind.ORDER, record_id(context, RecordKind.ORDER, number), limit=99
    ).events


def test_before_and_after_who_and_where_are_told_and_what_was_undone(room: Stockroom) -> None:
    changes.hold(room.context, ["O1"], reason="fraud?", release_stock=True)
    held = told(room, "O1")[0]
    assert (held.name, held.operator) == ("orders.hold", room.context.operator)
    assert held.station == room.context.station
    assert title_words(held) == "Put on hold"
    assert "A, allocated: 3 → 0" in event_lines(held)
    assert "why on hold: none → fraud?" in event_lines(held)
    # The one that was served with what came free has it in its history too.
    served = told(room, "O2")[0]
    assert served.command == held.command
    assert "A, waiting: 2 → 0" in event_lines(served)
    undo(room.context)
    taken_back, was, *_ = told(room, "O1")
    assert title_words(taken_back) == "Taken back: Put on hold"
    assert was.undone_by == room.context.operator


def test_orders_that_were_split_and_merged_lead_to_each_other(room: Stockroom) -> None:
    splitting.split(room.context, [Chosen("O1", 1, 1)])
    assert told(room, "O1")[0].orders == ["O1/2"]
    assert told(room, "O1/2")[0].orders == ["O1"]
    merging.merge(room.context, ["O1/2"], into="O1")
    assert [one.name for one in told(room, "O1/2")[:2]] == ["orders.merge", "orders.split"]
    assert told(room, "O1/2")[0].orders == ["O1"]
    made = cloning.clone(room.context, ["O2"]).results[-1].order_number
    assert told(room, made)[-1].orders == ["O2"]
    assert told(room, "O2")[0].orders == [made]
    back_orders.substitute(room.context, "B", ["O2"], old_sku="A")
    assert told(room, "O2")[0].skus == ["A", "B"]


def test_products_and_purchase_orders_have_theirs(room: Stockroom) -> None:
    context = room.context
    with context.database.write.begin() as connection:
        connection.execute(insert(Supplier), [{"code": "S1", "code_key": "s1", "name": "Maker"}])
    wanted = [NewPurchaseLine("A", 5)]
    made = purchasing.create(context, supplier="S1", warehouse="W1", lines=wanted)
    for action in ("authorize", "send"):
        purchasing.change_status(context, made.number, action)
    receive(context, made.number)
    own = record_id(context, RecordKind.PURCHASE_ORDER, made.number)
    names = [one.name for one in history_of(context, RecordKind.PURCHASE_ORDER, own).events]
    assert names == ["po.receive", "po.send", "po.authorize", "po.create"]
    product = record_id(context, RecordKind.PRODUCT, "a")
    came = history_of(context, RecordKind.PRODUCT, product).events[0]
    assert (came.name, [(one.warehouse, one.quantity) for one in came.moved]) == (
        "po.receive",
        [("W1", 5)],
    )
    with pytest.raises(Refusal) as refused:
        record_id(context, RecordKind.PRODUCT, "nobody's")
    assert refused.value.code is Code.NOT_FOUND


def test_ten_thousand_events_come_in_pages_and_are_searched(room: Stockroom) -> None:
    own = record_id(room.context, RecordKind.ORDER, "O1")
    _write_scans(room.context, own, 10_000)
    cancel(room.context, [Chosen("O1")])
    page = history_of(room.context, RecordKind.ORDER, own)
    assert len(page.events) == 20
    assert page.more == page.events[-1].command
    second = history_of(room.context, RecordKind.ORDER, own, before=page.more)
    assert [one.command for one in second.events] == sorted(
        {one.command for one in second.events}, reverse=True
    )
    assert len(second.events) == 20
    assert second.events[0].command < page.events[-1].command
    found = history_of(
        room.context, RecordKind.ORDER, own, fits=partial(fits_words, wanted="scanned code-77")
    )
    assert next(one.values["codes"] for one in found.events) == "CODE-7799"
    assert len(found.events) == 20


def _write_scans(context: Context, order_id: int, count: int) -> None:
    """Scans of an order, as a bench writes them."""
    at = datetime.now(UTC)
    scans = [
        {
            "key": f"scan {n}",
            "name": "pack.scan",
            "content_hash": "",
            "at": at,
            "content": f'{{"codes": ["CODE-{n}"]}}',
            "operator_id": 1,
            "station_id": 1,
        }
        for n in range(count)
    ]
    with context.database.write.begin() as connection:
        made = connection.execute(insert(Command).returning(Command.id), scans).scalars().all()
        rows = [{"kind": "order", "record_id": order_id, "command_id": one} for one in made]
        connection.execute(insert(CommandRecord), rows)


def test_an_order_has_nothing_of_one_that_had_its_number_before(
    room: Stockroom, tmp_path: Path
) -> None:
    heads = "order_number,sku,quantity,country\n"
    files = Files(room.context, tmp_path)
    files.load("orders", f"{heads}N1,A,1,DE\n")
    undo(room.context)
    files.load("orders", f"{heads}N2,A,1,DE\n")
    assert [one.name for one in told(room, "N2")] == ["import.orders"]
