"""`packbench orders …`: looking at orders and changing them."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from packbench.cli.history import history_of_a
from packbench.cli.results import emit_results, raise_refused
from packbench.cli.session import Session, table, to_json
from packbench.cli.words import YesNo, known_country
from packbench.domain.history import RecordKind
from packbench.domain.orders import OrderStatus, Problem
from packbench.domain.outcomes import Note
from packbench.engine.bulk import DO_IT, PREVIEW, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.engine.today import company_zone
from packbench.services.orders import cancelling, changes, copies, rerouting, verifying
from packbench.services.orders import looking as service
from packbench.services.orders.advice import advise, not_looked_into
from packbench.services.orders.looking import (
    LineExplanation,
    LineView,
    OrderFilter,
    OrderView,
    ProblemView,
)
from packbench.services.orders.partial_shipment import ShipmentChoice, choices, set_ship_partial
from packbench.services.orders.progress import progress_of
from packbench.services.orders.shipping_choice import choose_method
from packbench.services.privacy import discreet_order
from packbench.words.advice import answer_words, fix_words
from packbench.words.commands import FIELDS, help_of
from packbench.words.language import tr, tr_count
from packbench.words.progress import next_word, step_state_words, step_word
from packbench.words.refusals import message, told
from packbench.words.states import PROBLEMS, reason_words, status_word

app = typer.Typer(no_args_is_help=True)
app.command("history")(history_of_a(RecordKind.ORDER))

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[OrderStatus | None, typer.Option(help="Only in this state.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only with this SKU.")] = None,
    country: Annotated[str | None, typer.Option(help="Only to this country.")] = None,
    email: Annotated[str | None, typer.Option(help="Only of this customer.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="At most so many.")
    ] = None,
) -> None:
    """List orders in queue order."""
    session: Session = context.obj
    wanted = OrderFilter(status, sku, known_country(country), email)
    found = service.find_orders(session.context(), wanted, limit=limit)
    zone = company_zone(session.context())
    columns = (tr("order"), tr("date"), tr("status"), tr("country"), tr("lines"), tr("waiting"))
    rows = [
        (
            order.number,
            order.ordered_at.astimezone(zone).date(),
            status_word(order.status),
            order.country,
            len(order.lines),
            sum(line.waiting for line in order.lines),
        )
        for order in found
    ]
    documents = [_document(session, order) for order in found]
    for document in documents:
        del document["allocations"]
    listed = table(columns, rows) if rows else _nothing(wanted)
    session.emit({"orders": documents}, listed)


def _nothing(wanted: OrderFilter) -> str:
    if wanted.conditions():
        return tr("No order fits this.")
    return tr("There are no orders yet: packbench import orders FILE brings some in.")


@app.command("show")
def show(context: typer.Context, number: str) -> None:
    """Show one order with its lines, promises and shipments."""
    session: Session = context.obj
    order = service.get_order(session.context(), number)
    progress = progress_of(session.context(), order)
    document = {**_document(session, order), "progress": progress.steps, "next": progress.next}
    rows = [(step_word(one.step), step_state_words(one)) for one in progress.steps]
    steps = table((tr("step"), tr("how far")), rows)
    to_do = ", ".join(next_word(one) for one in progress.next)
    words = [tr("Next: {commands}.").format(commands=to_do)] if to_do else []
    session.emit(document, *_shown(order), steps, *words)


@app.command("explain")
def explain(context: typer.Context, number: str) -> None:
    """Tell why the order was routed as it was."""
    session: Session = context.obj
    lines = service.explain(session.context(), number)
    columns = (tr("line"), tr("SKU"), tr("wanted"), tr("warehouse"), tr("taken"), tr("answer"))
    rows = [
        (
            *(line.line, line.sku, line.wanted, one.warehouse, one.taken),
            answer_words(one, complete_only=line.complete_only),
        )
        for line in lines
        for one in line.decisions
    ]
    advice = advise(session.context(), number)
    fixes = {one.line: [_fix(fix) for fix in one.fixes] for one in advice}
    explained = [{**_explained(line), "fixes": fixes.get(line.line, [])} for line in lines]
    words = [] if lines else [tr("Nothing was decided yet: allocate the order.")]
    words += [
        tr("Line {line} ({sku}): {fix}").format(line=one.line, sku=one.sku, fix=fix)
        for one in advice
        for fix in fixes[one.line]
    ]
    words += map(told, not_looked_into(advice))
    session.emit({"order": number, "lines": explained}, table(columns, rows), *words)


def _fix(fix: Note) -> str:
    return fix_words(fix, date.isoformat)


@app.command("hold", help=help_of("orders.hold"))
def _hold(
    context: typer.Context,
    number: str,
    reason: Annotated[str, typer.Option(help=FIELDS["reason"].help)],
    release: Annotated[bool, typer.Option("--release", help=FIELDS["release"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    _tell(
        context,
        number,
        lambda ctx, how: changes.hold(ctx, [number], reason=reason, release_stock=release, how=how),
        dry_run=dry_run,
    )


@app.command("resume", help=help_of("orders.resume"))
def _resume(context: typer.Context, number: str, dry_run: DryRun = False) -> None:
    _tell(
        context,
        number,
        lambda ctx, how: changes.resume(ctx, [number], how=how),
        dry_run=dry_run,
    )


@app.command("verify", help=help_of("orders.verify"))
def _verify(context: typer.Context, numbers: list[str], dry_run: DryRun = False) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    emit_results(session, verifying.verify(session.context(), numbers, how=how))


@app.command("unverify", help=help_of("orders.unverify"))
def _unverify(context: typer.Context, numbers: list[str], dry_run: DryRun = False) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    emit_results(session, verifying.unverify(session.context(), numbers, how=how))


@app.command("shipping", help=help_of("orders.shipping"))
def _shipping(
    context: typer.Context,
    numbers: list[str],
    method: Annotated[str, typer.Option(help=FIELDS["method"].help)],
    dry_run: DryRun = False,
) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    emit_results(session, choose_method(session.context(), numbers, method, how=how))


@app.command("cancel", help=help_of("orders.cancel"))
def _cancel(
    context: typer.Context,
    number: str,
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help=FIELDS["quantity"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    if quantity is not None and line is None:
        raise typer.BadParameter(tr("--quantity needs --line"))
    rows = [Chosen(number, line, quantity)]
    _tell(context, number, lambda ctx, how: cancelling.cancel(ctx, rows, how=how), dry_run=dry_run)


@app.command("restore", help=help_of("orders.restore"))
def _restore(context: typer.Context, number: str, dry_run: DryRun = False) -> None:
    _tell(
        context,
        number,
        lambda ctx, how: changes.restore(ctx, [number], how=how),
        dry_run=dry_run,
    )


@app.command(
    "priority", help=help_of("orders.priority"), context_settings={"ignore_unknown_options": True}
)
def _priority(context: typer.Context, number: str, priority: int, dry_run: DryRun = False) -> None:
    _tell(
        context,
        number,
        lambda ctx, how: changes.set_priority(ctx, [number], priority, how=how),
        dry_run=dry_run,
    )


@app.command("pay", help=help_of("orders.pay"))
def _pay(context: typer.Context, number: str, dry_run: DryRun = False) -> None:
    _tell(
        context,
        number,
        lambda ctx, how: changes.pay(ctx, [number], how=how),
        dry_run=dry_run,
    )


@app.command("ship-partial")
def ship_partial(
    context: typer.Context,
    number: str,
    answer: Annotated[YesNo, typer.Argument(help="yes: what is here; no: only complete.")],
    dry_run: DryRun = False,
) -> None:
    """Let an order ship what is here, or wait for all; it is planned again at once."""
    partial = answer is YesNo.YES
    _tell(
        context,
        number,
        lambda ctx, how: set_ship_partial(ctx, [number], partial=partial, how=how),
        dry_run=dry_run,
    )


@app.command("choices")
def show_choices(context: typer.Context, number: str) -> None:
    """Tell what shipping what is here, and waiting for all, would mean for an order."""
    session: Session = context.obj
    found = choices(session.context(), number)
    now = _choice(tr("Ship what is here"), found.ship_now)
    session.emit(found, *now, *_choice(tr("Wait for all"), found.wait_for_all))


@app.command("deallocate", help=help_of("orders.deallocate"))
def _deallocate(context: typer.Context, number: str, dry_run: DryRun = False) -> None:
    _tell(
        context,
        number,
        lambda ctx, how: changes.deallocate(ctx, [number], how=how),
        dry_run=dry_run,
    )


@app.command("reroute", help=help_of("orders.reroute"))
def _reroute(
    context: typer.Context,
    number: str,
    warehouse: str,
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    results = rerouting.reroute(session.context(), [number], warehouse, line=line, how=how)
    raise_refused(results)
    if dry_run:
        emit_results(session, results)
        return
    order = service.get_order(session.context(), number)
    waits = [_waits(one) for one in order.lines if one.waiting and line in {None, one.line}]
    document = {**_document(session, order), **_told(results), "waits": waits}
    session.emit(document, *_shown(order), *(one["message"] for one in waits))


@app.command("reallocate")
def reallocate(
    context: typer.Context,
    number: str,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell who would lose.")] = False,
) -> None:
    """Give an order the stock of later orders that nobody is picking yet."""
    session: Session = context.obj
    result = rerouting.reallocate(session.context(), number, dry_run=dry_run)
    losers = [
        tr("{order} loses {units} of {sku}").format(
            order=one.order_number, units=one.quantity, sku=one.sku
        )
        for one in result.lost
    ]
    told = {"notes": to_json(result.notes), "message": message(result.notes)}
    changed = {"lost": result.lost, "released": result.released, **told}
    session.emit({**_document(session, result.order), **changed}, *_shown(result.order), *losers)


@app.command("split")
def split(
    context: typer.Context,
    number: str,
    line: Annotated[int, typer.Option(min=1, help="The line.")],
    quantity: Annotated[int, typer.Option(min=1, help="How many of it.")],
    dry_run: DryRun = False,
) -> None:
    """Move units of a line to a new order."""
    _emit_copied(
        context,
        copies.split(_context(context), number, line=line, quantity=quantity, dry_run=dry_run),
    )


@app.command("merge")
def merge(context: typer.Context, number: str, other: list[str], dry_run: DryRun = False) -> None:
    """Take the open units of other orders of the same customer into one."""
    _emit_copied(context, copies.merge(_context(context), number, other, dry_run=dry_run))


@app.command("clone")
def clone(context: typer.Context, number: str) -> None:
    """Make a new order with the same lines."""
    _emit(context, copies.clone(_context(context), number))


@app.command("replan")
def replan(context: typer.Context) -> None:
    """Route ready orders again where that saves a parcel and nobody loses a unit."""
    session: Session = context.obj
    result = rerouting.replan(session.context())
    told = tr("{saved} parcels saved, {looked_at} orders looked at.")
    session.emit(result, told.format(saved=result.parcels_saved, looked_at=result.looked_at))


def _choice(title: str, choice: ShipmentChoice) -> list[Any]:
    columns = (tr("line"), tr("SKU"), tr("units"), tr("from"), tr("expected"))
    rows: list[tuple[object, ...]] = [
        (one.line, one.sku, one.quantity, one.warehouse, None) for one in choice.ships
    ]
    rows += [(one.line, one.sku, one.quantity, None, one.expected_on) for one in choice.waits]
    return [title, table(columns, rows)]


def _context(context: typer.Context) -> Context:
    session: Session = context.obj
    return session.context()


def _tell(
    context: typer.Context,
    number: str,
    run: Callable[[Context, How], Results],
    *,
    dry_run: bool,
) -> None:
    """Runs a command on one order alone and shows the order after it, with what is told of it.

    One that is refused is refused as a whole; a dry run tells what would happen.
    """
    session: Session = context.obj
    results = run(session.context(), PREVIEW if dry_run else DO_IT)
    raise_refused(results)
    if dry_run:
        emit_results(session, results)
        return
    order = service.get_order(session.context(), number)
    told = _told(results)
    session.emit({**_document(session, order), **told}, *_shown(order), told["message"])


def _told(results: Results) -> dict[str, Any]:
    """What was told of the one order of a command."""
    notes = [one for row in results.results for one in row.notes]
    return {"notes": to_json(notes), "message": message(notes)}


def _emit_copied(context: typer.Context, copied: copies.Copied) -> None:
    session: Session = context.obj
    told = {"notes": to_json(copied.notes), "message": message(copied.notes)}
    more = [told["message"]] if copied.notes else []
    session.emit({**_document(session, copied.order), **told}, *_shown(copied.order), *more)


def _emit(context: typer.Context, order: OrderView) -> None:
    session: Session = context.obj
    session.emit(_document(session, order), *_shown(order))


def _document(session: Session, order: OrderView) -> dict[str, Any]:
    """As this station may show it."""
    return order_document(discreet_order(session.context(turns_day=False), order))


def order_document(order: OrderView) -> dict[str, Any]:
    """An order as programs read it."""
    document: dict[str, Any] = to_json(order)
    del document["id"]
    document["problems"] = [_problem(problem) for problem in order.problems]
    return document


def _problem(problem: ProblemView) -> dict[str, str]:
    text = PROBLEMS[Problem(problem.code)]
    values = {"line": problem.line, "sku": problem.sku}
    message, fix = tr(text.message).format(**values), tr(text.fix).format(**values)
    return {"code": problem.code, "message": message, "fix": fix}


def _waits(line: LineView) -> dict[str, Any]:
    """What of a line waits, as programs and people read it."""
    reason = line.reason or ""  # a line that waits has one
    text = tr_count(
        "Line {line}: {count} of {sku} waits now: {reason}.",
        "Line {line}: {count} of {sku} wait now: {reason}.",
        line.waiting,
    )
    words = {"line": line.line, "count": line.waiting, "sku": line.sku}
    message = text.format(**words, reason=reason_words(reason))
    facts = {"line": line.line, "sku": line.sku, "quantity": line.waiting}
    return {**facts, "reason": reason, "message": message}


def _explained(line: LineExplanation) -> dict[str, Any]:
    document: dict[str, Any] = to_json(line)
    return document


def _shown(order: OrderView) -> list[Any]:
    title = tr("Order {number}: {status}, to {country}").format(
        number=order.number,
        status=status_word(order.status),
        country=order.country or tr("no country"),
    )
    lines = table(
        (
            *(tr("line"), tr("SKU"), tr("ordered"), tr("allocated"), tr("waiting")),
            *(tr("unavailable"), tr("picked"), tr("packed"), tr("shipped"), tr("cancelled")),
            tr("why"),
        ),
        [
            (
                *(line.line, line.sku, line.ordered, line.allocated, line.waiting),
                *(line.unavailable, line.picked, line.packed, line.shipped, line.cancelled),
                reason_words(line.reason) if line.reason else None,
            )
            for line in order.lines
        ],
    )
    shipments = table(
        (tr("shipment"), tr("warehouse"), tr("status")),
        [(one.number, one.warehouse, status_word(one.status)) for one in order.shipments],
    )
    problems = [f"{one['message']} {one['fix']}" for one in map(_problem, order.problems)]
    return [title, lines, shipments, *problems]
