"""Warehouses that are out of bounds for a channel, a product, or both: listed, set, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from packbench.db.channels import known_channel
from packbench.db.schema import Channel, ChannelExclusion, Product, Warehouse
from packbench.domain.changes import Kind
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.exchange import kinds
from packbench.exchange.reading import read_typed
from packbench.services.channels.effects import seen_otherwise
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.routing import import_channel_exclusions
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.masters.checking import told_of

EXCLUDE, INCLUDE = "channels.exclude", "channels.include"
EXCLUDING = (EXCLUDE, INCLUDE)
"""The names of these commands."""
_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Excluded:
    """A warehouse that does not count for a channel (empty: any) and a SKU (empty: all)."""

    channel: str
    sku: str
    warehouse: str


def list_exclusions(context: Context) -> list[Excluded]:
    """Every exclusion, those for any channel first."""
    query = (
        select(ChannelExclusion.channel, Product.sku, Warehouse.code)
        .join(Warehouse, Warehouse.id == ChannelExclusion.warehouse_id)
        .outerjoin(Product, Product.id == ChannelExclusion.product_id)
        .order_by(ChannelExclusion.channel, Warehouse.code_key, ChannelExclusion.product_id)
    )
    with context.database.read.connect() as connection:
        rows = connection.execute(query).all()
    return [Excluded(channel, sku or "", warehouse) for channel, sku, warehouse in rows]


def exclude(context: Context, wanted: Excluded, *, how: How = DO_IT) -> Results:
    """From now on the warehouse does not count; what is promised already stays promised.

    Refuses a channel, a SKU or a warehouse that nobody knows, and what is so already.
    """
    return _settle(context, wanted, excluded=True, how=how)


def include(context: Context, wanted: Excluded, *, how: How = DO_IT) -> Results:
    """The warehouse counts again: who waits is served at once."""
    return _settle(context, wanted, excluded=False, how=how)


def _settle(context: Context, wanted: Excluded, *, excluded: bool, how: How) -> Results:
    content = {"channel": wanted.channel, "sku": wanted.sku, "warehouse": wanted.warehouse}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        if wanted.channel:
            known_channel(connection, wanted.channel)
        row = content | {"excluded": "yes" if excluded else "no"}
        job = ImportJob(transaction, read_typed(kinds.CHANNEL_EXCLUSIONS, [row]), update=True)
        told_of(job.parsed.rejected)
        import_channel_exclusions(job)
        told_of(job.outcome.rejected)
        if job.outcome.unchanged:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.RECORD_SAME)
        transaction.rules_changed = True
        freed = set(job.outcome.freed)
        release(transaction, freed, opened=freed)
        settle(transaction)
        transaction.changed_many(Kind.SETTING)
        said = Said.WAREHOUSE_EXCLUDED if excluded else Said.WAREHOUSE_INCLUDED
        notes = [note(said, warehouse=wanted.warehouse), *job.outcome.notes]
        return _told(context, transaction, wanted, RowResult(_name(wanted), RowOutcome.DONE, notes))

    return run_bulk(context, EXCLUDE if excluded else INCLUDE, content, how, work)


def _told(
    context: Context, transaction: Transaction, wanted: Excluded, first: RowResult
) -> Results:
    connection = transaction.connection
    codes: Sequence[str] = [wanted.channel]
    if not wanted.channel:
        query = select(Channel.code).order_by(Channel.code_key)
        codes = connection.execute(query).scalars().all()
    with context.database.read.connect() as before:
        seen = (one for code in codes for one in seen_otherwise(before, connection, code, ""))
        rows = [first, *(row for row, _ in zip(seen, range(_MOST_TOLD), strict=False))]
        keep_for_undo(transaction, before, {"channel_exclusion": None})
    return Results(rows)


def _name(wanted: Excluded) -> str:
    return " ".join(filter(None, (wanted.channel, wanted.sku, wanted.warehouse)))
