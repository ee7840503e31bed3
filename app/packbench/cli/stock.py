"""`packbench stock …`: stock by warehouse and SKU."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.ledger import add_ledger
from packbench.cli.masters import emit_records
from packbench.cli.session import Session, table
from packbench.cli.sets import add_sets
from packbench.cli.stock_answers import emit_change
from packbench.cli.stock_list import list_
from packbench.cli.transfers import emit_sent
from packbench.cli.value import add_stock_value
from packbench.domain.transfers import TransferWay
from packbench.engine.bulk import How
from packbench.engine.today import company_zone
from packbench.services.stock import changes as inventory
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt
from packbench.services.stock.known_packs import PacksView, show_packs
from packbench.services.stock.levels import read_levels, set_levels
from packbench.services.stock.packs import set_packs
from packbench.services.stock.sheets import change_by_sheet, sheet_of_file
from packbench.services.transfers.moving import TransferGoods
from packbench.services.transfers.sending import NewTransfer, send_transfer, usual_way
from packbench.words.language import tr
from packbench.words.masters import field_word
from packbench.words.states import cause_words

app = typer.Typer(no_args_is_help=True)
app.command("list")(list_)
add_stock_value(app)
add_ledger(app)
add_sets(app)

Quantity = Annotated[int, typer.Argument(min=1, help="Whole units, 1 or more.")]
Location = Annotated[str | None, typer.Option(help="A bin; none: the floor.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]
Level = Annotated[str | None, typer.Option(help="Whole units; an empty text: none.")]
Lot = Annotated[str | None, typer.Option(help="The lot.")]
Reason = Annotated[str | None, typer.Option(help="Why; it stands in the ledger.")]


@app.command("levels")
def levels(
    context: typer.Context,
    warehouse: str,
    sku: str,
    safety: Level = None,
    minimum: Level = None,
    reorder_point: Level = None,
    reorder_quantity: Level = None,
    dry_run: DryRun = False,
) -> None:
    """Say what is kept back of a product and when it is bought again; without options: tell it."""
    session: Session = context.obj
    given = {
        "safety": safety,
        "minimum": minimum,
        "reorder_point": reorder_point,
        "reorder_quantity": reorder_quantity,
    }
    wanted = {name: text for name, text in given.items() if text is not None}
    if wanted:
        how = How(preview=dry_run)
        results = set_levels(session.context(), warehouse, sku, wanted, how=how)
    kept = {"levels": read_levels(session.context(), warehouse, sku)}
    if wanted:
        emit_records(session, results, kept)
        return
    rows = [(field_word(name), text) for name, text in kept["levels"].items()]
    session.emit(kept, table((tr("what"), tr("value")), rows))


@app.command("receive")
def receive(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    location: Location = None,
    lot: Lot = None,
    expires: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
) -> None:
    """Book units in; who waits for them is served at once."""
    session: Session = context.obj
    day = expires.date() if expires else None
    receipt = Receipt(warehouse, sku, quantity, location, lot, day)
    emit_change(session, inventory.receive(session.context(), receipt))


@app.command("adjust", context_settings={"ignore_unknown_options": True})
def adjust(
    context: typer.Context,
    warehouse: str,
    sku: str,
    delta: Annotated[int, typer.Argument(help="Signed: 3 were found, -3 are gone.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    location: Location = None,
    lot: Lot = None,
    dry_run: DryRun = False,
) -> None:
    """Add units that were found, or take off units that are gone."""
    if delta == 0:
        raise typer.BadParameter(tr("0 changes nothing"))
    act = StockAct(ActKind.ADJUST, warehouse, sku, delta, location, lot, reason)
    _do(context, act, dry_run=dry_run)


@app.command("count")
def count(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Annotated[int, typer.Argument(min=0, help="What was counted.")],
    location: Annotated[
        str | None, typer.Option(help="A bin; none: the one where the goods lie.")
    ] = None,
    lot: Lot = None,
    reason: Reason = None,
    dry_run: DryRun = False,
) -> None:
    """Set what was counted: of a bin, of a lot, or of the whole warehouse."""
    act = StockAct(ActKind.COUNT, warehouse, sku, quantity, location, lot, reason)
    _do(context, act, dry_run=dry_run)


@app.command("damage")
def damage(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    location: Location = None,
    lot: Lot = None,
    reason: Reason = None,
    dry_run: DryRun = False,
) -> None:
    """Mark units as damaged: they stay on hand and can't be given out."""
    act = StockAct(ActKind.DAMAGE, warehouse, sku, quantity, location, lot, reason)
    _do(context, act, dry_run=dry_run)


@app.command("quarantine")
def quarantine(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    reason: Annotated[str, typer.Option(help="Why.")],
    location: Location = None,
    lot: Lot = None,
    dry_run: DryRun = False,
) -> None:
    """Keep units back until somebody has looked at them."""
    act = StockAct(ActKind.QUARANTINE, warehouse, sku, quantity, location, lot, reason)
    _do(context, act, dry_run=dry_run)


@app.command("release")
def release(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    location: Location = None,
    lot: Lot = None,
    reason: Reason = None,
    dry_run: DryRun = False,
) -> None:
    """Make damaged or quarantined units good again; who waits for them is served."""
    act = StockAct(ActKind.RELEASE, warehouse, sku, quantity, location, lot, reason)
    _do(context, act, dry_run=dry_run)


@app.command("move")
def move(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    source: Annotated[str, typer.Option("--from", help="The bin they lie in.")],
    target: Annotated[str, typer.Option("--to", help="The bin they go to.")],
    lot: Lot = None,
    reason: Annotated[str | None, typer.Option(help="Why; it stands in the ledger.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Move units from one bin to another."""
    act = StockAct(ActKind.MOVE, warehouse, sku, quantity, source, lot, reason, target)
    _do(context, act, dry_run=dry_run)


@app.command("transfer")
def transfer(
    context: typer.Context,
    sku: str,
    quantity: Quantity,
    source: Annotated[str, typer.Option("--from", help="The warehouse they lie in.")],
    target: Annotated[str, typer.Option("--to", help="The warehouse they go to.")],
    in_transit: Annotated[
        bool | None,
        typer.Option(
            "--in-transit/--at-once",
            help="On their way until received, or there at once; else as the setting says.",
        ),
    ] = None,
    expected: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="In transit: when they are to be there."),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Move units to another warehouse: there at once, or on their way until received."""
    session: Session = context.obj
    how, day = How(preview=dry_run), expected.date() if expected else None
    if in_transit is None:
        in_transit = usual_way(session.context()) is TransferWay.TWO_STEP
    if in_transit:
        new = NewTransfer(source, target, [TransferGoods(sku, quantity)], day)
        emit_sent(session, send_transfer(session.context(), new, how=how))
        return
    if day is not None:
        raise typer.BadParameter(tr("Only what is sent in transit has a day (--in-transit)."))
    change = inventory.transfer(
        session.context(), sku, quantity, source=source, target=target, how=how
    )
    emit_change(session, change)


@app.command("sheet")
def sheet(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            help="CSV or XLSX: warehouse, sku, bin, lot, and quantity, delta or levels."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, for rows that say none.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Change stock from a spreadsheet: counts, changes, or levels; each row before and after."""
    session: Session = context.obj
    how = How(preview=dry_run)
    told = change_by_sheet(session.context(), sheet_of_file(path), reason=reason, how=how)
    emit_records(session, told)


@app.command("packs")
def packs(
    context: typer.Context,
    sku: str,
    pack: Annotated[
        list[str] | None, typer.Argument(help="12*CODE for each pack that it has; none: they stay.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="It has no packs any more.")] = False,
    picked_in: Annotated[
        int | None,
        typer.Option(min=1, help="It is picked in whole packs of so many; 1: by the piece."),
    ] = None,
) -> None:
    """Tell the codes of a product and its packs, or say which packs there are."""
    session: Session = context.obj
    if pack and none:
        raise typer.BadParameter(tr("Name the packs, or say --none."))
    told = ";".join(pack or ()) if pack or none else None
    if told is None and picked_in is None:
        shown = show_packs(session.context(), sku)
    else:
        shown = set_packs(session.context(), sku, told, picked_in)
    session.emit(shown, _packs_table(shown), _picked(shown))


@app.command("history")
def history(
    context: typer.Context,
    sku: str,
    warehouse: Annotated[str | None, typer.Option(help="Only this warehouse.")] = None,
) -> None:
    """Tell every movement of a product."""
    session: Session = context.obj
    movements = inventory.history(session.context(), sku, warehouse=warehouse)
    zone = company_zone(session.context())
    columns = (
        *(tr("when"), tr("what"), tr("warehouse"), tr("units"), tr("on hand after")),
        *(tr("bin"), tr("lot"), tr("who"), tr("why")),
    )
    rows = [
        (
            f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
            *(cause_words(one.cause), one.warehouse, one.quantity),
            *(one.on_hand_after, one.location, one.lot, one.operator, one.note),
        )
        for one in movements
    ]
    session.emit({"movements": movements}, table(columns, rows))


def _do(context: typer.Context, act: StockAct, *, dry_run: bool) -> None:
    session: Session = context.obj
    emit_change(session, perform(session.context(), act, how=How(preview=dry_run)))


def _packs_table(shown: PacksView) -> object:
    codes = [(1, code) for code in shown.barcodes] + [(one.units, one.code) for one in shown.packs]
    return table((tr("units"), tr("code")), codes)


def _picked(shown: PacksView) -> str:
    if shown.pick_multiple is None:
        return tr("{sku} is picked by the piece.").format(sku=shown.sku)
    words = tr("{sku} is picked in whole packs of {count}.")
    return words.format(sku=shown.sku, count=shown.pick_multiple)
