"""One scan at the dock, whatever is open there: it opens a delivery, or counts units of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from packbench.db.queries.records.receiving import ExpectedOrder
from packbench.domain.receiving import ReceiveTold
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.command.context import Context
from packbench.services.receiving.receipts import (
    BookedReceipt,
    ReceiptView,
    open_here,
    open_receipt,
)
from packbench.services.receiving.scanning import (
    AS_GOOD,
    HowCounted,
    ReceiveScanned,
    count_in,
    expected_here,
    orders_of_item,
)
from packbench.services.scanning import resolve

__all__ = [
    "BookedReceipt",
    "DockAnswer",
    "ExpectedOrder",
    "ReceiptView",
    "answers_lot",
    "open_dock",
    "scan_at_dock",
]


@dataclass(frozen=True, slots=True)
class DockAnswer:
    """What is open at the dock after a step, and what is told of it.

    Attributes:
        receipt: what is counted; None: nothing is.
        told: the answer to a scan.
        orders: the purchase orders of several suppliers that bring an item: somebody chooses.
        sku: an item that opened nothing: no purchase order brings it here, or several do.
        name: what a code stands for that opens nothing here.
        expected: while nothing is open, what can be received here.
        booked: what came of booking.
    """

    receipt: ReceiptView | None = None
    told: ReceiveTold | None = None
    orders: list[ExpectedOrder] = field(default_factory=list)
    sku: str = ""
    name: str = ""
    expected: list[ExpectedOrder] = field(default_factory=list)
    booked: BookedReceipt | None = None


def open_dock(context: Context) -> DockAnswer:
    """What is open at this station, after a crash too; what is expected, where nothing is."""
    receipt = open_here(context)
    return DockAnswer(receipt, expected=[] if receipt else expected_here(context))


def scan_at_dock(
    context: Context,
    codes: Sequence[str],
    *,
    receipt: str | None,
    counting: HowCounted = AS_GOOD,
    note: str = "",
    key: str,
) -> DockAnswer:
    """Counts a scan of what is open; else opens what it stands for, an item's order too.

    Args:
        context: who counts, and where.
        codes: as they were scanned.
        receipt: what is open here; None: nothing is.
        counting: how the scan is meant.
        note: the delivery note of what is opened.
        key: sent twice, it is done once.
    """
    if receipt is not None:
        return _counted(count_in(context, receipt, codes, counting, key=key))
    meaning = _opens(resolve(context, codes[-1]))
    if meaning.kind is ScanKind.PURCHASE_ORDER:
        return DockAnswer(open_receipt(context, meaning.name, note=note, key=key))
    if meaning.kind is not ScanKind.PRODUCT:
        return DockAnswer(name=meaning.name)
    orders = orders_of_item(context, meaning.name)
    if len({one.supplier for one in orders}) != 1:
        return DockAnswer(orders=orders, sku=meaning.name)
    opened = open_receipt(context, orders[0].number, note=note, key=key)
    return _counted(count_in(context, opened.receipt, codes, counting, key=f"{key}-counted"))


def _counted(done: ReceiveScanned) -> DockAnswer:
    return DockAnswer(done.receipt, done.told)


def _opens(meaning: Meaning) -> Meaning:
    """Of several records the purchase order, else the only product."""
    for kind in (ScanKind.PURCHASE_ORDER, ScanKind.PRODUCT):
        found = [one for one in meaning.choices if one.kind is kind]
        if len(found) == 1:
            return found[0]
    return meaning


def answers_lot(context: Context, code: str) -> bool:
    """Whether a code may be the lot that is asked for: it stands for nothing else."""
    return resolve(context, code).is_free
