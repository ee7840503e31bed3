"""`packbench printers …`: which printer prints what, the test page, and what was sent."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from packbench.cli.session import Session, table, to_json
from packbench.domain.printers import JobView, PrinterChoice, PrintForm, PrintKind
from packbench.services.printers import choosing, queue, sending
from packbench.services.printers.printing import print_test
from packbench.words.language import tr
from packbench.words.print_jobs import job_trouble, sent_words
from packbench.words.printers import form_word, job_state_word, print_kind_word

app = typer.Typer(no_args_is_help=True)

Format = Annotated[str, typer.Option("--format", help="pdf, or zpl for labels on a label printer.")]
Dpi = Annotated[int | None, typer.Option(help="Dots an inch of the label printer: 203 or 300.")]
Paper = Annotated[str | None, typer.Option(help="A paper of the printer, such as A4.")]
Tray = Annotated[str | None, typer.Option(help="A tray of the printer.")]
Job = Annotated[int, typer.Argument(metavar="JOB", help="A print job's number.")]


@app.command("list")
def list_(context: typer.Context) -> None:
    """List this computer's printers, and what this station prints on each."""
    session: Session = context.obj
    choices = choosing.list_choices(session.context())
    printers = choosing.list_printers()
    used = {
        one.name: [kind for kind, choice in choices.items() if choice.printer == one.name]
        for one in printers
    }
    document = {
        "printers": [{**to_json(one), "kinds": used[one.name]} for one in printers],
        "choices": _choices(choices),
    }
    columns = (
        *(tr("printer"), tr("description"), tr("prints"), tr("papers"), tr("trays")),
        tr("trouble"),
    )
    rows = [
        (
            *(one.name, one.described, ", ".join(map(print_kind_word, used[one.name]))),
            *(", ".join(one.papers), ", ".join(one.trays), one.trouble),
        )
        for one in printers
    ]
    none = tr("This computer has no printers. Add one in the system's settings.")
    session.emit(document, table(columns, rows) if rows else none, *_gone(choices, set(used)))


def _gone(choices: Mapping[PrintKind, PrinterChoice], names: set[str]) -> list[str]:
    """Printers that were chosen and are not there any more."""
    words = tr("{printer}, chosen for {kind}, is not on this computer any more.")
    return [
        words.format(printer=choice.printer, kind=print_kind_word(kind))
        for kind, choice in choices.items()
        if choice.printer not in names
    ]


@app.command("use")
def use(
    context: typer.Context,
    kind: PrintKind,
    printer: str,
    paper: Paper = None,
    copies: Annotated[int, typer.Option(min=1, max=choosing.MOST_COPIES)] = 1,
    tray: Tray = None,
    format_: Format = "pdf",
    dpi: Dpi = None,
    automatic: Annotated[
        bool, typer.Option("--automatic", help="Print it by itself when it is due.")
    ] = False,
) -> None:
    """Print this kind of document on this printer, here and from now on."""
    session: Session = context.obj
    form = form_of(format_, dpi)
    choice = PrinterChoice(printer, paper, copies, tray, form, automatic)
    _emit_choices(session, choosing.choose_printers(session.context(), {kind: choice}))


@app.command("forget")
def forget(context: typer.Context, kind: PrintKind) -> None:
    """Choose no printer for this kind of document here any more."""
    session: Session = context.obj
    _emit_choices(session, choosing.choose_printers(session.context(), {kind: None}))


@app.command("test")
def try_out(
    context: typer.Context,
    printer: str,
    paper: Paper = None,
    tray: Tray = None,
    format_: Format = "pdf",
    dpi: Dpi = None,
) -> None:
    """Print a test page, or a test label: does the printer print at 100 %?"""
    session: Session = context.obj
    choice = PrinterChoice(printer, paper, 1, tray, form_of(format_, dpi))
    _emit_job(session, print_test(session.context(), choice))


@app.command("queue")
def list_jobs(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = queue.SHOWN,
) -> None:
    """List what was sent to printers, the newest first, and what became of it."""
    session: Session = context.obj
    jobs = queue.list_jobs(session.context(), limit)
    columns = (
        *(tr("job"), tr("document"), tr("printer"), tr("state"), tr("when"), tr("who")),
        tr("trouble"),
    )
    rows = [
        (
            *(one.job, one.title, one.printer, job_state_word(one.state)),
            *(f"{one.at:%Y-%m-%d %H:%M}", one.operator, job_trouble(one)),
        )
        for one in jobs
    ]
    none = tr("Nothing was sent to a printer yet.")
    shown = table(columns, rows) if rows else none
    session.emit({"jobs": [job_document(one) for one in jobs]}, shown)


@app.command("again")
def again(
    context: typer.Context,
    job: Job,
    printer: Annotated[str | None, typer.Option(help="On another printer.")] = None,
) -> None:
    """Print the document of a job once more, on its printer or on another one."""
    session: Session = context.obj
    _emit_job(session, sending.send_again(session.context(), job, printer))


@app.command("save")
def save(
    context: typer.Context,
    job: Job,
    out: Annotated[Path, typer.Option("--out", help="A file or a folder.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace a file.")] = False,
) -> None:
    """Write the document of a job to a file."""
    session: Session = context.obj
    path = queue.save_job(session.context(), job, out, force=force)
    session.emit({"files": [str(path)]}, str(path))


@app.command("cancel")
def cancel(context: typer.Context, job: Job) -> None:
    """Take a job back that is not printed yet."""
    session: Session = context.obj
    done = sending.cancel_job(session.context(), job)
    words = tr("Print job {job}: {state}.").format(job=job, state=job_state_word(done.state))
    session.emit(job_document(done), words)


def form_of(kind: str, dpi: int | None) -> PrintForm:
    """What a printer is sent, from `--format` and `--dpi`."""
    if kind == "pdf" and dpi is None:
        return PrintForm.PDF
    if kind == "zpl" and dpi in {None, 203, 300}:
        return PrintForm(f"zpl-{dpi or 203}")
    raise typer.BadParameter(tr("--format is pdf or zpl, and --dpi (203 or 300) goes with zpl"))


def job_document(job: JobView) -> dict[str, Any]:
    """A print job as programs read it."""
    return {**to_json(job), "message": job_trouble(job)}


def job_line(job: JobView) -> str:
    """The same for people."""
    return sent_words(job)


def _emit_job(session: Session, job: JobView) -> None:
    session.emit(job_document(job), job_line(job))


def _choices(choices: Mapping[PrintKind, PrinterChoice]) -> list[dict[str, Any]]:
    return [{"kind": kind.value, **to_json(choice)} for kind, choice in choices.items()]


def _emit_choices(session: Session, choices: Mapping[PrintKind, PrinterChoice]) -> None:
    columns = (
        *(tr("prints"), tr("printer"), tr("paper"), tr("copies"), tr("tray"), tr("sent as")),
        tr("by itself"),
    )
    rows = [
        (
            *(print_kind_word(kind), one.printer, one.paper, one.copies, one.tray),
            *(form_word(one.form), tr("yes") if one.automatic else tr("no")),
        )
        for kind, one in choices.items()
    ]
    session.emit({"choices": _choices(choices)}, table(columns, rows))
