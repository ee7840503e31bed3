"""Transfers in two steps: on their way, received, short, over, cancelled, and taken back."""

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from helpers.expiry import let_expire
from helpers.sample import add_location, warehouse_id_of
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.db.queries.planning.expected import expected_by_line
from packbench.db.queries.planning.shortages import coming_units
from packbench.db.schema import Command, Movement, OrderLine, Product, Warehouse
from packbench.db.today import today
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import TransferStatus
from packbench.domain.warehousing import Cause
from packbench.engine.bulk import PREVIEW, How
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import LOCATIONS
from packbench.services.masters.saving import switch
from packbench.services.office.exporting import export_file
from packbench.services.office.undo import undo
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt, list_stock, move, receive
from packbench.services.transfers.ending import cancel_transfer, close_transfer
from packbench.services.transfers.moving import TransferDone, TransferGoods, goods_of_text
from packbench.services.transfers.receiving import receive_transfer
from packbench.services.transfers.sending import NewTransfer, send_transfer
from packbench.services.transfers.views import list_transfers, show_transfer
from packbench.services.value.stock import ValueMethod, stock_value


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """W1 has A and B on the floor, W2 is to get some; whatever is done, every invariant holds."""
    room = Stockroom(context)
    about = {"A": {"unit_cost": Decimal(2)}}
    room.fill({"W1": {"A": 10, "B": 5}, "W2": {"A": 0, "B": 0}}, products=about)
    yield room
    room.check()


def send(room: Stockroom, *goods: TransferGoods, expected_on: date | None = None) -> TransferDone:
    new = NewTransfer("W1", "W2", goods or [TransferGoods("A", 6)], expected_on)
    return send_transfer(room.context, new)


def at(room: Stockroom, warehouse: str, sku: str = "A") -> tuple[int, int, int]:
    """On hand, available and incoming."""
    [found] = list_stock(room.context, sku=sku, warehouse=warehouse)
    return found.on_hand, found.available, found.incoming


def worth(room: Stockroom, method: ValueMethod = ValueMethod.FIFO) -> dict[tuple[str, str], int]:
    rows = stock_value(room.context, sku="A", method=method).rows
    return {(one.warehouse, one.transfer): int(one.value) for one in rows}


def test_goods_are_on_their_way_until_they_come(room: Stockroom) -> None:
    context = room.context
    before = snapshot(context.database)
    new = NewTransfer("W1", "W2", [TransferGoods("A", 6)])
    looked = send_transfer(context, new, how=PREVIEW)
    assert snapshot(context.database) == before
    done = send_transfer(context, new, how=How("once"))
    assert done.transfer.lines == looked.transfer.lines
    assert done == send_transfer(context, new, how=How("once"))  # the same key: sent once
    assert (at(room, "W1"), at(room, "W2")) == ((4, 4, 0), (0, 0, 6))
    assert worth(room) == {("W1", ""): 8, ("W2", "T-1"): 12}
    assert worth(room, ValueMethod.AVERAGE) == worth(room)
    with context.database.read.connect() as connection:
        [[coming]] = coming_units(connection).values()
    assert (coming.number, coming.units, coming.draft) == ("T-1", 6, False)  # bought by nobody
    # Part of it comes, and serves who waits; what is promised can't be taken back.
    room.order("O1", ("A", 7))
    room.allocate()
    part = receive_transfer(context, "t-1", [TransferGoods("A", 4)])
    assert [(one.order_number, one.quantity) for one in part.change.released] == [("O1", 3)]
    assert (at(room, "W2"), part.transfer.transfer.in_transit) == ((4, 1, 2), 2)
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context))
    rest = receive_transfer(context, "T-1")
    assert rest.transfer.transfer.status is TransferStatus.RECEIVED
    assert worth(room) == {("W1", ""): 8, ("W2", ""): 12}
    undo(context)
    assert (at(room, "W2"), show_transfer(context, "T-1").transfer.in_transit) == ((4, 1, 2), 2)
    assert list_transfers(context, open_only=True)[0].received == 4
    assert worth(room) == {("W1", ""): 8, ("W2", ""): 8, ("W2", "T-1"): 4}


def test_what_does_not_come_is_lost_in_transit_and_found_again(
    room: Stockroom, tmp_path: Path
) -> None:
    context = room.context
    send(room)
    receive_transfer(context, "T-1", [TransferGoods("A", 5)])
    # It lies nowhere, so that a rescue has no other file of it.
    export_file(context, "transfers", tmp_path / "transfers.csv")
    with (tmp_path / "transfers.csv").open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["transfer"], row["target"], row["sku"], row["quantity"]) == ("T-1", "W2", "A", "1")
    before = snapshot(context.database)
    assert close_transfer(context, "T-1", how=PREVIEW).transfer.transfer.lost == 1
    assert snapshot(context.database) == before
    done = close_transfer(context, "T-1", reason="one broke")
    assert (done.transfer.transfer.status, done.transfer.transfer.lost) == ("closed", 1)
    assert (at(room, "W1"), at(room, "W2")) == ((4, 4, 0), (5, 5, 0))
    assert worth(room) == {("W1", ""): 8, ("W2", ""): 10}
    query = select(Movement.quantity, Movement.document, Movement.note).where(
        Movement.cause == Cause.TRANSIT_LOSS
    )
    with context.database.read.connect() as connection:
        assert connection.execute(query).all() == [(-1, "T-1", "one broke")]
    refuse(room, Code.WRONG_STATE, lambda: receive_transfer(context, "T-1"))
    refuse(room, Code.WRONG_STATE, lambda: close_transfer(context, "T-1"))
    refuse(room, Code.WRONG_STATE, lambda: cancel_transfer(context, "T-1"))
    undo(context)
    assert worth(room) == {("W1", ""): 8, ("W2", ""): 10, ("W2", "T-1"): 2}
    assert at(room, "W2") == (5, 5, 1)


def test_more_than_was_sent_is_booked_only_when_that_is_said(room: Stockroom) -> None:
    context = room.context
    send(room)
    more = [TransferGoods("A", 8)]
    with pytest.raises(Refusal) as raised:
        receive_transfer(context, "T-1", more)
    assert raised.value.params["why"] == Said.TRANSFER_OVER
    refuse(room, Code.NOTHING_TO_DO, lambda: receive_transfer(context, "T-1", more))
    done = receive_transfer(context, "T-1", more, over=True)
    head = done.transfer.transfer
    assert (head.status, head.received, head.over) == ("received", 6, 2)
    assert (at(room, "W2"), worth(room)) == ((8, 8, 0), {("W1", ""): 8, ("W2", ""): 16})
    undo(context)
    assert (at(room, "W2"), worth(room)) == ((0, 0, 6), {("W1", ""): 8, ("W2", "T-1"): 12})
    with context.database.write.begin() as connection:
        connection.execute(update(Warehouse).where(Warehouse.code == "W2").values(kind="virtual"))
    refuse(room, Code.WAREHOUSE_VIRTUAL, lambda: receive_transfer(context, "T-1"))
    with context.database.write.begin() as connection:
        connection.execute(update(Warehouse).where(Warehouse.code == "W2").values(kind="physical"))
        connection.execute(update(Product).where(Product.sku == "A").values(tracking="lot"))
    refuse(room, Code.NOTHING_TO_DO, lambda: receive_transfer(context, "T-1", more, over=True))


def test_it_goes_back_when_it_is_cancelled_or_undone(room: Stockroom) -> None:
    context = room.context
    send(room)
    undo(context)
    assert (at(room, "W1"), at(room, "W2")) == ((10, 10, 0), (0, 0, 0))
    send(room)
    receive_transfer(context, "T-2", [TransferGoods("A", 1)])
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context, _command(room, "transfers.send")))
    cancelled = cancel_transfer(context, "T-2").transfer.transfer
    assert (cancelled.status, cancelled.returned) == ("cancelled", 5)
    assert (at(room, "W1"), at(room, "W2")) == ((9, 9, 0), (1, 1, 0))
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context, _command(room, "transfers.receive")))
    room.order("O1", ("A", 8), country="AT")
    room.allocate()
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context, _command(room, "transfers.cancel")))
    # Into a bin that is off by then, and of a lot that is over, it comes as nobody's to sell.
    with context.database.write.begin() as connection:
        day = today(connection)
        add_location(connection, warehouse_id_of(connection, "W1"), "A-1", pickable=True)
    move(context, "W1", "B", 5, source="FLOOR", target="A-1")
    receive(context, Receipt("W1", "B", 3, None, "SOON", day + timedelta(days=1)))
    send(room, TransferGoods("B", 8))
    sent = _command(room, "transfers.send")
    switch(context, LOCATIONS, [["W1", "A-1"]], on=False)
    let_expire(context.database, "SOON", day - timedelta(days=1))
    undo(context, sent)
    assert at(room, "W1", "B") == (8, 0, 0)


def _command(room: Stockroom, name: str) -> int:
    query = select(Command.id).where(Command.name == name).order_by(Command.id.desc())
    with room.context.database.read.connect() as connection:
        return connection.execute(query.limit(1)).scalar_one()


def test_what_can_not_be_sent_is_refused_in_words(room: Stockroom) -> None:
    context = room.context
    room.order("O1", ("A", 7))
    room.allocate()
    perform(context, StockAct(ActKind.DAMAGE, "W1", "B", 1))

    def sent(source: str, target: str, *goods: TransferGoods) -> None:
        send_transfer(context, NewTransfer(source, target, goods))

    one = TransferGoods("A", 1)
    for code, source, target, goods in (
        (Code.INVALID, "W1", "w1", [one]),
        (Code.INVALID, "W1", "W2", []),
        (Code.INVALID, "W1", "W2", [TransferGoods("A", 0)]),
        (Code.NOT_ENOUGH_STOCK, "W1", "W2", [TransferGoods("A", 4)]),  # 7 are promised
        (Code.NOT_ENOUGH_STOCK, "W1", "W2", [TransferGoods("A", 2), TransferGoods("A", 2)]),
        (Code.NOT_ENOUGH_STOCK, "W1", "W2", [TransferGoods("B", 5)]),  # one is damaged
        (Code.NOT_FOUND, "W1", "W2", [TransferGoods("X", 1)]),
        (Code.NOT_FOUND, "W1", "W9", [one]),
    ):
        refuse(room, code, partial(sent, source, target, *goods))
    with context.database.write.begin() as connection:
        connection.execute(update(Warehouse).where(Warehouse.code == "W2").values(active=False))
    refuse(room, Code.WRONG_STATE, lambda: sent("W1", "W2", one))
    for text in ("A", "A=many", "=3", "A=-1", "A=1.5"):
        with pytest.raises(Refusal) as raised:
            goods_of_text(text)
        assert raised.value.code is Code.INVALID
    refuse(room, Code.NOT_FOUND, lambda: receive_transfer(context, "T-99"))


def test_lots_go_first_that_expire_first_and_come_with_their_day(room: Stockroom) -> None:
    context = room.context
    with context.database.write.begin() as connection:
        day = today(connection)
        add_location(connection, warehouse_id_of(connection, "W1"), "A-1", pickable=True)
        add_location(connection, warehouse_id_of(connection, "W2"), "WET", pickable=False)
    for lot, days in (("LATE", 90), ("SOON", 30)):
        receive(context, Receipt("W1", "B", 3, "A-1", lot, day + timedelta(days=days)))
    done = send(room, TransferGoods("B", 4), expected_on=day + timedelta(days=2))
    assert [(one.lot, one.sent) for one in done.transfer.lines] == [("SOON", 3), ("LATE", 1)]
    # The lot is still that with its day, though nothing of it lies anywhere.
    other = Receipt("W2", "B", 1, None, "SOON", day + timedelta(days=60))
    refuse(room, Code.OTHER_EXPIRY, lambda: receive(context, other))
    refuse(
        room, Code.NOTHING_TO_DO, lambda: receive_transfer(context, "T-1", [TransferGoods("B", 2)])
    )  # of which lot?
    receive_transfer(context, "T-1", [TransferGoods("B", 2, "WET", "SOON")])
    assert at(room, "W2", "B") == (2, 0, 2)
    refuse(room, Code.NOT_FOUND, lambda: receive_transfer(context, "T-1", lot="OTHER"))
    assert receive_transfer(context, "T-1", lot="LATE").transfer.transfer.in_transit == 1
    receive_transfer(context, "T-1")
    assert at(room, "W2", "B") == (4, 2, 0)
    # Who waits is told the day on which a transfer brings it.
    send(room, TransferGoods("A", 10), expected_on=day + timedelta(days=2))
    room.order("O1", ("A", 2))
    room.allocate()
    with context.database.read.connect() as connection:
        product = connection.execute(select(Product.id).where(Product.sku == "A")).scalar_one()
        line = connection.execute(select(OrderLine.id)).scalar_one()
        assert expected_by_line(connection, [product]) == {line: day + timedelta(days=2)}


def test_two_who_receive_at_once_come_one_after_the_other(room: Stockroom) -> None:
    send(room)
    stations = [replace(room.context, station=f"station {number}") for number in (1, 2)]

    def received(context: Context) -> str:
        try:
            receive_transfer(context, "T-1")
        except Refusal as refusal:
            return refusal.code
        return ""

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(received, stations)) == ["", Code.WRONG_STATE]
    assert (at(room, "W2"), show_transfer(room.context, "T-1").lines[0].received) == ((6, 6, 0), 6)
