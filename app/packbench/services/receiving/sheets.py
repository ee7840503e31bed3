"""Receiving sheets: purchase orders to be counted with a pen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from packbench.db.queries.records.purchasing import find_purchase_order, purchase_order_lines
from packbench.db.schema import Barcode, Product, Supplier, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.documents.page import Printed
from packbench.documents.receiving_sheet import (
    ReceivingRow,
    ReceivingSheet,
    render_receiving_sheets,
)
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.file_names import file_name_for
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.services.documents.printing import RenderedDocument, count_pages, printed_at
from packbench.services.purchasing.drafts import refuse_drop_ship
from packbench.services.unprintable import Letters

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class ReceivingSheets:
    """The PDF, and of which purchase orders it is."""

    numbers: list[str]
    pdf: bytes
    unprintable: list[Unprintable] = field(default_factory=list)

    @property
    def document(self) -> RenderedDocument:
        """As a document to print, by the numbers of its purchase orders."""
        named = [file_name_for(number) for number in self.numbers[:_MOST_NAMED]]
        name = f"receiving-sheet-{'-'.join(named)}.pdf"
        return RenderedDocument(name, self.pdf, count_pages(self.pdf), self.unprintable)


def receiving_sheets(
    context: Context, numbers: Sequence[str], *, blind: bool = False
) -> ReceivingSheets:
    """The sheets of purchase orders; `blind` ones tell no expected units. Refuses `not_found`."""
    if not numbers:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_LINE)
    printed, letters = printed_at(context), Letters()
    with context.database.read.connect() as connection:
        rows = [find_purchase_order(connection, number) for number in numbers]
        for row in rows:
            refuse_drop_ship(connection, row)
        sheets = [_sheet(connection, row, printed, blind=blind) for row in rows]
    pdf = render_receiving_sheets(sheets, letters.note)
    return ReceivingSheets([row.number for row in rows], pdf, letters.found)


def _sheet(
    connection: Connection, order: AnyRow, printed: Printed, *, blind: bool
) -> ReceivingSheet:
    query = select(Supplier.code, Supplier.name).where(Supplier.id == order.supplier_id)
    supplier = connection.execute(query).one()
    place = select(Warehouse.code).where(Warehouse.id == order.warehouse_id)
    lines = purchase_order_lines(connection, order.id)
    names, codes = _goods(connection, {line.product_id for line in lines})
    rows = [
        ReceivingRow(
            *(line.sku, names[line.product_id], codes.get(line.product_id, line.sku)),
            None if blind else max(0, line.ordered - line.received - line.rejected),
        )
        for line in lines
    ]
    days = [line.expected_on for line in lines if line.expected_on is not None]
    return ReceivingSheet(
        *(order.number, own_code(OwnKind.PURCHASE_ORDER, order.id)),
        *(connection.execute(place).scalar_one(), supplier.name or supplier.code),
        f"{supplier.name} ({supplier.code})",
        min(days, default=None),
        rows,
        printed,
    )


def _goods(connection: Connection, product_ids: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """By product its name, and the code of a piece of it; the SKU is scanned where it has none."""
    query = select(Product.id, Product.name).where(among(Product.id, product_ids))
    names = {row.id: row.name for row in connection.execute(query)}
    coded = (
        select(Barcode.product_id, Barcode.code)
        .where(among(Barcode.product_id, product_ids), Barcode.units == 1)
        .order_by(Barcode.id.desc())
    )
    return names, {row.product_id: row.code for row in connection.execute(coded)}
