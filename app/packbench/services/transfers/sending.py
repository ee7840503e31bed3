"""Goods leave a warehouse for another one, and are on their way from then on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from packbench.db.queries.records.bins import BinRow, Portion, spread_free
from packbench.db.queries.records.lookups import WarehouseRef, find_warehouse
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Stock, TransferLineRow, TransferRow, Warehouse
from packbench.db.sql.bulk import insert_rows
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import TransferWay, transfer_name
from packbench.domain.warehousing import Cause, Entry, WarehouseKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.services.packing.bench import who_sends
from packbench.services.stock.changing import (
    ProductThere,
    bins_there,
    find_there,
    not_enough,
)
from packbench.services.transfers.moving import (
    TransferDone,
    TransferGoods,
    TransferMoves,
    run_transfer,
    told_goods,
)
from packbench.settings import STOCK_TRANSFERS


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """What is to be sent.

    Attributes:
        source: the warehouse that it leaves.
        target: the warehouse that it goes to.
        expected_on: the day on which it is to be there; None: nobody knows.
    """

    source: str
    target: str
    goods: Sequence[TransferGoods]
    expected_on: date | None = None
    note: str = ""


def usual_way(context: Context) -> TransferWay:
    """What a transfer does when nothing is said."""
    with context.database.read.connect() as connection:
        return TransferWay(read_setting(connection, STOCK_TRANSFERS))


def send_transfer(context: Context, new: NewTransfer, *, how: How = DO_IT) -> TransferDone:
    """Takes units out of a warehouse; they are on their way to another one until they come there.

    Goods that expire first go first, where no bin or lot is named. Refuses what orders are
    promised, what is unavailable, a warehouse that is the source, virtual or (the target) switched
    off, kits, products whose stock is not counted, and a transfer of nothing.
    """
    content = {
        "source": new.source,
        "target": new.target,
        "goods": told_goods(new.goods),
        "expected_on": new.expected_on,
        "note": new.note,
    }
    if not new.goods:
        raise Refusal(Code.INVALID, field="goods of a transfer", value="")

    def work(transaction: Transaction) -> TransferMoves:
        source, target = _ends(transaction.connection, new)
        taken = _Loading(transaction, source)
        for one in new.goods:
            taken.take(one)
        transfer_id = _insert(transaction, (source, target), new, keep=not how.preview)
        taken.write_lines(transfer_id)
        return TransferMoves(transfer_id, taken.entries(transfer_id, source))

    return run_transfer(context, "transfers.send", content, how, work)


def _ends(connection: Connection, new: NewTransfer) -> tuple[WarehouseRef, WarehouseRef]:
    source = find_warehouse(connection, new.source)
    target = find_warehouse(connection, new.target)
    for end in (source, target):
        if end.kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=end.code)
    if source.id == target.id:
        raise Refusal(Code.INVALID, field="target of a transfer", value=target.code)
    query = select(Warehouse.active).where(Warehouse.id == target.id)
    if not connection.execute(query).scalar_one():
        why, name = Said.TRANSFER_TARGET_OFF, target.code
        raise Refusal(Code.WRONG_STATE, why=why, name=name, state="inactive")
    return source, target


def _insert(
    transaction: Transaction,
    ends: tuple[WarehouseRef, WarehouseRef],
    new: NewTransfer,
    *,
    keep: bool,
) -> int:
    values: dict[str, Any] = {
        "source_id": ends[0].id,
        "target_id": ends[1].id,
        "note": new.note.strip(),
        "expected_on": new.expected_on,
        "sent_at": transaction.at,
        "operator_id": who_sends(transaction)["operator_id"],
        "command_id": transaction.command_id,
    }
    if not keep:  # a number that was only looked at is not used up
        query = select(func.coalesce(func.max(TransferRow.id), 0) + 1)
        values["id"] = transaction.connection.execute(query).scalar_one()
    made = insert(TransferRow).values(values).returning(TransferRow.id)
    return int(transaction.connection.execute(made).scalar_one())


class _Loading:
    """Takes goods out of bins, one after another, as far as nobody is promised them."""

    def __init__(self, transaction: Transaction, source: WarehouseRef) -> None:
        self._transaction, self._source = transaction, source
        self._taken: dict[int, int] = defaultdict(int)
        self._of_product: dict[int, int] = defaultdict(int)
        self._bins: dict[int, tuple[ProductThere, BinRow]] = {}

    def take(self, goods: TransferGoods) -> None:
        """Takes one of the goods; refuses more than is free."""
        transaction = self._transaction
        place = find_there(transaction, self._source.code, goods.sku)
        bins = [
            one
            for one in bins_there(transaction, place, goods.location, goods.lot)
            if not place.blocks(one, one.expires_on)
        ]
        bins.sort(key=lambda one: (one.expires_on is None, one.expires_on or date.max))
        free = sum(max(0, one.free - self._taken[one.id]) for one in bins)
        free = min(free, self._unpromised(place.product.id))
        if goods.quantity > free:
            raise not_enough(place, free, "to_send")
        for portion in self._portions(bins, goods.quantity):
            self._taken[portion.bin.id] += portion.units
            self._bins[portion.bin.id] = place, portion.bin
        self._of_product[place.product.id] += goods.quantity

    def _portions(self, bins: Sequence[BinRow], units: int) -> list[Portion]:
        found: list[Portion] = []
        for one in bins:
            room = max(0, one.free - self._taken[one.id])
            found += spread_free([one], min(units, room)) if units and room else []
            units -= min(units, room)
        return found

    def _unpromised(self, product_id: int) -> int:
        query = select(Stock.on_hand - Stock.unavailable - Stock.allocated).where(
            Stock.warehouse_id == self._source.id, Stock.product_id == product_id
        )
        free = self._transaction.connection.execute(query).scalar_one_or_none() or 0
        return int(free) - self._of_product[product_id]

    def write_lines(self, transfer_id: int) -> None:
        """Writes what was taken of each bin and lot as a line."""
        columns = ("transfer_id", "product_id", "location_id", "lot", "expires_on", "sent")
        rows = [
            (
                *(transfer_id, place.product.id, one.location_id, one.lot, one.expires_on),
                self._taken[bin_id],
            )
            for bin_id, (place, one) in self._bins.items()
        ]
        insert_rows(self._transaction.connection, TransferLineRow, columns, rows)

    def entries(self, transfer_id: int, source: WarehouseRef) -> list[Entry]:
        """The ledger rows: all of it leaves."""
        return [
            Entry(
                *(source.id, place.product.id, one.location_id),
                *(-self._taken[bin_id], Cause.TRANSFER),
                lot=one.lot,
                document=transfer_name(transfer_id),
            )
            for bin_id, (place, one) in self._bins.items()
        ]
