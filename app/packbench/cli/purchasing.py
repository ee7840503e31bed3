"""`packbench po …`: purchase orders."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from packbench.cli.colons import parts_of
from packbench.cli.history import history_of_a
from packbench.cli.reordering import add_reordering
from packbench.cli.results import emit_results, raise_refused
from packbench.cli.session import Session, table, to_json
from packbench.domain.catalog import code_key
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import RowOutcome
from packbench.domain.purchasing import Milestone, PurchaseOrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How
from packbench.services.commands import purchasing
from packbench.services.commands.declaration import Declaration, Values
from packbench.services.commands.purchasing import PURCHASE_COMMANDS
from packbench.services.office.lists import PurchaseOrderQuery
from packbench.services.purchasing import orders as service
from packbench.services.purchasing.edited import (
    PurchaseEdit,
    PurchaseLineEdit,
    editable_purchase,
)
from packbench.services.purchasing.editing import EditedPurchase, edit_purchase, new_purchase
from packbench.services.purchasing.orders import PurchaseOrderView
from packbench.services.purchasing.paper import write_for_supplier
from packbench.services.purchasing.receiving import ReceivedLine, RejectedLine
from packbench.services.purchasing.receiving import receive as receive_goods
from packbench.words.commands import FIELDS
from packbench.words.language import tr
from packbench.words.refusals import message
from packbench.words.states import status_word

app = typer.Typer(no_args_is_help=True)
app.command("history")(history_of_a(RecordKind.PURCHASE_ORDER))
add_reordering(app)


_LINE = "SKU:UNITS[:COST[:DATE]]"
Line = Annotated[list[str] | None, typer.Option(help=f"{_LINE}.")]
Currency = Annotated[str | None, typer.Option(help="Of all its prices, such as EUR.")]
Terms = Annotated[str | None, typer.Option(help="Of payment and delivery.")]
Remark = Annotated[str | None, typer.Option(help="A note for the supplier.")]
Expected = Annotated[str, typer.Option(help="The day on which lines without one are expected.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("create")
def create(
    context: typer.Context,
    supplier: Annotated[str, typer.Option(help="Of whom.")],
    warehouse: Annotated[str, typer.Option(help="For which warehouse.")],
    line: Annotated[list[str], typer.Option(help=f"{_LINE}.")],
    currency: Currency = None,
    terms: Terms = None,
    note: Remark = None,
    expected: Expected = "",
    dry_run: DryRun = False,
) -> None:
    """Make a draft, in packs and with the prices of the supplier."""
    session: Session = context.obj
    given = {"supplier": supplier, "warehouse": warehouse}
    fields = given | _given(currency=currency, terms=terms, note=note)
    lines = [PurchaseLineEdit(None, *_line_parts(text, expected)) for text in line]
    edit = PurchaseEdit(fields, lines)
    emit_edited(session, new_purchase(session.context(), edit, dry_run=dry_run))


@app.command("edit")
def edit(
    context: typer.Context,
    number: str,
    line: Line = None,
    remove: Annotated[list[str] | None, typer.Option(help="A SKU whose line goes.")] = None,
    supplier: Annotated[str | None, typer.Option(help="Of whom.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="For which warehouse.")] = None,
    currency: Currency = None,
    terms: Terms = None,
    note: Remark = None,
    dry_run: DryRun = False,
) -> None:
    """Change lines and fields; a SKU that is on no line is added, an empty text empties a field."""
    session: Session = context.obj
    known = editable_purchase(session.context(), number)
    by_sku = {code_key(one.texts[0]): one.line for one in reversed(known.lines)}
    fields = _given(
        supplier=supplier, warehouse=warehouse, currency=currency, terms=terms, note=note
    )
    lines = [_changed(by_sku, _line_parts(text, "")) for text in line or ()]
    for sku in remove or ():
        if code_key(sku) not in by_sku:
            raise Refusal(Code.NOT_FOUND, kind="line for", name=sku)
        lines.append(PurchaseLineEdit(by_sku[code_key(sku)], remove=True))
    wanted = PurchaseEdit(fields, lines, known.seen)
    emit_edited(session, edit_purchase(session.context(), number, wanted, dry_run=dry_run))


@app.command("confirm")
def confirm(
    context: typer.Context,
    number: str,
    line: Line = None,
    expected: Expected = "",
    dry_run: DryRun = False,
) -> None:
    """Note what the supplier confirmed: quantities and days of lines, of those named another one.

    Without a line it is confirmed as it was ordered; --expected is of every open line then.
    """
    session: Session = context.obj
    known = editable_purchase(session.context(), number)
    by_sku = {code_key(one.texts[0]): one.line for one in reversed(known.lines)}
    lines = [_changed(by_sku, _line_parts(text, expected)) for text in line or ()]
    if expected and not line:
        still = [one for one in known.lines if one.taken < int(one.texts[1])]
        lines = [PurchaseLineEdit(one.line, expected_on=expected) for one in still]
    wanted = PurchaseEdit({}, lines, known.seen)
    done = edit_purchase(session.context(), number, wanted, dry_run=dry_run, confirms=True)
    emit_edited(session, done)


def _changed(by_sku: Mapping[str, int], parts: tuple[str, str, str, str]) -> PurchaseLineEdit:
    """A line as it is to be; what was not typed of one that is there stays."""
    sku, units, cost, day = parts
    number = by_sku.get(code_key(sku))
    if number is None:
        return PurchaseLineEdit(None, sku, units, cost, day)
    return PurchaseLineEdit(number, None, units, cost or None, day or None)


def _line_parts(text: str, expected: str) -> tuple[str, str, str, str]:
    sku, units, *rest = parts_of(text, _LINE)
    cost, day = (*rest, "", "")[:2]
    return sku, units, cost, day or expected


def _given(**fields: str | None) -> dict[str, str]:
    """The fields that were named."""
    return {name: text for name, text in fields.items() if text is not None}


def emit_edited(session: Session, done: EditedPurchase) -> None:
    """Answers with the purchase order, and what has to be known of it."""
    document: dict[str, Any] = to_json(done.order)
    document["notes"] = to_json(done.notes)
    document["message"] = message(done.notes)
    words = [document["message"]] if done.notes else []
    session.emit(document, *_shown(done.order), *words)


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[
        list[PurchaseOrderStatus] | None, typer.Option(help="Only of these states.")
    ] = None,
    supplier: Annotated[list[str] | None, typer.Option(help="Only of these suppliers.")] = None,
    warehouse: Annotated[list[str] | None, typer.Option(help="Only for these warehouses.")] = None,
    sku: Annotated[list[str] | None, typer.Option(help="Only with one of these SKUs.")] = None,
    milestone: Annotated[
        list[Milestone] | None, typer.Option(help="Only those that came so far, and no further.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what should be here.")] = False,
    waited_for: Annotated[
        bool, typer.Option("--waited-for", help="Only what back orders wait for.")
    ] = False,
) -> None:
    """List purchase orders."""
    session: Session = context.obj
    query = PurchaseOrderQuery(
        statuses=tuple(status or ()),
        suppliers=tuple(supplier or ()),
        warehouses=tuple(warehouse or ()),
        skus=tuple(sku or ()),
        milestones=tuple(milestone or ()),
        waited_for=waited_for,
    )
    orders = service.find(session.context(), query, overdue=overdue)
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


Numbers = Annotated[list[str], typer.Argument(help="Purchase orders.")]


def _command(declared: Declaration) -> None:
    """A declared command: of one it answers with the purchase order, of several with each row."""

    def change(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
        _run(context, declared, numbers, {}, dry_run=dry_run)

    app.command(declared.id.removeprefix("po."), help=f"{declared.words.tip}.")(change)


def _run(
    context: typer.Context,
    declared: Declaration,
    numbers: list[str],
    values: Mapping[str, str | bool],
    *,
    dry_run: bool,
) -> None:
    session: Session = context.obj
    with session.progress(tr("purchase orders")) as on_progress:
        how = How(preview=dry_run, on_progress=on_progress)
        results = declared.run(session.context(), numbers, Values(values), how)
    made = [row.order_number for row in results.results if row.outcome is RowOutcome.MADE]
    if dry_run or len(numbers) > 1:
        emit_results(session, results, tr("purchase order"))
        return
    raise_refused(results)
    order = service.get(session.context(), made[0] if made else numbers[0])
    notes = [note for row in results.results[:1] for note in row.notes]
    session.emit(order, *_shown(order), message(notes))


for _one in PURCHASE_COMMANDS:
    if not _one.fields and _one is not purchasing.SEND:
        _command(_one)


@app.command("send", help=f"{purchasing.SEND.words.tip}.")
def _send(
    context: typer.Context,
    numbers: Numbers,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write PDF, CSV and an e-mail draft here; one sent, too."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Such as de; default: the supplier's, else ours.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    dry_run: DryRun = False,
) -> None:
    if out is None or dry_run:
        _run(context, purchasing.SEND, numbers, {}, dry_run=dry_run)
        return
    session: Session = context.obj
    made = [
        write_for_supplier(session.context(), one, out, language=language, force=force)
        for one in numbers
    ]
    fresh = [
        one.number
        for one in made
        if service.get(session.context(), one.number).status == PurchaseOrderStatus.AUTHORIZED
    ]
    if fresh:
        results = purchasing.SEND.run(session.context(), fresh, Values({}), How())
        raise_refused(results)
    files = [str(path) for one in made for path in one.files]
    notes = [note for one in made for note in one.notes]
    orders = [service.get(session.context(), one.number) for one in made]
    document = {"files": files, "purchase_orders": to_json(orders), "message": message(notes)}
    document["unprintable"] = to_json([letters for one in made for letters in one.unprintable])
    session.emit(document, *files, *([message(notes)] if notes else []))


@app.command("shipped", help=f"{purchasing.SHIPPED.words.tip}.")
def _shipped(
    context: typer.Context,
    numbers: Numbers,
    carrier: Annotated[str, typer.Option(help=FIELDS["carrier"].help)] = "",
    tracking: Annotated[str, typer.Option(help=FIELDS["tracking"].help)] = "",
    line: Annotated[list[str] | None, typer.Option(help="SKU:UNITS; all without.")] = None,
    dry_run: DryRun = False,
) -> None:
    values: dict[str, str | bool] = {"carrier": carrier, "tracking": tracking}
    values["sent_units"] = ";".join(line or ())
    _run(context, purchasing.SHIPPED, numbers, values, dry_run=dry_run)


@app.command("milestone", help=f"{purchasing.MILESTONE.words.tip}.")
def _milestone(
    context: typer.Context,
    numbers: Numbers,
    milestone: Annotated[str, typer.Option(help=FIELDS["milestone"].help)],
    day: Annotated[str, typer.Option(help=FIELDS["day"].help)] = "",
    none: Annotated[bool, typer.Option("--none", help=FIELDS["no_milestone"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    if bool(day) == none:
        raise typer.BadParameter(tr("Say --day DAY, or --none."))
    values: dict[str, str | bool] = {"milestone": milestone, "day": day, "no_day": none}
    _run(context, purchasing.MILESTONE, numbers, values, dry_run=dry_run)


@app.command("attach", help=f"{purchasing.ATTACH.words.tip}.")
def _attach(
    context: typer.Context,
    numbers: Numbers,
    path: Annotated[str, typer.Option(help=FIELDS["path"].help)],
    remove: Annotated[bool, typer.Option("--remove", help=FIELDS["remove_path"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    values: dict[str, str | bool] = {"path": path, "remove": remove}
    _run(context, purchasing.ATTACH, numbers, values, dry_run=dry_run)


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
    if order.customer_order is not None:
        words = tr("{number}: {status}, from {supplier} straight to the customer of order {order}")
        title = words.format(
            number=order.number,
            status=status_word(order.status),
            supplier=order.supplier,
            order=order.customer_order,
        )
    columns = (tr("SKU"), tr("ordered"), tr("received"), tr("rejected"), tr("open"), tr("cost"))
    rows = [
        (line.sku, line.ordered, line.received, line.rejected, line.open, line.unit_cost)
        for line in order.lines
    ]
    return [title, table(columns, rows)]


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
