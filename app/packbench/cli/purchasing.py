"""`packbench po …`: purchase orders."""

from datetime import date
from typing import Annotated, Any

import typer

from packbench.cli.colons import parts_of
from packbench.cli.history import history_of_a
from packbench.cli.session import Session, table, to_json
from packbench.domain.amounts import read_money
from packbench.domain.history import RecordKind
from packbench.services.purchasing import orders as service
from packbench.services.purchasing.orders import NewPurchaseLine, PurchaseOrderView
from packbench.services.purchasing.receiving import ReceivedLine, RejectedLine
from packbench.services.purchasing.receiving import receive as receive_goods
from packbench.words.language import tr
from packbench.words.states import status_word

app = typer.Typer(no_args_is_help=True)
app.command("history")(history_of_a(RecordKind.PURCHASE_ORDER))


@app.command("create")
def create(
    context: typer.Context,
    supplier: Annotated[str, typer.Option(help="Of whom.")],
    warehouse: Annotated[str, typer.Option(help="For which warehouse.")],
    line: Annotated[list[str], typer.Option(help="SKU:UNITS[:COST].")],
) -> None:
    """Make a draft."""
    session: Session = context.obj
    lines = [_new_line(text) for text in line]
    order = service.create(session.context(), supplier=supplier, warehouse=warehouse, lines=lines)
    emit_order(session, order)


@app.command("list")
def list_(context: typer.Context) -> None:
    """List every purchase order."""
    session: Session = context.obj
    orders = service.list_all(session.context())
    columns = (tr("number"), tr("supplier"), tr("warehouse"), tr("status"), tr("open units"))
    rows = [
        (
            *(one.number, one.supplier, one.warehouse, status_word(one.status)),
            sum(line.open for line in one.lines),
        )
        for one in orders
    ]
    session.emit({"purchase_orders": orders}, table(columns, rows))


@app.command("show")
def show(context: typer.Context, number: str) -> None:
    """Show one purchase order."""
    session: Session = context.obj
    emit_order(session, service.get(session.context(), number))


@app.command("receive")
def receive(
    context: typer.Context,
    number: str,
    line: Annotated[list[str] | None, typer.Option(help="SKU:UNITS[:LOT[:EXPIRES]].")] = None,
    reject: Annotated[list[str] | None, typer.Option(help="SKU:UNITS:REASON.")] = None,
    note: Annotated[str, typer.Option(help="The delivery note: it is booked once.")] = "",
    approved_by: Annotated[
        str | None, typer.Option("--approved-by", help="The supervisor who lets it in.")
    ] = None,
) -> None:
    """Book goods in; without a line all that is open."""
    session: Session = context.obj
    received = receive_goods(
        session.context(),
        number,
        lines=[_received_line(text) for text in line or ()],
        rejects=[_rejected_line(text) for text in reject or ()],
        note=note,
        approved_by=approved_by,
    )
    document: dict[str, Any] = to_json(received.order)
    document["released"] = received.released
    document["receipt"] = received.receipt
    document["cross_docked"] = received.cross_docked
    session.emit(document, *_shown(received.order))


def _status_command(action: str, says: str) -> None:
    def change(context: typer.Context, number: str) -> None:
        session: Session = context.obj
        emit_order(session, service.change_status(session.context(), number, action))

    app.command(action, help=says)(change)


_status_command("authorize", "Say that it may be sent.")
_status_command("send", "Note that it was sent to the supplier.")
_status_command("cancel", "Cancel it before anything was received.")
_status_command("void", "Void it after something was received.")
_status_command("restore", "Take a cancellation or a void back.")
_status_command("close", "Close it: what is open does not come any more.")


def emit_order(session: Session, order: PurchaseOrderView) -> None:
    """Answers with a purchase order and its lines."""
    session.emit(order, *_shown(order))


def _shown(order: PurchaseOrderView) -> list[Any]:
    title = tr("{number}: {status}, from {supplier} for {warehouse}").format(
        number=order.number,
        status=status_word(order.status),
        supplier=order.supplier,
        warehouse=order.warehouse,
    )
    columns = (tr("SKU"), tr("ordered"), tr("received"), tr("rejected"), tr("open"), tr("cost"))
    rows = [
        (line.sku, line.ordered, line.received, line.rejected, line.open, line.unit_cost)
        for line in order.lines
    ]
    return [title, table(columns, rows)]


def _new_line(text: str) -> NewPurchaseLine:
    sku, units, *cost = parts_of(text, "SKU:UNITS[:COST]")
    try:
        unit_cost = read_money(cost[0]) if cost else None
    except ValueError as error:
        raise typer.BadParameter(tr("{text} is no amount").format(text=cost[0])) from error
    return NewPurchaseLine(sku, int(units), unit_cost)


def _received_line(text: str) -> ReceivedLine:
    sku, units, *rest = parts_of(text, "SKU:UNITS[:LOT[:EXPIRES]]")
    lot = rest[0] if rest else None
    try:
        expires_on = date.fromisoformat(rest[1]) if len(rest) > 1 else None
    except ValueError as error:
        raise typer.BadParameter(tr("{text} is no date").format(text=rest[1])) from error
    return ReceivedLine(sku, int(units), lot or None, expires_on)


def _rejected_line(text: str) -> RejectedLine:
    sku, units, reason = parts_of(text, "SKU:UNITS:REASON")
    return RejectedLine(sku, int(units), reason)
