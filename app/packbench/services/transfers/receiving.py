"""Goods of a transfer come in: all of them, some, or more than were sent."""

from collections.abc import Sequence

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import LocationRef, WarehouseRef
from packbench.db.queries.records.transfers import transfer_lines
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import transfer_name
from packbench.domain.warehousing import Cause, Entry, WarehouseKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.services.stock.changing import is_kept_by_lot, stock_location
from packbench.services.transfers.moving import (
    LineStep,
    TransferDone,
    TransferGoods,
    TransferMoves,
    open_transfer,
    run_transfer,
    there,
    told_goods,
    warehouse_by_id,
)


def receive_transfer(
    context: Context,
    name: str,
    goods: Sequence[TransferGoods] = (),
    *,
    location: str | None = None,
    lot: str | None = None,
    over: bool = False,
    how: How = DO_IT,
) -> TransferDone:
    """Books in what came of a transfer; who waits for it is served in the same transaction.

    Args:
        context: who receives.
        name: the transfer's.
        goods: what came; none: all that is still on its way.
        location: the bin in which it is put where the goods name none; None: the floor.
        lot: where no goods are named, all of this lot has come; None: of any.
        over: more may come than was sent; it is booked as an adjustment.
        how: whether it is only looked at.

    Refuses goods that were not sent, more than is on its way (`over_receipt`), units of several
    lots of which nobody says the lot, a warehouse that has become virtual, and a transfer of which
    nothing is on its way.
    """
    content = {
        "transfer": name,
        "goods": told_goods(goods),
        "location": location,
        "over": over,
    }
    if lot is not None:
        content["lot"] = lot

    def work(transaction: Transaction) -> TransferMoves:
        connection = transaction.connection
        row = open_transfer(transaction, name)
        coming = _Coming(connection, row, over=over)
        for one in goods:
            coming.count(one, one.location or location)
        if not goods:
            coming.count_all(location, lot)
        return TransferMoves(row.id, coming.entries, coming.steps)

    return run_transfer(context, "transfers.receive", content, how, work)


class _Coming:
    """Counts what came against what was sent, line by line."""

    def __init__(self, connection: Connection, row: AnyRow, *, over: bool) -> None:
        self._connection, self._over = connection, over
        self._name = transfer_name(row.id)
        self._target: WarehouseRef = warehouse_by_id(connection, row.target_id)
        if self._target.kind == WarehouseKind.VIRTUAL:  # it has become that since
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=self._target.code)
        self._lines = transfer_lines(connection, row.id)
        self._open = {line.id: line.open for line in self._lines}
        self._steps: dict[int, LineStep] = {}
        self.entries: list[Entry] = []

    @property
    def steps(self) -> list[LineStep]:
        """What the lines have received by it."""
        return list(self._steps.values())

    def count_all(self, location: str | None, lot: str | None) -> None:
        """All that is on its way has come, or all of a lot; refuses a lot that was not sent."""
        lines = [one for one in self._lines if lot is None or one.lot == lot.strip()]
        if not any(self._open[line.id] for line in lines):
            raise Refusal(Code.NOT_FOUND, kind="goods of a transfer", name=lot or "")
        for line in lines:
            if self._open[line.id]:
                self._take(line, self._open[line.id], location)

    def count(self, goods: TransferGoods, location: str | None) -> None:
        """Some units have come; refuses what was not sent."""
        sku = code_key(goods.sku)
        lines = [line for line in self._lines if line.sku_key == sku]
        if goods.lot is not None:
            lines = [line for line in lines if line.lot == goods.lot.strip()]
        if not lines:
            goods_name = f"{goods.sku} {goods.lot or ''}".strip()
            raise Refusal(Code.NOT_FOUND, kind="goods of a transfer", name=goods_name)
        lines = [line for line in lines if self._open[line.id]] or lines
        left = sum(self._open[line.id] for line in lines)
        lots = {line.lot for line in lines}
        if len(lots) > 1 and goods.quantity != left:
            lots_told = ", ".join(sorted(lot or "–" for lot in lots))
            raise Refusal(
                Code.NOTHING_TO_DO, why=Said.TRANSFER_WHICH_LOT, sku=lines[0].sku, lots=lots_told
            )
        units = goods.quantity
        for line in lines:
            part = min(units, self._open[line.id])
            if part:
                self._take(line, part, location)
                units -= part
        if units:
            self._take_over(lines[-1], units, left, location)

    def _take_over(self, line: AnyRow, units: int, left: int, location: str | None) -> None:
        if not self._over:
            raise Refusal(
                Code.NOTHING_TO_DO,
                why=Said.TRANSFER_OVER,
                sku=line.sku,
                count=left,
                name=self._name,
            )
        if not line.lot and is_kept_by_lot(self._connection, line.product_id):
            raise Refusal(Code.NOTHING_TO_DO, why=Said.STOCK_NEEDS_LOT, sku=line.sku)
        self._step(line, over=units)
        self.entries.append(self._entry(line, units, Cause.ADJUSTMENT, self._where(line, location)))

    def _take(self, line: AnyRow, units: int, location: str | None) -> None:
        self._open[line.id] -= units
        self._step(line, received=units)
        self.entries.append(self._entry(line, units, Cause.TRANSFER, self._where(line, location)))

    def _step(self, line: AnyRow, received: int = 0, over: int = 0) -> None:
        before = self._steps.get(line.id, LineStep(line.id))
        self._steps[line.id] = LineStep(
            line.id, received=before.received + received, over=before.over + over
        )

    def _where(self, line: AnyRow, location: str | None) -> LocationRef:
        return stock_location(
            self._connection, there(self._connection, self._target, line), location
        )

    def _entry(self, line: AnyRow, units: int, cause: Cause, where: LocationRef) -> Entry:
        place = there(self._connection, self._target, line)
        return Entry(
            *(self._target.id, line.product_id, where.id, units, cause),
            lot=line.lot,
            unavailable=units if place.blocks(where, line.expires_on) else 0,
            expires_on=line.expires_on,
            document=self._name,
        )
