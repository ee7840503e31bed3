"""Orders that a channel's program sends: the import of orders, from rows in place of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.exchange.kinds import ORDERS
from packbench.services.importing.files import ImportRequest, ImportResult, import_file
from packbench.services.serving.arrivals import OVER_HTTP
from packbench.services.serving.tokens import channel_row

_CHANNEL = "channel"


def take_orders(
    context: Context,
    channel: str,
    rows: Sequence[Mapping[str, str]],
    *,
    update: bool = False,
    key: str | None = None,
) -> ImportResult:
    """Takes orders in: one row a line, with the columns of the import; all are of the channel.

    The same orders again are unchanged, so a program that got no answer sends them again. Refuses
    (`invalid`) a row that names another channel, and an import without rows.
    """
    with context.database.read.connect() as connection:
        code = channel_row(connection, channel).code
    if not rows:
        raise Refusal(Code.INVALID, field="no rows", value="")
    for number, row in enumerate(rows, 1):
        named = row.get(_CHANNEL, "").strip()
        if named and code_key(named) != code_key(code):
            raise Refusal(Code.INVALID, field="another channel", value=named, row=number, own=code)
    sent = [{**row, _CHANNEL: code} for row in rows]
    request = ImportRequest(ORDERS.name, Path("orders"), update=update, key=key, rows=sent)
    return import_file(of_channel(context, code), request)


def of_channel(context: Context, channel: str) -> Context:
    """The same place as the history shows it: what came in over HTTP for a channel."""
    return replace(context, station=f"{OVER_HTTP}{channel}")
