"""Goods that are damaged at the bench: put aside, and picked anew."""

from packbench.db.queries.records.packing import PackView, pack_lines, show_packing
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bench_losses import replace_damaged
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.order_totals import refresh_orders
from packbench.services.packing.bench import opened_bench
from packbench.services.packing.parcels import refuse_stopped
from packbench.services.scanning import resolve


def report_damaged(
    context: Context, shipment: str, code: str, *, key: str | None = None
) -> PackView:
    """One unit of an item of the open shipment is damaged: nobody is given it any more.

    Another one is picked for it, as a new task of the same wave; until then the shipment can't be
    closed. Where no bin has another, it waits in its old place. One that was scanned already counts
    no more. It can't be taken back.

    Args:
        context: who packs, and where.
        shipment: its number; open here.
        code: the item, as it is scanned.
        key: sent twice, it is done once.

    Refuses `nothing_to_do` for an item of which nothing is there.
    """
    meaning = resolve(context, code)
    names = {code_key(one.name) for one in (meaning, *meaning.choices)}

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        lines = pack_lines(connection, row.shipment_id)
        ours = [line for line in lines if code_key(line.sku) in names and line.there]
        if not ours:
            why = Said.NOT_IN_SHIPMENT
            raise Refusal(Code.NOTHING_TO_DO, why=why, sku=meaning.name, name=row.number)
        line = next((one for one in ours if one.left), ours[-1])
        replace_damaged(transaction, row.shipment_id, line.allocation_id)
        refresh_orders(connection, {row.order_id})
        transaction.changed(Kind.ORDER, {row.order_id})
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "code": code}
    return run_command(context, Call("pack.damaged", content, key), PackView, work)
