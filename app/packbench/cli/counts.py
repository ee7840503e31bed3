"""`packbench counts …`: count sheets."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.domain.count_sheets import CountChoice
from packbench.engine.today import company_zone
from packbench.services.counting.accuracy import accuracy, export_accuracy
from packbench.services.counting.entering import CountOf, enter_count
from packbench.services.counting.paper import write_count_sheet
from packbench.services.counting.posting import PostedCount, post_sheet
from packbench.services.counting.sheets import (
    MOST_PLACES,
    NewCount,
    ask_recount,
    cancel_sheet,
    make_sheet,
)
from packbench.services.counting.views import (
    CountLineView,
    CountSheetView,
    list_sheets,
    show_sheet,
)
from packbench.words.counting import (
    choice_words,
    count_state_word,
    count_status_word,
    difference_sign,
    entered_words,
    more_places_words,
    posted_words,
    units_words,
)
from packbench.words.language import tr, tr_count
from packbench.words.receiving import released_words

app = typer.Typer(no_args_is_help=True)

_Sheet = Annotated[str, typer.Argument(help="The sheet, e.g. CS12.")]
_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
_Out = Annotated[Path | None, typer.Option(help="Write the rows to XLSX or CSV.")]


@app.command("new")
def new(
    context: typer.Context,
    warehouse: str,
    chosen: Annotated[CountChoice, typer.Argument(help="By what its places are chosen.")],
    value: Annotated[
        str, typer.Argument(help="The zone, the class, days, how many, or A-01,A-02.")
    ] = "",
    *,
    blind: Annotated[bool, typer.Option("--blind", help="Who counts is told no units.")] = False,
    most: Annotated[int, typer.Option(help="No more places than this.")] = MOST_PLACES,
) -> None:
    """Make a count sheet; places on another open sheet are left out."""
    session: Session = context.obj
    count = NewCount(warehouse, chosen, value, blind, most)
    made = make_sheet(session.context(), count)
    told = _shown(made.view)
    if made.more:
        told.append(more_places_words(made.more))
    session.emit(made, *told)


@app.command("list")
def list_(context: typer.Context) -> None:
    """List count sheets, the newest first, 500 at most."""
    session: Session = context.obj
    found = list_sheets(session.context())
    columns = (tr("sheet"), tr("warehouse"), tr("made by"), tr("state"), tr("counted"), tr("who"))
    rows = [
        (
            *(one.sheet, one.warehouse, choice_words(one.chosen, one.value)),
            *(count_status_word(one.status), f"{one.counted} / {one.lines}", one.operator),
        )
        for one in found
    ]
    session.emit({"sheets": found}, table(columns, rows))


@app.command("show")
def show(context: typer.Context, sheet: _Sheet) -> None:
    """Show a sheet with its lines and their differences."""
    session: Session = context.obj
    found = show_sheet(session.context(), sheet)
    session.emit(found, *_shown(found))


@app.command("enter")
def enter(
    context: typer.Context,
    sheet: _Sheet,
    location: Annotated[str, typer.Argument(help="The bin.")],
    sku: Annotated[str, typer.Argument(help="The product.")],
    units: Annotated[str, typer.Argument(help="How many lie there; 0 for none.")],
    lot: Annotated[str | None, typer.Option(help="Their lot.")] = None,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of a lot that nobody knew.")
    ] = None,
    taken: Annotated[
        str, typer.Option(help="Units that pickers have taken out and not confirmed.")
    ] = "",
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M"], help="When it was counted, if not now."),
    ] = None,
) -> None:
    """Write down what was counted in a bin."""
    session: Session = context.obj
    zone = company_zone(session.context())
    moment = None if at is None else at.replace(tzinfo=zone)
    day = None if expires is None else expires.date()
    count = CountOf(location, sku, units, lot, day, taken, moment)
    done = enter_count(session.context(), sheet, count)
    line = done.line
    told = entered_words((line.location, line.sku, line.lot), line.counted or 0, done.left)
    session.emit(done, told)


@app.command("recount")
def recount(
    context: typer.Context,
    sheet: _Sheet,
    bins: Annotated[
        list[str] | None, typer.Argument(help="Bins; none: whatever can't be posted so.")
    ] = None,
) -> None:
    """Ask that bins are counted once more."""
    session: Session = context.obj
    found = ask_recount(session.context(), sheet, bins or ())
    session.emit(found, *_shown(found))


@app.command("post")
def post(
    context: typer.Context,
    sheet: _Sheet,
    *,
    leave: Annotated[
        bool, typer.Option("--leave", help="What is not counted stays as it is.")
    ] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what it would do.")] = False,
) -> None:
    """Book the differences of a sheet, as one command."""
    session: Session = context.obj
    done = post_sheet(session.context(), sheet, leave=leave, preview=preview)
    session.emit(done, _lines(_differing(done)), _posted(done), *_effects(done))


@app.command("cancel")
def cancel(context: typer.Context, sheet: _Sheet) -> None:
    """Give a sheet up: nothing of it is posted."""
    session: Session = context.obj
    found = cancel_sheet(session.context(), sheet)
    session.emit(found, *_shown(found))


@app.command("accuracy")
def accuracy_(
    context: typer.Context, since: _Day = None, until: _Day = None, out: _Out = None
) -> None:
    """Tell how often counts were what the books had, by zone and by who counted."""
    session: Session = context.obj
    found = accuracy(session.context(), _date(since), _date(until))
    columns = (tr("of"), tr("name"), tr("counted"), tr("exact"), tr("%"), tr("less"), tr("more"))
    kinds = {"zone": tr("zone"), "counter": tr("counter")}
    rows = [
        (
            *(kinds[one.what], one.name, one.counted, one.exact, one.percent),
            *(one.missing, one.found),
        )
        for one in found
    ]
    if out is not None:
        export_accuracy(session.context(), out, found)
    session.emit({"accuracy": found}, table(columns, rows))


@app.command("paper")
def paper(
    context: typer.Context,
    sheet: _Sheet,
    out: Annotated[
        Path, typer.Option("--out", help="A name that ends in .pdf, or a folder; default: here.")
    ] = Path(),
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write a sheet as PDF, to be counted with a pen."""
    session: Session = context.obj
    made = write_count_sheet(session.context(), sheet, out, force=force)
    session.emit(
        {"sheet": made.number, "file": str(made.path)},
        tr("{sheet}: {file} is written.").format(sheet=made.number, file=made.path),
    )


def _date(day: datetime | None) -> date | None:
    return day.date() if day else None


def _shown(found: CountSheetView) -> list[object]:
    head = found.sheet
    words = tr("{sheet} at {warehouse}: {chosen}. {state}; {counted} of {lines} counted.").format(
        sheet=head.sheet,
        warehouse=head.warehouse,
        chosen=choice_words(head.chosen, head.value),
        state=count_status_word(head.status),
        counted=head.counted,
        lines=head.lines,
    )
    return [_lines(found.lines), words]


def _lines(lines: list[CountLineView]) -> object:
    columns = (tr("bin"), tr("SKU"), tr("lot"), tr("expected"), tr("counted"), tr("difference"))
    rows = [
        (
            *(one.location, one.sku, one.lot, "" if one.expected is None else one.expected),
            "" if one.counted is None else units_words(one.counted, one.taken, one.picked),
            "" if one.difference is None else difference_sign(one.difference),
            *(one.counter or "", count_state_word(one.state)),
        )
        for one in lines
    ]
    return table((*columns, tr("who"), tr("state")), rows)


def _posted(done: PostedCount) -> str:
    sheet, units = done.view.sheet.sheet, (done.missing, done.found)
    return posted_words(sheet, (done.posted, done.exact, done.left), units, kept=done.kept)


def _differing(done: PostedCount) -> list[CountLineView]:
    return [one for one in done.view.lines if one.difference]


def _effects(done: PostedCount) -> list[str]:
    told = released_words([(one.order_number, one.sku, one.quantity) for one in done.released])
    return told + [
        tr_count(
            "{quantity} of {sku} was taken back from order {order}",
            "{quantity} of {sku} were taken back from order {order}",
            one.quantity,
        ).format(quantity=one.quantity, sku=one.sku, order=one.order_number)
        for one in done.taken_back
    ]
