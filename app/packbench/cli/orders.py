"""`packbench orders …`: looking at orders and changing them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

import typer

from packbench.cli.history import history_of_a
from packbench.cli.order_commands import DryRun, Numbers
from packbench.cli.order_commands import app as order_commands
from packbench.cli.order_entry import edit, new
from packbench.cli.order_list import list_
from packbench.cli.order_shown import order_of, shown_order
from packbench.cli.results import emit_results, raise_refused
from packbench.cli.session import Session, table, to_json
from packbench.cli.words import YesNo
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import Note
from packbench.engine.bulk import DO_IT, PREVIEW, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.orders import (
    cancelling,
    changes,
    cloning,
    merging,
    paying,
    reallocating,
    rerouting,
    splitting,
    verifying,
)
from packbench.services.orders import looking as service
from packbench.services.orders.advice import advise, not_looked_into
from packbench.services.orders.looking import (
    LineExplanation,
    LineView,
)
from packbench.services.orders.partial_shipment import ShipmentChoice, choices, set_ship_partial
from packbench.services.orders.progress import progress_of
from packbench.services.orders.shipping_choice import choose_method
from packbench.words.advice import answer_words, fix_words
from packbench.words.commands import FIELDS, help_of
from packbench.words.language import tr, tr_count
from packbench.words.progress import next_word, step_state_words, step_word
from packbench.words.refusals import message, told
from packbench.words.states import reason_words

app = typer.Typer(no_args_is_help=True)
app.command("list")(list_)
app.command("edit")(edit)
app.command("new")(new)
app.command("history")(history_of_a(RecordKind.ORDER))
app.add_typer(order_commands)


@app.command("show")
def show(context: typer.Context, number: str) -> None:
    """Show one order with its lines, promises and shipments."""
    session: Session = context.obj
    order = service.get_order(session.context(), number)
    progress = progress_of(session.context(), order)
    document = {**order_of(session, order), "progress": progress.steps, "next": progress.next}
    rows = [(step_word(one.step), step_state_words(one)) for one in progress.steps]
    steps = table((tr("step"), tr("how far")), rows)
    to_do = ", ".join(next_word(one) for one in progress.next)
    words = [tr("Next: {commands}.").format(commands=to_do)] if to_do else []
    session.emit(document, *shown_order(order), steps, *words)


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
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help=FIELDS["reason"].help)],
    release: Annotated[bool, typer.Option("--release", help=FIELDS["release"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    _tell(
        context,
        numbers,
        lambda ctx, how: changes.hold(ctx, numbers, reason=reason, release_stock=release, how=how),
        dry_run=dry_run,
    )


@app.command("resume", help=help_of("orders.resume"))
def _resume(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    _tell(
        context,
        numbers,
        lambda ctx, how: changes.resume(ctx, numbers, how=how),
        dry_run=dry_run,
    )


@app.command("verify", help=help_of("orders.verify"))
def _verify(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    emit_results(session, verifying.verify(session.context(), numbers, how=how))


@app.command("unverify", help=help_of("orders.unverify"))
def _unverify(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    emit_results(session, verifying.unverify(session.context(), numbers, how=how))


@app.command("shipping", help=help_of("orders.shipping"))
def _shipping(
    context: typer.Context,
    numbers: Numbers,
    method: Annotated[str, typer.Option(help=FIELDS["method"].help)],
    dry_run: DryRun = False,
) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    emit_results(session, choose_method(session.context(), numbers, method, how=how))


@app.command("cancel", help=help_of("orders.cancel"))
def _cancel(
    context: typer.Context,
    numbers: Numbers,
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help=FIELDS["quantity"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    if quantity is not None and line is None:
        raise typer.BadParameter(tr("--quantity needs --line"))
    if line is not None and len(numbers) > 1:
        raise typer.BadParameter(tr("--line needs one order"))
    rows = [Chosen(number, line, quantity) for number in numbers]
    _tell(context, numbers, lambda ctx, how: cancelling.cancel(ctx, rows, how=how), dry_run=dry_run)


@app.command("restore", help=help_of("orders.restore"))
def _restore(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    _tell(
        context,
        numbers,
        lambda ctx, how: changes.restore(ctx, numbers, how=how),
        dry_run=dry_run,
    )


@app.command(
    "priority", help=help_of("orders.priority"), context_settings={"ignore_unknown_options": True}
)
def _priority(
    context: typer.Context, numbers: Numbers, priority: int, dry_run: DryRun = False
) -> None:
    _tell(
        context,
        numbers,
        lambda ctx, how: changes.set_priority(ctx, numbers, priority, how=how),
        dry_run=dry_run,
    )


@app.command("pay", help=help_of("orders.pay"))
def _pay(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    _tell(
        context,
        numbers,
        lambda ctx, how: paying.pay(ctx, numbers, how=how),
        dry_run=dry_run,
    )


@app.command("ship-partial")
def ship_partial(
    context: typer.Context,
    numbers: Numbers,
    answer: Annotated[YesNo, typer.Argument(help="yes: what is here; no: only complete.")],
    dry_run: DryRun = False,
) -> None:
    """Let an order ship what is here, or wait for all; it is planned again at once."""
    partial = answer is YesNo.YES
    _tell(
        context,
        numbers,
        lambda ctx, how: set_ship_partial(ctx, numbers, partial=partial, how=how),
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
def _deallocate(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    _tell(
        context,
        numbers,
        lambda ctx, how: changes.deallocate(ctx, numbers, how=how),
        dry_run=dry_run,
    )


@app.command("reroute", help=help_of("orders.reroute"))
def _reroute(
    context: typer.Context,
    numbers: Numbers,
    warehouse: str,
    line: Annotated[int | None, typer.Option(min=1, help=FIELDS["waiting_line"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    session: Session = context.obj
    how = PREVIEW if dry_run else DO_IT
    if line is not None and len(numbers) > 1:
        raise typer.BadParameter(tr("--line needs one order"))
    results = rerouting.reroute(session.context(), numbers, warehouse, line=line, how=how)
    if len(numbers) > 1:
        emit_results(session, results)
        return
    raise_refused(results)
    if dry_run:
        emit_results(session, results)
        return
    order = service.get_order(session.context(), numbers[0])
    waits = [_waits(one) for one in order.lines if one.waiting and line in {None, one.line}]
    document = {**order_of(session, order), **_told(results), "waits": waits}
    session.emit(document, *shown_order(order), *(one["message"] for one in waits))


@app.command("reallocate", help=help_of("orders.reallocate"))
def _reallocate(
    context: typer.Context,
    numbers: Numbers,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell who would lose.")] = False,
) -> None:
    session: Session = context.obj
    if len(numbers) > 1:
        how = PREVIEW if dry_run else DO_IT
        emit_results(session, reallocating.reallocate_orders(session.context(), numbers, how=how))
        return
    result = rerouting.reallocate(session.context(), numbers[0], dry_run=dry_run)
    losers = [
        tr("{order} loses {units} of {sku}").format(
            order=one.order_number, units=one.quantity, sku=one.sku
        )
        for one in result.lost
    ]
    told = {"notes": to_json(result.notes), "message": message(result.notes)}
    changed = {"lost": result.lost, "released": result.released, **told}
    session.emit(
        {**order_of(session, result.order), **changed}, *shown_order(result.order), *losers
    )


@app.command("split", help=help_of("orders.split"))
def _split(
    context: typer.Context,
    numbers: Numbers,
    line: Annotated[int | None, typer.Option(min=1, help="The line.")] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help="How many of it.")] = None,
    available: Annotated[bool, typer.Option("--available", help=FIELDS["available"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    if available == (line is not None) or (available and quantity is not None):
        raise typer.BadParameter(
            tr("Say --line LINE (with --quantity for a part), or --available.")
        )
    if line is not None and len(numbers) > 1:
        raise typer.BadParameter(tr("--line needs one order"))

    def run(ctx: Context, how: How) -> Results:
        if available:
            return splitting.split_available(ctx, numbers, how=how)
        return splitting.split(ctx, [Chosen(numbers[0], line, quantity)], how=how)

    _tell(context, numbers, run, dry_run=dry_run)


@app.command("merge", help=help_of("orders.merge"))
def _merge(context: typer.Context, number: str, other: list[str], dry_run: DryRun = False) -> None:
    _tell(
        context,
        [number],
        lambda ctx, how: merging.merge(ctx, other, into=number, how=how),
        dry_run=dry_run,
    )


@app.command("clone", help=help_of("orders.clone"))
def _clone(context: typer.Context, numbers: Numbers, dry_run: DryRun = False) -> None:
    session: Session = context.obj
    results = cloning.clone(session.context(), numbers, how=PREVIEW if dry_run else DO_IT)
    if dry_run or len(numbers) > 1:
        emit_results(session, results)
        return
    order = service.get_order(session.context(), results.results[-1].order_number)
    session.emit(order_of(session, order), *shown_order(order))


@app.command("replan")
def replan(
    context: typer.Context,
    numbers: Annotated[list[str] | None, typer.Argument(help="Only these orders.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Route ready orders again where that saves a parcel and nobody loses a unit."""
    session: Session = context.obj
    if numbers:
        how = PREVIEW if dry_run else DO_IT
        emit_results(session, rerouting.replan_orders(session.context(), numbers, how=how))
        return
    result = rerouting.replan(session.context(), dry_run=dry_run)
    told = tr("{saved} parcels saved, {looked_at} orders looked at.")
    session.emit(result, told.format(saved=result.parcels_saved, looked_at=result.looked_at))


def _choice(title: str, choice: ShipmentChoice) -> list[Any]:
    columns = (tr("line"), tr("SKU"), tr("units"), tr("from"), tr("expected"))
    rows: list[tuple[object, ...]] = [
        (one.line, one.sku, one.quantity, one.warehouse, None) for one in choice.ships
    ]
    rows += [(one.line, one.sku, one.quantity, None, one.expected_on) for one in choice.waits]
    return [title, table(columns, rows)]


def _tell(
    context: typer.Context,
    numbers: Sequence[str],
    run: Callable[[Context, How], Results],
    *,
    dry_run: bool,
) -> None:
    """Runs a command on orders; shows a single one after it, of several what became of each.

    A single one that is refused is refused as a whole; a dry run tells what would happen.
    """
    session: Session = context.obj
    with session.progress(tr("orders")) as on_progress:
        results = run(session.context(), How(preview=dry_run, on_progress=on_progress))
    if len(numbers) > 1:
        emit_results(session, results)
        return
    raise_refused(results)
    if dry_run:
        emit_results(session, results)
        return
    order = service.get_order(session.context(), numbers[0])
    told = _told(results)
    session.emit({**order_of(session, order), **told}, *shown_order(order), told["message"])


def _told(results: Results) -> dict[str, Any]:
    """What was told of the one order of a command."""
    notes = [one for row in results.results for one in row.notes]
    return {"notes": to_json(notes), "message": message(notes)}


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
