"""`packbench pick …`: waves."""

import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from packbench.cli import drawing
from packbench.cli.history import history_of_a
from packbench.cli.results import left_out_document, left_out_lines
from packbench.cli.session import Session, table, to_json
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import Said
from packbench.domain.picking import ShortReason, WaveChoice, WaveMode, WaveStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.sorting import SlotSorting
from packbench.domain.slots import slot_label
from packbench.domain.walking.batching import CartSize
from packbench.services.documents.differences import write_pick_difference
from packbench.services.documents.printing import write_pick_list
from packbench.services.picking import waves as service
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.changing import add_orders, remove_orders
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.layouts import (
    draw_layout,
    export_layout,
    floor_plan,
    forget_layout,
    read_layout,
)
from packbench.services.picking.looking import count_list
from packbench.services.picking.proposing import PlannedWave, preview_release, propose
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.revisions import changes_since
from packbench.services.picking.sorting import refuse_unsorted, sort_goods, sorting_of
from packbench.services.picking.walking import hand_over, start_wave
from packbench.services.picking.waves import WaveRequest, WaveView
from packbench.words.language import tr, tr_count
from packbench.words.picking import change_word, head_word, proposal_word, short_word, walk_words
from packbench.words.places import place_word
from packbench.words.refusals import told
from packbench.words.states import status_word

app = typer.Typer(no_args_is_help=True)
app.command("history")(history_of_a(RecordKind.WAVE))


@app.callback()
def group() -> None:
    """Waves of shipments that are picked together."""


class WaveWord(enum.StrEnum):
    """The words of `--mode`: how a wave is picked, or by what its shipments are chosen."""

    SINGLE = WaveMode.SINGLE.value
    BATCH = WaveMode.BATCH.value
    CLUSTER = WaveMode.CLUSTER.value
    SINGLE_ITEM = WaveChoice.SINGLE_ITEM.value
    ZONE = WaveChoice.ZONE.value


def _request(
    warehouse: str | None, orders: Sequence[str], max_orders: int, word: WaveWord | None
) -> WaveRequest:
    chosen = word.value if word is not None else None
    mode = WaveMode(chosen) if chosen in set(WaveMode) else None
    choice = WaveChoice(chosen) if chosen in set(WaveChoice) else None
    return WaveRequest(warehouse, tuple(orders), max_orders, mode, choice)


@app.command("create")
def create(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Option(help="Where.")] = None,
    order: Annotated[list[str] | None, typer.Option("--order", help="Only these orders.")] = None,
    max_orders: Annotated[
        int, typer.Option("--max-orders", min=1, help="At most so many shipments.")
    ] = service.ORDERS_A_WAVE,
    mode: Annotated[WaveWord | None, typer.Option(help="How it is picked.")] = None,
) -> None:
    """Release ready shipments to picking; tell which of the orders are left out."""
    session: Session = context.obj
    request = _request(warehouse, order or (), max_orders, mode)
    emit_wave(session, service.create_wave(session.context(), request))


@app.command("release")
def release(
    context: typer.Context, order: Annotated[list[str], typer.Option("--order", help="An order.")]
) -> None:
    """Release orders to picking in as many waves as it takes; tell what can't be released."""
    session: Session = context.obj
    released = release_orders(session.context(), order)
    waves = [wave_document(wave) for wave in released.waves]
    document = {"waves": waves, "left_out": left_out_document(released.left_out)}
    shown = [part for wave in released.waves for part in _shown(wave)]
    session.emit(document, *shown, *left_out_lines(released.left_out))


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the waves, the newest first."""
    session: Session = context.obj
    waves = service.list_waves(session.context())
    columns = (
        *(tr("wave"), tr("warehouse"), tr("status"), tr("shipments"), tr("tasks")),
        *(tr("picker"), tr("revision")),
    )
    rows = [
        (
            *(wave.number, wave.warehouse, status_word(wave.status)),
            *(len(wave.shipments), len(wave.tasks), wave.picker, wave.revision),
        )
        for wave in waves
    ]
    session.emit({"waves": [wave_document(wave) for wave in waves]}, table(columns, rows))


@app.command("show")
def show(context: typer.Context, wave: str) -> None:
    """Show one wave with its tasks in the order of the walk."""
    session: Session = context.obj
    emit_wave(session, service.get_wave(session.context(), wave))


@app.command("cancel")
def cancel(
    context: typer.Context,
    wave: str,
    order: Annotated[
        list[str] | None, typer.Option("--order", help="Only this order of it.")
    ] = None,
) -> None:
    """Take a wave back, or orders out of it; they are ready again and keep their stock."""
    session: Session = context.obj
    emit_wave(session, cancel_wave(session.context(), wave, orders=order or ()))


@app.command("confirm")
def confirm(
    context: typer.Context,
    wave: str,
    task: Annotated[int | None, typer.Option(help="Only this task, by its number.")] = None,
    quantity: Annotated[int | None, typer.Option(help="Units that were taken for it.")] = None,
    short: Annotated[
        ShortReason | None, typer.Option(help="Why the rest of the task is not there.")
    ] = None,
    location: Annotated[
        str | None, typer.Option(help="The bin where it was found, if it is another one.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All other tasks were picked as they ask for.")
    ] = False,
) -> None:
    """Book what was picked; what is short is looked for in other bins, else it waits again."""
    session: Session = context.obj
    if task is None and (quantity is not None or short is not None or location is not None):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_TASK_TOLD)
    picked = [] if task is None else [PickedTask(task, quantity, short, location)]
    emit_wave(session, confirm_picks(session.context(), wave, picked, rest=everything))


@app.command("start")
def start(context: typer.Context, wave: str) -> None:
    """Begin to walk a wave; whoever starts it is its picker."""
    session: Session = context.obj
    emit_wave(session, start_wave(session.context(), wave))


@app.command("hand-over")
def give(
    context: typer.Context,
    wave: str,
    to: Annotated[str, typer.Argument(help="The name of the colleague.")],
    task: Annotated[list[int] | None, typer.Option(help="Only this task.")] = None,
) -> None:
    """Give a wave, or tasks of it, to another picker."""
    session: Session = context.obj
    emit_wave(session, hand_over(session.context(), wave, to, tasks=task or ()))


@app.command("add")
def add(
    context: typer.Context, wave: str, order: Annotated[list[str], typer.Option(help="An order.")]
) -> None:
    """Put orders into a wave that nobody walks yet; tell what can't be."""
    session: Session = context.obj
    emit_wave(session, add_orders(session.context(), wave, order))


@app.command("remove")
def remove(
    context: typer.Context, wave: str, order: Annotated[list[str], typer.Option(help="An order.")]
) -> None:
    """Take orders out of a wave that nobody walks yet; they are ready and keep their stock."""
    session: Session = context.obj
    emit_wave(session, remove_orders(session.context(), wave, order))


@app.command("propose")
def propose_(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Option(help="Where.")] = None,
    max_orders: Annotated[
        int | None, typer.Option("--max-orders", min=1, help="At most so many orders each.")
    ] = None,
    slots: Annotated[int, typer.Option(min=1, help="Orders that a cart holds.")] = 20,
) -> None:
    """Tell which ready orders go well together, in which carts all would go, and what stays."""
    session: Session = context.obj
    proposals = propose(session.context(), warehouse, max_orders=max_orders)
    preview = preview_release(session.context(), warehouse=warehouse, size=CartSize(slots))
    stay = [
        {
            "order_number": one.order_number,
            "code": one.note.code.value,
            "message": told(one.note),
            "mend": one.mend,
        }
        for one in preview.stay
    ]
    document = {
        "proposals": to_json(proposals),
        "waves": to_json(preview.waves),
        "left_out": stay,
    }
    columns = (tr("proposal"), tr("warehouse"), tr("name"), tr("orders"), tr("units"))
    rows = [
        (proposal_word(one.kind), one.warehouse, one.name, len(one.orders), one.units)
        for one in proposals
    ]
    stays = [told(one.note) for one in preview.stay]
    session.emit(document, table(columns, rows), _carts(preview.waves), *stays)


def _carts(waves: Sequence[PlannedWave]) -> Any:
    """In which carts all that is ready would go."""
    columns = (
        *(tr("cart"), tr("warehouse"), tr("orders"), tr("lines"), tr("units"), tr("weight, kg")),
        *(tr("walk, m"), tr("less, %")),
    )
    rows = [
        (
            *(cart, one.warehouse, len(one.orders), one.lines, one.units, one.weight_g // 1_000),
            *(one.distance_m and round(one.distance_m), one.distance_saved_percent),
        )
        for cart, one in enumerate(waves, 1)
    ]
    return table(columns, rows)


@app.command("print")
def print_(
    context: typer.Context,
    wave: str,
    out: Annotated[Path, typer.Option(help="A file, or a folder.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    difference: Annotated[
        int | None,
        typer.Option(min=1, help="Only what is different from the list of this revision."),
    ] = None,
) -> None:
    """Write the pick list of a wave and keep what was printed: revision, when, and who."""
    session: Session = context.obj
    shown = service.get_wave(session.context(), wave)
    if difference is not None:
        files = write_pick_difference(session.context(), wave, difference, out, force=force)
        document = {**wave_document(shown), "files": files.files, "pages": files.pages}
        session.emit(document, *files.files)
        return
    if shown.status == WaveStatus.CANCELLED:
        why = Said.WAVE_VOID
        raise Refusal(Code.WRONG_STATE, why=why, name=shown.number, state=shown.status)
    files = write_pick_list(session.context(), wave, out, force=force)
    document = {**wave_document(shown), "files": files.files, "pages": files.pages}
    session.emit(document, *files.files)


@app.command("layout")
def layout_(
    context: typer.Context,
    warehouse: str,
    file: Annotated[
        Path | None, typer.Option("--import", help="A JSON file with aisles, cross aisles, depot.")
    ] = None,
    from_bins: Annotated[
        bool, typer.Option("--from-bins", help="Forget what was drawn; the bins tell the ways.")
    ] = False,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write it to a JSON file, or into a folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Show the layout that a warehouse is walked by, import it, or export it."""
    session: Session = context.obj
    if sum((file is not None, from_bins, export is not None)) > 1:
        raise typer.BadParameter(tr("give one of --import, --export and --from-bins"))
    files: list[str] = []
    if export is not None:
        files = [str(export_layout(session.context(), warehouse, export, force=force))]
    if from_bins:
        plan = forget_layout(session.context(), warehouse)
    elif file is not None:
        plan = draw_layout(session.context(), warehouse, read_layout(file))
    else:
        plan = floor_plan(session.context(), warehouse)
    trouble = [] if plan.trouble is None else [told(plan.trouble)]
    document = {
        "warehouse": plan.warehouse,
        "drawn": plan.drawn,
        "aisles": len(plan.ways.aisles) if plan.ways else 0,
        "cross_aisles": len(plan.ways.cross_aisles) if plan.ways else 0,
        "bins": len(plan.bins),
        "without_place": plan.without_place,
        "trouble": trouble,
        "files": files,
    }
    words = tr("{aisles} aisles, {cross_aisles} cross aisles, {bins} bins with a place")
    session.emit(document, words.format(**document), *trouble, *files)


app.command("draw")(drawing.draw)


@app.command("count-list")
def count_list_(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Option(help="Where.")] = None,
) -> None:
    """List the bins that pickers found short and nobody has counted since."""
    session: Session = context.obj
    found = count_list(session.context(), warehouse)
    columns = (tr("warehouse"), tr("location"), tr("SKU"), tr("reason"), tr("units"), tr("wave"))
    rows = [
        (
            *(one.warehouse, place_word(one.location), one.sku),
            *(short_word(one.reason), one.units, one.wave),
        )
        for one in found
    ]
    session.emit({"bins": to_json(found)}, table(columns, rows))


@app.command("sort")
def sort(
    context: typer.Context,
    wave: str,
    sku: Annotated[str | None, typer.Argument(help="What is in the hand; none: only look.")] = None,
    quantity: Annotated[int, typer.Option(min=1, help="How many of it.")] = 1,
) -> None:
    """Tell into which slot picked goods go, and that they lie there; undo takes them out."""
    session: Session = context.obj
    if sku is None:
        sorting = sorting_of(session.context(), wave)
        session.emit(_sorted(sorting), _slots(sorting))
        return
    found = sort_goods(session.context(), wave, sku, quantity)
    refuse_unsorted(found, sku)
    last = found.sorting.last
    slot = None if last is None else slot_label(last.slot)
    words = tr("Slot {slot}").format(slot=slot)
    session.emit({"slot": slot, **_sorted(found.sorting)}, words, _slots(found.sorting))


def _sorted(sorting: SlotSorting) -> dict[str, Any]:
    needs = [
        {
            "slot": slot_label(one.slot),
            "shipment": one.shipment,
            "sku": one.sku,
            "units": one.units,
            "put": one.put,
        }
        for one in sorting.needs
    ]
    return {"left": sorting.left, "slots": needs}


def _slots(sorting: SlotSorting) -> Any:
    columns = (tr("slot"), tr("shipment"), tr("SKU"), tr("units"), tr("put"))
    rows = [
        (slot_label(one.slot), one.shipment, one.sku, one.units, one.put) for one in sorting.needs
    ]
    return table(columns, rows)


@app.command("changes")
def changes(
    context: typer.Context,
    wave: str,
    revision: Annotated[int, typer.Option(min=1, help="That stands on the sheet.")],
) -> None:
    """Tell what an older list of a wave says wrong."""
    session: Session = context.obj
    found = changes_since(session.context(), wave, revision)
    title = tr("Wave {number} is {status}, its list has revision {revision}.").format(
        number=found.wave, status=status_word(found.status), revision=found.revision
    )
    columns = (
        *(tr("task"), tr("change"), tr("location"), tr("instead of"), tr("SKU")),
        *(tr("shipment"), tr("before"), tr("now")),
    )
    rows = [
        (
            *(one.task, change_word(one.change), place_word(one.location)),
            *(one.was_at and place_word(one.was_at), one.sku, one.shipment, one.before, one.now),
        )
        for one in found.changes
    ]
    heads = (tr("order"), tr("what"), tr("before"), tr("now"))
    orders = [(one.order_number, head_word(one.field), one.before, one.now) for one in found.orders]
    more = [table(heads, orders)] if orders else []
    session.emit(to_json(found), title, table(columns, rows), *more)


def emit_wave(session: Session, wave: WaveView) -> None:
    """Answers with a wave and its tasks in the order of the walk."""
    session.emit(wave_document(wave), *_shown(wave), *left_out_lines(wave.left_out))


def wave_document(wave: WaveView) -> dict[str, Any]:
    """A wave as programs read it."""
    document: dict[str, Any] = to_json(wave)
    document["left_out"] = left_out_document(wave.left_out)
    return document


def _shown(wave: WaveView) -> list[Any]:
    title = tr_count(
        "Wave {number} at {warehouse}: {count} shipment",
        "Wave {number} at {warehouse}: {count} shipments",
        len(wave.shipments),
    ).format(number=wave.number, warehouse=wave.warehouse, count=len(wave.shipments))
    columns = (
        *(tr("task"), tr("location"), tr("SKU"), tr("lot"), tr("quantity")),
        *(tr("picked"), tr("short"), tr("shipment"), tr("slot")),
    )
    rows = [
        (
            *(task.task, place_word(task.location), task.sku, task.lot, task.quantity),
            *(task.picked, task.short, task.shipment, slot_label(task.tote)),
        )
        for task in wave.tasks
    ]
    return [title, *_walk(wave), table(columns, rows), *_put_away(wave)]


def _walk(wave: WaveView) -> list[str]:
    if wave.distance is None or wave.walk is None:
        return []
    text = tr("Walk: {distance} m, {percent} % less than by the codes of the bins ({how})")
    how, percent = walk_words(wave.walk), wave.distance_saved_percent or 0
    return [text.format(distance=wave.distance, percent=percent, how=how)]


def _put_away(wave: WaveView) -> list[Any]:
    """What is to be carried back to its bins."""
    if not wave.put_away:
        return []
    columns = (tr("put away"), tr("SKU"), tr("lot"), tr("quantity"), tr("shipment"))
    rows = [
        (place_word(one.location), one.sku, one.lot, one.quantity, one.shipment)
        for one in wave.put_away
    ]
    return [table(columns, rows)]
