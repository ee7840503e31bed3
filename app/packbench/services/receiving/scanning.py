"""Scan by scan: each counts units in, or says why not and changes nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.codes import find_barcodes, station_warehouse
from packbench.db.queries.records.purchasing import purchase_order_row
from packbench.db.queries.records.receiving import (
    ExpectedOrder,
    ReceiptView,
    counted_elsewhere,
    expected_orders,
    find_receipt,
    last_count,
    receipt_row,
    show_receipt,
)
from packbench.db.schema import Product, PurchaseOrder, PurchaseOrderLine, ReceiptLine, StockBin
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.db.today import today
from packbench.domain.catalog import Tracking, code_key
from packbench.domain.outcomes import Said
from packbench.domain.quantities import check_units
from packbench.domain.receiving import (
    COUNTED,
    ReceiptOutcome,
    ReceiptStatus,
    ReceiveTold,
    ReceiveVerdict,
    receipt_name,
)
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.scanning.multiplying import Multiplier
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.barcodes import stored_barcode
from packbench.services.purchasing.drafts import require_incoming
from packbench.services.receiving.booking import most_of, tolerance_of
from packbench.services.receiving.receipts import opened_here
from packbench.services.receiving.rights import supervisor_id
from packbench.services.receiving.who_waits import who_waits
from packbench.services.scanning import resolve

_CARTON = re.compile(r"(?:01)?([1-8][0-9]{13})(?:[0-9]{2}.*)?", re.DOTALL)
_INNER = slice(1, 13)
_MOST_LOT = 60


@dataclass(frozen=True, slots=True)
class HowCounted:
    """How a scan is meant.

    Attributes:
        outcome: good, damaged or rejected.
        reason: why it is damaged or rejected.
        photo: where a picture of it lies.
        lot: the lot that was asked for.
        expires_on: the expiry that was asked for.
        no_expiry: it was asked for, and there is none.
        chosen: the SKU that is meant where a code stands for several.
        approved_by: the supervisor who lets in what was not expected.
    """

    outcome: ReceiptOutcome = ReceiptOutcome.GOOD
    reason: str = ""
    photo: str = ""
    lot: str | None = None
    expires_on: date | None = None
    no_expiry: bool = False
    chosen: str | None = None
    approved_by: str | None = None


AS_GOOD = HowCounted()


@dataclass(frozen=True, slots=True)
class ReceiveScanned:
    """What came of scans: the answer to the last one, and the receipt as it is now."""

    told: ReceiveTold
    receipt: ReceiptView


@dataclass(frozen=True, slots=True)
class CountedLines:
    """Counts that a command made, or took back, by their ids."""

    receipt_id: int
    lines: list[int]


def orders_of_item(context: Context, sku: str) -> list[ExpectedOrder]:
    """The purchase orders that bring an item to this station's warehouse, oldest expected first."""
    with context.database.read.connect() as connection:
        query = select(Product.id).where(Product.sku_key == code_key(sku))
        product_id = connection.execute(query).scalar_one_or_none()
        if product_id is None:
            return []
        here = station_warehouse(connection, context.station)
        return expected_orders(connection, here, product_id=product_id)


def expected_here(context: Context) -> list[ExpectedOrder]:
    """What can be received in this station's warehouse, the oldest expected first."""
    with context.database.read.connect() as connection:
        return expected_orders(connection, station_warehouse(connection, context.station))


def count_in(
    context: Context,
    receipt: str,
    codes: Sequence[str],
    counting: HowCounted = AS_GOOD,
    *,
    key: str | None = None,
) -> ReceiveScanned:
    """Counts items of a delivery that this station has open, scan by scan.

    The first scan that does not count stops it and changes nothing; those before it count.

    Args:
        context: who counts, and where.
        receipt: its name.
        codes: as they were scanned; `5*CODE` counts five, a carton its pack.
        counting: how they are meant.
        key: sent twice, it is counted once.

    Refuses what is not open here, an empty code, units beyond reason, a reason that lacks for
    damaged or rejected goods, and a purchase order that was closed or voided meanwhile.
    """
    if not all(code.strip() for code in codes):
        raise Refusal(Code.INVALID, field="scanned code", value="")
    if counting.outcome is not ReceiptOutcome.GOOD and not counting.reason.strip():
        raise Refusal(Code.INVALID, field="reason", value=counting.reason)
    meanings = [(code, resolve(context, code)) for code in codes]

    views: list[ReceiptView] = []  # what was read inside, so that nobody waits for it twice

    def work(transaction: Transaction) -> _CountedScans:
        views.clear()
        row = opened_here(transaction, receipt)
        counter = _Counter(transaction, row, counting)
        counted = counter.run(meanings)
        views.extend(counter.views[-1:])
        return counted

    content = {"receipt": receipt, "codes": list(codes), "counting": repr(counting)}
    call = Call("receiving.scan", content, key, moves_stock=False)
    done = run_or_try(context, call, _CountedScans, work, keep=lambda made: bool(made.lines))
    if views:
        return ReceiveScanned(done.told, views[-1])
    with context.database.read.connect() as connection:
        view = show_receipt(connection, find_receipt(connection, receipt).id)
    return ReceiveScanned(done.told, view)


@dataclass(frozen=True, slots=True)
class _CountedScans:
    told: ReceiveTold
    lines: list[int]


class _Counter:
    """The scans of one call."""

    def __init__(self, transaction: Transaction, row: AnyRow, counting: HowCounted) -> None:
        self._transaction, self._row, self._counting = transaction, row, counting
        self._connection = transaction.connection
        self.views: list[ReceiptView] = []
        self._approver = supervisor_id(transaction, counting.approved_by)
        self._order = None
        if row.purchase_order_id is not None:
            # Stations that count one purchase order in wait for each other's scan.
            locked = select(PurchaseOrder.id).where(PurchaseOrder.id == row.purchase_order_id)
            self._connection.execute(locked.with_for_update())
            self._order = purchase_order_row(self._connection, row.purchase_order_id)
            require_incoming(self._connection, self._order)

    def run(self, scans: Sequence[tuple[str, Meaning]]) -> _CountedScans:
        """Counts up to the first that does not count."""
        multiplier, lines = Multiplier(), []
        told = ReceiveTold(scans[-1][0], ReceiveVerdict.MULTIPLIES)
        for code, read in scans:
            meaning = multiplier.take(read)
            if meaning is None:
                told = ReceiveTold(code, ReceiveVerdict.MULTIPLIES, name=read.name)
                continue
            told = self._judge(code, meaning)
            if told.verdict not in COUNTED:
                break
            lines.append(self._last)
        if lines:
            self._transaction.undo = CountedLines(self._row.id, lines)
        return _CountedScans(told, lines)

    def _judge(self, code: str, read: Meaning) -> ReceiveTold:
        meaning = self._one_of(read)
        if meaning.kind is ScanKind.SEVERAL:
            choices = [one.name for one in meaning.choices]
            return ReceiveTold(code, ReceiveVerdict.SEVERAL, choices=choices)
        if meaning.kind is ScanKind.UNKNOWN:
            return self._unknown(code, meaning)
        if meaning.kind is ScanKind.PURCHASE_ORDER:
            same = meaning.record_id == self._row.purchase_order_id
            verdict = ReceiveVerdict.THIS_RECEIPT if same else ReceiveVerdict.OTHER_RECEIPT
            return ReceiveTold(code, verdict, name=meaning.name)
        if meaning.kind is not ScanKind.PRODUCT or meaning.record_id is None:
            return ReceiveTold(code, ReceiveVerdict.NO_GOODS, name=meaning.name)
        if _is_carton_by_the_piece(meaning):
            return ReceiveTold(code, ReceiveVerdict.NO_PACK, sku=meaning.name)
        return self._product(code, meaning)

    def _one_of(self, meaning: Meaning) -> Meaning:
        """Of several products the one that was chosen, or the one that is expected."""
        products = [one for one in meaning.choices if one.kind is ScanKind.PRODUCT]
        if not products:
            return meaning
        times = meaning.count
        if self._counting.chosen is not None:
            key = code_key(self._counting.chosen)
            chosen = [one for one in products if code_key(one.name) == key]
        else:
            ids = {line.product_id for line in self._order_lines()}
            chosen = [one for one in products if one.record_id in ids] or products
        if len(chosen) != 1:
            return replace(meaning, choices=tuple(products))
        one = chosen[0]
        return replace(one, count=max(one.count, times))

    def _unknown(self, code: str, meaning: Meaning) -> ReceiveTold:
        """A carton of an item that is known has a code that nobody told the size of."""
        carton = _CARTON.fullmatch(meaning.text) or _CARTON.fullmatch(meaning.name)
        if carton is not None:
            inner = _with_check("0" + carton[1][_INNER])
            stored = stored_barcode(inner)
            found = find_barcodes(self._connection, {code_key(stored or inner)})
            if found:
                return ReceiveTold(code, ReceiveVerdict.NO_PACK, sku=found[0].name)
        return ReceiveTold(code, ReceiveVerdict.UNKNOWN, name=meaning.name)

    def _product(self, code: str, meaning: Meaning) -> ReceiveTold:
        query = select(Product.__table__).where(Product.id == meaning.record_id)
        product = self._connection.execute(query).one()
        told = ReceiveTold(code, ReceiveVerdict.OK, sku=product.sku, units=meaning.count)
        if product.is_kit:
            return replace(told, verdict=ReceiveVerdict.KIT)
        check_units(meaning.count)
        lines = self._order_lines(product.id)
        refused = self._not_expected(told, product, lines)
        if refused is not None:
            return refused
        lot, expires_on, asks = self._lot(product, meaning)
        if asks is not None:
            return replace(told, verdict=asks, lot=lot)
        self._write(told, product, lot, expires_on)
        return self._told(told, product, lot, expires_on)

    def _order_lines(self, product_id: int | None = None) -> list[AnyRow]:
        if self._order is None:
            return []
        line = PurchaseOrderLine
        query = select(line.__table__).where(line.purchase_order_id == self._order.id)
        if product_id is not None:
            query = query.where(line.product_id == product_id)
        return list(self._connection.execute(query).all())

    def _not_expected(
        self, told: ReceiveTold, product: AnyRow, lines: Sequence[AnyRow]
    ) -> ReceiveTold | None:
        """What only a supervisor lets in; a delivery without a purchase order is let in whole."""
        if self._order is None or self._approver is not None:
            return None
        if not lines:
            name = self._order.number
            return replace(told, verdict=ReceiveVerdict.NOT_ON_ORDER, name=name)
        most = most_of(lines, tolerance_of(self._connection, self._order))
        left = max(0, most - self._counted(product.id) - self._elsewhere(product.id))
        if told.units > left:
            name = self._order.number
            return replace(told, verdict=ReceiveVerdict.TOO_MANY, left=left, name=name)
        return None

    def _counted(self, product_id: int) -> int:
        line = ReceiptLine
        query = select(total(line.quantity)).where(
            line.receipt_id == self._row.id,
            line.product_id == product_id,
            line.taken_back_by.is_(None),
        )
        return self._connection.execute(query).scalar_one() or 0

    def _elsewhere(self, product_id: int) -> int:
        found = counted_elsewhere(self._connection, self._row.purchase_order_id, self._row.id)
        return found.get(product_id, 0)

    def _lot(
        self, product: AnyRow, meaning: Meaning
    ) -> tuple[str, date | None, ReceiveVerdict | None]:
        """The lot and the expiry of a scan, and what has to be asked first."""
        counting = self._counting
        lot = (meaning.lot or counting.lot or "").strip()
        expires_on = meaning.expires_on or counting.expires_on
        if len(lot) > _MOST_LOT:
            raise Refusal(Code.INVALID, field="lot", value=lot)
        asks = product.tracking == Tracking.LOT and counting.outcome is not ReceiptOutcome.REJECTED
        if asks and not lot:
            return "", expires_on, ReceiveVerdict.ASK_LOT
        if lot and expires_on is None:
            expires_on = self._known_expiry(product.id, lot)
        may_lack = not asks or counting.no_expiry
        if expires_on is None and not may_lack and self._has_dates(product.id):
            return lot, None, ReceiveVerdict.ASK_EXPIRY
        return lot or (expires_on.isoformat() if expires_on else ""), expires_on, None

    def _known_expiry(self, product_id: int, lot: str) -> date | None:
        """Of a lot that lies here already, or was counted in here before."""
        for model in (StockBin, ReceiptLine):
            query = select(model.expires_on).where(
                model.product_id == product_id, model.lot == lot, model.expires_on.is_not(None)
            )
            found = self._connection.execute(query.limit(1)).scalar()
            if found is not None:
                return found
        return None

    def _has_dates(self, product_id: int) -> bool:
        """Whether lots of a product have had an expiry, so that a new one has one too."""
        query = select(StockBin.id).where(
            StockBin.product_id == product_id, StockBin.expires_on.is_not(None)
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def _write(self, told: ReceiveTold, product: AnyRow, lot: str, expires_on: date | None) -> None:
        counting = self._counting
        values = {
            "receipt_id": self._row.id,
            "product_id": product.id,
            "lot": lot,
            "expires_on": expires_on,
            "quantity": told.units,
            "outcome": counting.outcome.value,
            "reason": counting.reason.strip(),
            "photo": counting.photo.strip(),
            "code": told.code,
            "approved_by": self._approver,
            "command_id": self._transaction.command_id,
        }
        made = insert(ReceiptLine).values(values).returning(ReceiptLine.id)
        self._last = int(self._connection.execute(made).scalar_one())

    def _told(
        self, told: ReceiveTold, product: AnyRow, lot: str, expires_on: date | None
    ) -> ReceiveTold:
        view = show_receipt(self._connection, self._row.id)
        self.views.append(view)
        line = next(one for one in view.lines if one.sku == product.sku)
        told = replace(told, counted=line.counted, expected=line.expected, lot=lot)
        if self._counting.outcome is not ReceiptOutcome.GOOD:
            return replace(
                told, verdict=ReceiveVerdict.SET_ASIDE, name=self._counting.outcome.value
            )
        if expires_on is not None and expires_on < today(self._connection):
            return replace(told, verdict=ReceiveVerdict.EXPIRED, name=expires_on.isoformat())
        waits = who_waits(
            self._connection, self._row.warehouse_id, product.id, line.good - told.units, told.units
        )
        verdict = ReceiveVerdict.OK
        if line.expected and not line.left:
            verdict = ReceiveVerdict.LINE_DONE
            if not any(one.left for one in view.lines):
                verdict = ReceiveVerdict.ALL_IN
        return replace(told, verdict=verdict, orders=waits)


def _is_carton_by_the_piece(meaning: Meaning) -> bool:
    """Whether a code says that it is a carton's (GTIN-14), and nobody said how many are in it."""
    carton = _CARTON.fullmatch(meaning.text)
    return carton is not None and meaning.pack == 1 and _with_check(carton[1][:13]) == carton[1]


def _with_check(digits: str) -> str:
    """13 digits with the check digit of GS1 behind them."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def take_back_count(context: Context, receipt: str, *, key: str | None = None) -> ReceiptView:
    """Takes the last scan back that counts, as often as asked while the receipt is open here."""

    def work(transaction: Transaction) -> ReceiptView:
        connection = transaction.connection
        row = opened_here(transaction, receipt)
        last = last_count(connection, row.id)
        if last is None:
            name = receipt_name(row.id)
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_COUNT_TO_TAKE_BACK, name=name)
        _take_back(transaction, [last.id])
        transaction.undo = CountedLines(row.id, [last.id])
        return show_receipt(connection, row.id)

    call = Call("receiving.take_back", {"receipt": receipt}, key, moves_stock=False)
    return run_command(context, call, ReceiptView, work)


def _take_back(transaction: Transaction, line_ids: Sequence[int]) -> None:
    lines = update(ReceiptLine).where(among(ReceiptLine.id, line_ids))
    transaction.connection.execute(lines.values(taken_back_by=transaction.command_id))


def _undo_counts(transaction: Transaction, counted: CountedLines) -> None:
    """Takes these counts back; refuses where the receipt is open no more, or one was already."""
    connection = transaction.connection
    _require_open(connection, counted.receipt_id)
    if _counting(connection, counted.lines) != len(counted.lines):
        name = receipt_name(counted.receipt_id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNTING_WENT_ON, document=name)
    _take_back(transaction, counted.lines)


def _undo_taking_back(transaction: Transaction, counted: CountedLines) -> None:
    """Counts these again."""
    connection = transaction.connection
    _require_open(connection, counted.receipt_id)
    lines = update(ReceiptLine).where(
        among(ReceiptLine.id, counted.lines), ReceiptLine.taken_back_by == transaction.undoes
    )
    if connection.execute(lines.values(taken_back_by=None)).rowcount != len(counted.lines):
        name = receipt_name(counted.receipt_id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNTING_WENT_ON, document=name)


def _require_open(connection: Connection, receipt_id: int) -> None:
    row = receipt_row(connection, receipt_id)
    if row.status != ReceiptStatus.OPEN:
        why = Said.COUNTING_WENT_ON
        raise Refusal(Code.CANNOT_UNDO, why=why, document=receipt_name(receipt_id))


def _counting(connection: Connection, line_ids: Sequence[int]) -> int:
    query = select(ReceiptLine.id).where(
        among(ReceiptLine.id, line_ids), ReceiptLine.taken_back_by.is_(None)
    )
    return len(connection.execute(query).all())


UNDO_COUNTS = Undoer(CountedLines, _undo_counts)
UNDO_COUNT_TAKEN_BACK = Undoer(CountedLines, _undo_taking_back)
