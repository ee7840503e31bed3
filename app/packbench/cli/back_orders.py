"""`packbench backorders …`: the waiting room."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.words import known_country
from packbench.domain.orders import Reason
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import REFUSED, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes, marks, promise_moves
from packbench.services.back_orders import looking as service
from packbench.services.back_orders.customer_letters import as_text, letters
from packbench.services.back_orders.looking import BackOrderFilter
from packbench.services.back_orders.preorders import calendar
from packbench.services.orders import many as many_orders
from packbench.services.purchasing import orders as purchasing
from packbench.words.language import tr
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
    columns = (
        *(tr("order"), tr("since"), tr("days"), tr("reason"), tr("expected"), tr("SKUs")),
        *(tr("country"), tr("e-mail")),
    )
    rows = [
        (
            one.order_number,
            one.backordered_at.date(),
            one.age_days,
            reason_words(one.reason),
            one.expected_on,
            ", ".join(one.skus),
            one.country,
            one.customer_email,
        )
        for one in found
    ]
    session.emit({"backorders": found}, table(columns, rows))


@app.command("substitute")
def substitute(
    context: typer.Context,
    new_sku: str,
    order: Orders,
    sku: Annotated[str | None, typer.Option(help="The SKU that waits.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Give waiting lines another product (Update SKU) and try them at once."""
    with _how(context, dry_run) as how:
        results = changes.substitute(_at(context), new_sku, order, old_sku=sku, how=how)
    _emit(context, results)


@app.command("release")
def release(
    context: typer.Context,
    order: Annotated[list[str] | None, typer.Option("--order", help="An order.")] = None,
    sku: Annotated[str | None, typer.Option(help="All that wait for this SKU.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Back to ship: try the chosen orders again."""
    if bool(order) == bool(sku):
        raise typer.BadParameter(tr("give --order or --sku"))
    with _how(context, dry_run) as how:
        results = changes.release(_at(context), orders=order or (), sku=sku, how=how)
    _emit(context, results)


@app.command("mark")
def mark(
    context: typer.Context,
    number: Annotated[list[str], typer.Argument(help="Orders.")],
    line: Annotated[int | None, typer.Option(min=1, help="Only this line.")] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help="Only so many of it.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Mark orders, a line or units of it as back order; their stock goes to others."""
    rows = _chosen(number, line, quantity)
    with _how(context, dry_run) as how:
        results = marks.mark(_at(context), rows, how=how)
    if [row.outcome for row in results.results] == ["refused"]:
        raise Refusal(Code.NOTHING_TO_DO, why=results.results[0].message)
    _emit(context, results)


@app.command("cancel")
def cancel(
    context: typer.Context,
    order: Orders,
    sku: Annotated[str | None, typer.Option(help="Only what waits for this SKU.")] = None,
    line: Annotated[int | None, typer.Option(min=1, help="Only this line.")] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help="So many of the line.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Cancel what waits of the chosen orders; with --quantity so many of a line."""
    rows = _chosen(order, line, quantity)
    with _how(context, dry_run) as how:
        results = marks.cancel_waiting(_at(context), rows, sku=sku, how=how)
    _emit(context, results)


@app.command("allow")
def allow(
    context: typer.Context,
    order: Orders,
    sku: Annotated[str | None, typer.Option(help="Only lines with this SKU.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Let units wait that may not be back-ordered, and try them at once."""
    with _how(context, dry_run) as how:
        results = changes.allow_back_order(_at(context), order, sku=sku, how=how)
    _emit(context, results)


@app.command("reroute")
def reroute(context: typer.Context, warehouse: str, order: Orders, dry_run: DryRun = False) -> None:
    """Send the chosen orders from one warehouse."""
    with _how(context, dry_run) as how:
        results = many_orders.reroute_many(_at(context), order, warehouse, how=how)
    _emit(context, results)


@app.command("priority", context_settings={"ignore_unknown_options": True})
def priority(context: typer.Context, priority: int, order: Orders, dry_run: DryRun = False) -> None:
    """Move the chosen orders in the queue; higher is served earlier."""
    with _how(context, dry_run) as how:
        results = many_orders.prioritize(_at(context), order, priority, how=how)
    _emit(context, results)


@app.command("hold")
def hold(
    context: typer.Context,
    order: Orders,
    reason: Annotated[str, typer.Option(help="Why.")],
    release: Annotated[bool, typer.Option("--release", help="Give the stock back.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Hold the chosen orders; they keep their stock unless --release gives it back."""
    with _how(context, dry_run) as how:
        results = many_orders.hold_many(
            _at(context), order, reason=reason, release_stock=release, how=how
        )
    _emit(context, results)


@app.command("resume")
def resume(context: typer.Context, order: Orders, dry_run: DryRun = False) -> None:
    """End the hold of the chosen orders."""
    with _how(context, dry_run) as how:
        results = many_orders.resume_many(_at(context), order, how=how)
    _emit(context, results)


@app.command("move-promises")
def move_promises(
    context: typer.Context,
    source: Annotated[str, typer.Option("--from", help="The virtual warehouse.")],
    target: Annotated[str, typer.Option("--to", help="The warehouse where the goods are.")],
    sku: Annotated[str | None, typer.Option(help="Only this SKU.")] = None,
    order: Annotated[list[str] | None, typer.Option("--order", help="Only this order.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Move promises from a virtual to a physical warehouse, in queue order."""
    with _how(context, dry_run) as how:
        results = promise_moves.move_promises(
            _at(context), source=source, target=target, sku=sku, orders=order or (), how=how
        )
    _emit(context, results)


@app.command("purchase")
def purchase(
    context: typer.Context,
    supplier: Annotated[str | None, typer.Option(help="Only of this supplier.")] = None,
    order: Annotated[
        list[str] | None, typer.Option("--order", help="No more than this order waits for.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Put what is short on draft purchase orders, in whole packs."""
    session: Session = context.obj
    with _how(context, dry_run) as how:
        bought = purchasing.purchase_shortages(
            session.context(), supplier, orders=order or (), how=how
        )
    columns = (tr("purchase order"), tr("supplier"), tr("lines"))
    rows = [(one.number, one.supplier, len(one.lines)) for one in bought.orders]
    words = [tr("Nobody sells {sku} to us.").format(sku=sku) for sku in bought.without_supplier]
    document = {
        "purchase_orders": bought.orders,
        "without_supplier": bought.without_supplier,
        "results": bought.results,
    }
    told = [
        (one.order_number, one.sku, outcome_word(one.outcome), one.message)
        for one in bought.results
    ]
    heads = (tr("order"), tr("SKU"), tr("outcome"), tr("what happened"))
    session.emit(document, table(columns, rows), table(heads, told), *words)


@app.command("email")
def email(context: typer.Context, order: Orders) -> None:
    """Write e-mails to the customers of the chosen orders about what waits."""
    session: Session = context.obj
    written = letters(session.context(), order)
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
    )
    rows = [
        (
            *(one.available_from, one.sku, one.promised, one.pooled, one.over_limit),
            *(one.orders, one.limit, one.on_hand, one.incoming),
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
    """Tells what became of each row; refused as a whole when none could be done."""
    session: Session = context.obj
    columns = (tr("order"), tr("outcome"), tr("what happened"))
    rows = [(one.order_number, outcome_word(one.outcome), one.message) for one in results.results]
    session.emit(results, table(columns, rows))
    if rows and all(one.outcome == REFUSED for one in results.results):
        raise typer.Exit(1)
