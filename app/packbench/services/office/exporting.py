"""`export_file`: a whole table to a CSV or XLSX file, row by row."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from packbench.db.queries import exports
from packbench.db.queries.exports import ExportRow, Rows
from packbench.db.queries.purchase_exports import confirmations
from packbench.db.queries.records.supplier_facts import purchase_history
from packbench.db.queries.records.transfers import ON_THE_WAY_COLUMNS, on_the_way
from packbench.db.today import company_zone
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.exchange import kinds
from packbench.exchange.barcodes import printed_barcode
from packbench.exchange.kinds import header_of
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, Value, write_table
from packbench.exchange.zone import files_in
from packbench.services.custom_fields import fields_there
from packbench.services.privacy import discreet_file


@dataclass(frozen=True, slots=True)
class _Export:
    """The columns of a file and where its rows come from."""

    columns: Sequence[str]
    rows: Callable[[Connection], Rows]


def product_rows(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Products as the tables say them, their codes as they are printed."""
    for row in exports.products(connection, only):
        told = dict(zip(kinds.PRODUCTS.columns, row, strict=True))
        told["barcode"] = tuple(map(printed_barcode, _parts(told["barcode"])))
        told["packs"] = tuple(map(_printed_pack, _parts(told["packs"])))
        yield tuple(told.values())


def _boxes(connection: Connection) -> exports.Rows:
    """As the tables say them, the barcode as it is printed."""
    for row in exports.boxes(connection):
        told = dict(zip(kinds.BOXES.columns, row, strict=True))
        told["barcode"] = printed_barcode(str(told["barcode"])) if told["barcode"] else None
        yield tuple(told.values())


def _shared_codes(connection: Connection) -> exports.Rows:
    """Codes as they are printed: a GTIN without the zeros before it."""
    for code, sku in exports.shared_codes(connection):
        yield printed_barcode(str(code)), sku


def _parts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _printed_pack(pack: str) -> str:
    units, star, code = pack.partition("*")
    return f"{units}{star}{printed_barcode(code)}"


_EXPORTS: Mapping[str, _Export] = {
    kinds.PRODUCTS.name: _Export(kinds.PRODUCTS.columns, product_rows),
    kinds.KITS.name: _Export(kinds.KITS.columns, exports.kits),
    kinds.WAREHOUSES.name: _Export(kinds.WAREHOUSES.columns, exports.warehouses),
    kinds.LOCATIONS.name: _Export(kinds.LOCATIONS.columns, exports.locations),
    kinds.PICK_BINS.name: _Export(kinds.PICK_BINS.columns, exports.pick_bins),
    kinds.STOCK.name: _Export(kinds.STOCK.columns, exports.stock),
    kinds.CHANNELS.name: _Export(kinds.CHANNELS.columns, exports.channels),
    kinds.ORDERS.name: _Export(tuple(map(header_of, kinds.ORDERS.columns)), exports.orders),
    kinds.SUPPLIERS.name: _Export(kinds.SUPPLIERS.columns, exports.suppliers),
    kinds.SUPPLIER_PRODUCTS.name: _Export(
        kinds.SUPPLIER_PRODUCTS.columns, exports.supplier_products
    ),
    kinds.REORDER_RULES.name: _Export(kinds.REORDER_RULES.columns, exports.reorder_rules),
    kinds.PURCHASE_ORDERS.name: _Export(kinds.PURCHASE_ORDERS.columns, exports.purchase_orders),
    kinds.PURCHASE_HISTORY.name: _Export(kinds.PURCHASE_HISTORY.columns, purchase_history),
    kinds.CHANNEL_RULES.name: _Export(kinds.CHANNEL_RULES.columns, exports.channel_rules),
    kinds.CONFIRMATIONS.name: _Export(kinds.CONFIRMATIONS.columns, confirmations),
    kinds.CHANNEL_EXCLUSIONS.name: _Export(
        kinds.CHANNEL_EXCLUSIONS.columns, exports.channel_exclusions
    ),
    kinds.POSTAL_CODES.name: _Export(kinds.POSTAL_CODES.columns, exports.postal_codes),
    kinds.SHIPPING_METHODS.name: _Export(kinds.SHIPPING_METHODS.columns, exports.shipping_methods),
    kinds.BOXES.name: _Export(kinds.BOXES.columns, _boxes),
    kinds.SHARED_CODES.name: _Export(kinds.SHARED_CODES.columns, _shared_codes),
    kinds.TRACKING.name: _Export(kinds.TRACKING.columns, exports.tracking),
    "backorders": _Export(exports.BACK_ORDER_COLUMNS, exports.back_orders),
    "allocations": _Export(exports.ALLOCATION_COLUMNS, exports.allocations),
    "movements": _Export(exports.MOVEMENT_COLUMNS, exports.movements),
    "shipments": _Export(exports.SHIPMENT_COLUMNS, exports.shipments),
    "transfers": _Export(ON_THE_WAY_COLUMNS, on_the_way),
}
EXPORTABLE = tuple(_EXPORTS)
"""The kinds of files; those that can be imported come first, in the order of their import."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written: how many rows below the header, and where."""

    kind: str
    rows: int
    file: str


def export_file(
    context: Context,
    kind: str,
    path: Path,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    force: bool = False,
) -> ExportResult:
    """Writes all records of a kind, to XLSX or CSV as the name ends.

    With `force` a file that is there is replaced, and only by a whole one; else it is refused
    (`FILE_EXISTS`). Refuses unknown kinds and files that can't be written (`write_table`).
    """
    export = _EXPORTS.get(kind)
    if export is None:
        raise Refusal(Code.INVALID, field="kind", value=kind)
    output = Output(path, context.database.path, force)
    output.require_ending(*TABLE_ENDINGS)
    output.require_free()
    read = context.database.read.connect()
    with read as connection, files_in(company_zone(connection)), fields_there(connection):
        columns = _columns(kind)
        found = discreet_file(context, columns, export.rows(connection))
        rows = _counted(found, on_progress)
        return ExportResult(kind, write_table(output, columns, rows), str(path))


def _columns(kind: str) -> Sequence[str]:
    """The columns of a file, as files call them, with the fields that the shop defined."""
    own = kinds.KINDS.get(kind)
    return tuple(map(header_of, own.columns)) if own else _EXPORTS[kind].columns


def _counted(rows: Rows, on_progress: Callable[[int, int], None]) -> Iterator[ExportRow]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % _ROWS_BETWEEN_REPORTS == 0:
            on_progress(done, 0)


_ROWS_BETWEEN_REPORTS = 1000
