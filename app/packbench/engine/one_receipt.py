"""The short way of a plain receipt: read by one statement, written by one.

It is gone only where nobody waits for the product and nothing else hangs on it; then what is
written is what the long way would write (`tests/db/test_short_ways.py` compares). Everything else
goes the long way, in the same transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import Connection

from packbench.db.migrate import require_unchanged
from packbench.db.notices import encode
from packbench.db.queries.records.plain_receipt import (
    PlainReceipt,
    ReceiptAsked,
    read_plain_receipt,
)
from packbench.db.sql.one_order import Audited
from packbench.db.sql.one_receipt import ReceiptWritten, write_one_receipt
from packbench.domain.catalog import code_key
from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.ledger_chain import LedgerRow, link, moment_text
from packbench.domain.warehousing import Cause
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.short import ShortCall

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class OneReceipt(Generic[R]):
    """The short way of a command that books units into a bin.

    Attributes:
        location: the bin's code; None for the warehouse's floor.
        lot, expires_on: the lot's code, NO_LOT for none, and its last day as it is told.
        result_type: of the command's result.
        told: the result, of what was read before so many units came in.
    """

    warehouse: str
    sku: str
    location: str | None
    lot: str
    expires_on: date | None
    units: int
    result_type: type[R]
    told: Callable[[PlainReceipt, int], R]

    def __call__(self, connection: Connection, call: ShortCall) -> tuple[R, ChangeSet] | None:
        """Does it all, under the mutex; None, and nothing, where the long way has to be gone."""
        location_key = None if self.location is None else code_key(self.location)
        asked = ReceiptAsked(
            *(code_key(self.warehouse), code_key(self.sku), location_key),
            *(self.lot, self.expires_on),
            *(call.key, call.operator, call.station),
        )
        receipt = read_plain_receipt(connection, asked)
        if receipt is None or receipt.clock.turns:
            return None
        require_unchanged(receipt.clock.revision)
        result = self.told(receipt, self.units)
        changes = ChangeSet({Kind.STOCK: frozenset()}, call.origin)
        audit = Audited(
            *(call.key, call.name, call.content_hash, call.content),
            *receipt.who,
            receipt.clock.at,
            adapter_of(self.result_type).dump_json(result).decode(),
            undo=None,
        )
        written = self._written(receipt, encode(changes))
        command_id = write_one_receipt(connection, audit, receipt.command_id, written)
        return None if command_id is None else (result, replace(changes, command=command_id))

    def _written(self, receipt: PlainReceipt, notice: str) -> ReceiptWritten:
        place = (receipt.warehouse_id, receipt.product_id, receipt.location_id, self.lot)
        moment = moment_text(receipt.clock.at)

        def linked(command_id: int) -> str:
            what = (self.units, 0, Cause.RECEIPT.value, None, None)
            return link(receipt.link, LedgerRow._make((moment, command_id, *place, *what)))

        return ReceiptWritten(
            *place,
            self.expires_on,
            self.units,
            Cause.RECEIPT.value,
            receipt.has_bin,
            linked,
            notice,
        )
