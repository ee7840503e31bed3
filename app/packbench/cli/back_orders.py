"""`packbench backorders …`: the waiting room."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from packbench.cli.results import emit_results, raise_refused, with_messages
from packbench.cli.session import Session, table
from packbench.cli.words import known_country
from packbench.domain.orders import Reason
from packbench.engine.bulk import Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.engine.today import company_zone
from packbench.services.back_orders import changes, marks, promise_moves
from packbench.services.back_orders import looking as service
from packbench.services.back_orders.customer_letters import letters
from packbench.services.back_orders.looking import BackOrderFilter
from packbench.services.back_orders.preorders import calendar
from packbench.services.orders import changes as order_changes
from packbench.services.orders import rerouting
from packbench.services.orders.cancelling import cancel_waiting
from packbench.services.purchasing.buying import purchase_shortages
from packbench.services.purchasing.drop_ship import drop_ship
from packbench.words.commands import FIELDS, help_of
from packbench.words.language import tr
from packbench.words.letters import as_text, letter
from packbench.words.refusals import message
from packbench.words.states import outcome_word, reason_words

app = typer.Typer(no_args_is_help=True)

Orders = Annotated[list[str], typer.Option("--order", help="An order.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("list")
def list_(
    context: typer.Context,
    sku: Annotated[str | None, typer.Option(help="Only with this SKU.")] = None,
    country: Annotated[str | None, typer.Option(help="Only to this country.")] = None,
    email: Annotated[str | None, typer.Option(help="Only of this customer.")] = None,
    reason: Annotated[Reason | None, typer.Option(help="Only for this reason.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only of this channel.")] = None,
    warehouse: Annotated[
        str | None, typer.Option(help="Only waiting for what is stocked there.")
    ] = None,
    older_than: Annotated[
        int | None, typer.Option(min=0, max=36_500, help="Waiting for more days than these.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="At most so many.")
    ] = None,
) -> None:
    """List the orders that wait, first in the queue first."""
    session: Session = context.obj
    wanted = BackOrderFilter(
        sku, known_country(country), email, reason, channel, warehouse, older_than
    )
    found = service.find_back_orders(session.context(), wanted, limit=limit)
    zone = company_zone(session.context())
    columns = (
        *(tr("order"), tr("since"), tr("days"), tr("reason"), tr("expected"), tr("SKUs")),
        *(tr("country"), tr("e-mail")),
    )
    rows = [
        (
            one.order_number,
            one.backordered_at.astimezone(zone).date(),
            one.age_days,
            reason_words(one.reason),
            one.expected_on,
            ", ".join(one.skus),
            one.country,
            one.customer_email,
        )
        for one in found
    ]
    listed = table(columns, rows) if rows else tr("No order waits that fits this.")
    session.emit({"backorders": found}, listed)


@app.command("substitute", help=help_of("backorders.substitute"))
def _substitute(
    context: typer.Context,
    new_sku: str,
    order: Orders,
    sku: Annotated[str | None, typer.Option(help=FIELDS["old"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    with _how(context, dry_run) as how:
        results = changes.substitute(_at(context), new_sku, order, old_sku=sku, how=how)
    _emit(context, results)


@app.command("release", help=help_of("backorders.release"))
def _release(
    context: typer.Context,
    order: Annotated[list[str] | None, typer.Option("--order", help="An order.")] = None,
    sku: Annotated[str | None, typer.Option(help="All that wait for this SKU.")] = None,
    dry_run: DryRun = False,
) -> None:
    if bool(order) == bool(sku):
        raise typer.BadParameter(tr("give --order or --sku"))
    with _how(context, dry_run) as how:
        results = changes.release(_at(context), orders=order or (), sku=sku, how=how)
    _emit(context, results)


@app.command("mark", help=help_of("backorders.mark"))
def _mark(
    context: typer.Context,
    number: Annotated[list[str], typer.Argument(help="Orders.")],
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help=FIELDS["quantity"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    rows = _chosen(number, line, quantity)
    with _how(context, dry_run) as how:
        results = marks.mark(_at(context), rows, how=how)
    if len(results.results) == 1:
        raise_refused(results)
    _emit(context, results)


@app.command("cancel", help=help_of("backorders.cancel"))
def _cancel(
    context: typer.Context,
    order: Orders,
    sku: Annotated[str | None, typer.Option(help="Only what waits for this SKU.")] = None,
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help="So many of the line.")] = None,
    dry_run: DryRun = False,
) -> None:
    rows = _chosen(order, line, quantity)
    with _how(context, dry_run) as how:
        results = cancel_waiting(_at(context), rows, sku=sku, how=how)
    _emit(context, results)


@app.command("allow", help=help_of("backorders.allow"))
def _allow(
    context: typer.Context,
    order: Orders,
    sku: Annotated[str | None, typer.Option(help="Only lines with this SKU.")] = None,
    dry_run: DryRun = False,
) -> None:
    with _how(context, dry_run) as how:
        results = changes.allow_back_order(_at(context), order, sku=sku, how=how)
    _emit(context, results)


@app.command("reroute", help=help_of("orders.reroute"))
def _reroute(
    context: typer.Context, warehouse: str, order: Orders, dry_run: DryRun = False
) -> None:
    with _how(context, dry_run) as how:
        results = rerouting.reroute(_at(context), order, warehouse, how=how)
    _emit(context, results)


@app.command(
    "priority", help=help_of("orders.priority"), context_settings={"ignore_unknown_options": True}
)
def _priority(
    context: typer.Context, priority: int, order: Orders, dry_run: DryRun = False
) -> None:
    with _how(context, dry_run) as how:
        results = order_changes.set_priority(_at(context), order, priority, how=how)
    _emit(context, results)


@app.command("hold", help=help_of("orders.hold"))
def _hold(
    context: typer.Context,
    order: Orders,
    reason: Annotated[str, typer.Option(help=FIELDS["reason"].help)],
    release: Annotated[bool, typer.Option("--release", help=FIELDS["release"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    with _how(context, dry_run) as how:
        results = order_changes.hold(
            _at(context), order, reason=reason, release_stock=release, how=how
        )
    _emit(context, results)


@app.command("resume", help=help_of("orders.resume"))
def _resume(context: typer.Context, order: Orders, dry_run: DryRun = False) -> None:
    with _how(context, dry_run) as how:
        results = order_changes.resume(_at(context), order, how=how)
    _emit(context, results)


@app.command("move-promises", help=help_of("backorders.move_promises"))
def _move_promises(
    context: typer.Context,
    source: Annotated[str, typer.Option("--from", help=FIELDS["source"].help)],
    target: Annotated[str, typer.Option("--to", help=FIELDS["target"].help)],
    sku: Annotated[str | None, typer.Option(help=FIELDS["sku"].help)] = None,
    order: Annotated[list[str] | None, typer.Option("--order", help="Only this order.")] = None,
    dry_run: DryRun = False,
) -> None:
    with _how(context, dry_run) as how:
        results = promise_moves.move_promises(
            _at(context), source=source, target=target, sku=sku, orders=order or (), how=how
        )
    _emit(context, results)


@app.command("purchase", help=help_of("backorders.purchase"))
def _purchase(
    context: typer.Context,
    supplier: Annotated[str | None, typer.Option(help=FIELDS["supplier"].help)] = None,
    order: Annotated[
        list[str] | None, typer.Option("--order", help="No more than this order waits for.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    session: Session = context.obj
    with _how(context, dry_run) as how:
        bought = purchase_shortages(session.context(), supplier, orders=order or (), how=how)
    columns = (tr("purchase order"), tr("supplier"), tr("lines"))
    rows = [(one.number, one.supplier, len(one.lines)) for one in bought.orders]
    words = [tr("Nobody sells {sku} to us.").format(sku=sku) for sku in bought.without_supplier]
    document = {
        "purchase_orders": bought.orders,
        "without_supplier": bought.without_supplier,
        "results": with_messages(bought)["results"],
    }
    told = [
        (one.order_number, one.sku, outcome_word(one.outcome), message(one.notes))
        for one in bought.results
    ]
    heads = (tr("order"), tr("SKU"), tr("outcome"), tr("what happened"))
    session.emit(document, table(columns, rows), table(heads, told), *words)


@app.command("drop-ship", help=help_of("backorders.drop_ship"))
def _drop_ship(
    context: typer.Context,
    order: Orders,
    supplier: Annotated[str | None, typer.Option(help=FIELDS["supplier"].help)] = None,
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help="So many of the line.")] = None,
    dry_run: DryRun = False,
) -> None:
    rows = _chosen(order, line, quantity)
    with _how(context, dry_run) as how:
        results = drop_ship(_at(context), rows, supplier=supplier, how=how)
    if len(results.results) == 1:
        raise_refused(results)
    _emit(context, results)


@app.command("email")
def email(context: typer.Context, order: Orders) -> None:
    """Write e-mails to the customers of the chosen orders about what waits."""
    session: Session = context.obj
    written = list(map(letter, letters(session.context(), order)))
    told = as_text(written) if written else tr("Nothing of these orders waits.")
    session.emit({"emails": written}, told)


@app.command("preorders")
def preorders(context: typer.Context) -> None:
    """Show what is promised before it is there, by the day on which it is given out."""
    session: Session = context.obj
    days = calendar(session.context())
    columns = (
        *(tr("from"), tr("SKU"), tr("promised"), tr("in a pool"), tr("over the limit")),
        *(tr("orders"), tr("limit"), tr("on hand"), tr("incoming")),
        *(tr("pool opened with"), tr("moved"), tr("left")),
    )
    rows = [
        (
            *(one.available_from, one.sku, one.promised, one.pooled, one.over_limit),
            *(one.orders, one.limit, one.on_hand, one.incoming),
            *(one.opened, one.moved, one.left),
        )
        for one in days
    ]
    session.emit({"preorders": days}, table(columns, rows))


def _at(context: typer.Context) -> Context:
    session: Session = context.obj
    return session.context()


@contextmanager
def _how(context: typer.Context, dry_run: bool) -> Iterator[How]:
    """How the command is run, with a progress bar for people."""
    session: Session = context.obj
    with session.progress(tr("orders")) as on_progress:
        yield How(preview=dry_run, on_progress=on_progress)


def _chosen(numbers: list[str], line: int | None, quantity: int | None) -> list[Chosen]:
    if quantity is not None and line is None:
        raise typer.BadParameter(tr("--quantity needs --line"))
    if line is not None and len(numbers) > 1:
        raise typer.BadParameter(tr("--line needs one order"))
    return [Chosen(number, line, quantity) for number in numbers]


def _emit(context: typer.Context, results: Results) -> None:
    session: Session = context.obj
    emit_results(session, results)
