"""Chosen back orders to a file, a row a line that waits, for people: words and days of the company.

The columns are those of `export`.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from packbench.db.queries.exports import BACK_ORDER_COLUMNS
from packbench.db.queries.lists.back_orders import BackOrderRow, read_rows
from packbench.db.today import company_zone
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import Value, write_table
from packbench.services.privacy import discreet_rows, hides_private
from packbench.words.states import reason_words

_ORDERS_AT_A_TIME = 500


def export_back_orders(
    context: Context,
    order_ids: Sequence[int],
    path: Path,
    on_progress: Callable[[int, int], None],
) -> int:
    """Writes what of these orders waits, in the order given; gives how many rows.

    A file that is there is replaced, and only by a whole one: whoever chose its name was asked.
    Tells how many orders of how many are written. Refuses and raises as `write_table` does.
    """
    output = Output(path, context.database.path, force=True)
    return write_table(output, BACK_ORDER_COLUMNS, _rows(context, order_ids, on_progress))


def _rows(
    context: Context, order_ids: Sequence[int], on_progress: Callable[[int, int], None]
) -> Iterator[Sequence[Value]]:
    shown = discreet_rows if hides_private(context) else list[BackOrderRow]
    with context.database.read.connect() as connection:
        zone = company_zone(connection)
        for start in range(0, len(order_ids), _ORDERS_AT_A_TIME):
            on_progress(start, len(order_ids))
            some = order_ids[start : start + _ORDERS_AT_A_TIME]
            found = {row.id: row for row in shown(read_rows(connection, some))}
            for order_id in some:
                if order_id in found:
                    yield from _lines(found[order_id], zone)


def _lines(row: BackOrderRow, zone: ZoneInfo) -> Iterator[Sequence[Value]]:
    for one in row.lines:
        reasons = "; ".join(map(reason_words, one.reasons))
        what = (one.line, one.sku, one.quantity, reasons)
        who = (row.number, row.email or None, row.country, row.since.astimezone(zone).date())
        yield (*who, *what, one.expected_on, one.queue_position)
