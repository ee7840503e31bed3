"""What the list of shipments reads: those that are packed, and those that have left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packbench.db.queries.exports import ExportRow
from packbench.db.queries.lists import sent
from packbench.db.queries.lists.sent import OPEN, SentQuery, SentRow
from packbench.db.today import company_zone
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in
from packbench.services.office.lists import TableList, filter_values

__all__ = ["OPEN", "SentQuery", "SentRow", "SentValues", "sent_counts", "sent_list", "sent_values"]


@dataclass(frozen=True, slots=True)
class SentValues:
    """What the list can be filtered by."""

    carriers: list[str]
    methods: list[str]
    warehouses: list[str]


def sent_list(context: Context) -> TableList[SentQuery, SentRow]:
    """Shipments that are packed or shipped."""
    return TableList(context, sent.read_ids, sent.read_rows, lambda row: row.id)


def sent_of_orders(context: Context, order_ids: Collection[int]) -> list[int]:
    """The shipments of orders that are packed or shipped."""
    with context.database.read.connect() as connection:
        return sent.ids_of_orders(connection, order_ids)


_COLUMNS = (
    *("shipment", "order_number", "warehouse", "customer", "status", "ship_method", "carrier"),
    *("tracking", "shipped_at", "parcels", "label_unprinted", "manifest"),
)


def export_sent(context: Context, ids: Sequence[int], path: Path) -> int:
    """Writes these shipments to XLSX or CSV, as the name ends, in the place of what was there."""
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    found = {row.id: row for row in sent_list(context).rows(ids)}
    with context.database.read.connect() as connection, files_in(company_zone(connection)):
        return write_table(output, _COLUMNS, (_cells(found[one]) for one in ids if one in found))


def _cells(row: SentRow) -> ExportRow:
    at = row.shipped_at
    manifest = None if row.manifest is None else f"M{row.manifest}"
    return (
        *(row.number, row.order_number, row.warehouse, row.customer, row.status),
        *(row.ship_method, row.carrier, row.tracking, at, row.parcels),
        *("yes" if row.unprinted else "no", manifest),
    )


def sent_counts(context: Context) -> Mapping[str, Mapping[str, int]]:
    """How many are packed, and of how many a label, a number or a manifest is still open."""
    with context.database.read.connect() as connection:
        return {"status": sent.count_by_status(connection), "open": sent.count_open(connection)}


def sent_values(context: Context) -> SentValues:
    """The carriers, methods and warehouses that there are."""
    warehouses = filter_values(context).warehouses
    with context.database.read.connect() as connection:
        carriers, methods = sent.carriers_used(connection), sent.methods_wanted(connection)
    return SentValues(carriers, methods, warehouses)
